import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { unzipped } from "../../src/program/zip";

/** A zip of one file; the local header has an extra field that the directory does not repeat. */
function zipOf(name: string, content: Buffer, method: 0 | 8): Buffer {
    const packed = method === 8 ? deflateRawSync(content) : content;
    const local = Buffer.alloc(30);
    local.write("PK\x03\x04", "latin1");
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(4, 28);
    const directory = Buffer.alloc(46);
    directory.write("PK\x01\x02", "latin1");
    directory.writeUInt16LE(method, 10);
    directory.writeUInt32LE(packed.length, 20);
    directory.writeUInt16LE(name.length, 28);
    const end = Buffer.alloc(22);
    end.write("PK\x05\x06", "latin1");
    end.writeUInt16LE(1, 10);
    end.writeUInt32LE(local.length + name.length + 4 + packed.length, 16);
    return Buffer.concat([local, Buffer.from(name), Buffer.alloc(4), packed, directory, Buffer.from(name), end]);
}

describe("a zip", () => {
    for (const method of [0, 8] as const)
        it(`is unpacked by method ${method}`, () => {
            const content = Buffer.from("text ".repeat(20));
            assert.deepEqual(unzipped(zipOf("a/b.js", content, method), "c.zip"), { "a/b.js": content });
        });

    it("has no file of a folder's entry", () =>
        assert.deepEqual(unzipped(zipOf("a/", Buffer.alloc(0), 0), "c.zip"), {}));

    it("that is none is refused by name", () => {
        assert.throws(() => unzipped(Buffer.from("no"), "c.zip"), { message: "The archive c.zip is no zip" });
    });
});
