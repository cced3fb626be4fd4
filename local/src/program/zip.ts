import { inflateRawSync } from "node:zlib";

/** The files of a zip, by the directory at its end (PKWARE's APPNOTE, 4.3.12 and 4.3.16). */
export function unzipped(zip: Buffer, path: string): Record<string, Buffer> {
    const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
    if (end === -1) throw new Error(`The archive ${path} is no zip`);
    const files: Record<string, Buffer> = {};
    let at = zip.readUInt32LE(end + 16);
    for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
        const method = zip.readUInt16LE(at + 10);
        const size = zip.readUInt32LE(at + 20);
        const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
        const local = zip.readUInt32LE(at + 42);
        const name = zip.toString("utf8", at + 46, at + 46 + (nameLength ?? 0));
        // The local header repeats the name, but may have extra fields of another length.
        const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
        const packed = zip.subarray(start, start + size);
        if (!name.endsWith("/")) files[name] = method === 0 ? packed : inflateRawSync(packed);
        at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
    }
    return files;
}
