import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { unzipped } from "./zip";

/** A file of an archive: its text, or its bytes where they are none; both can be told as JSON. */
export type Content = string | { base64: string };

/** File name, with `/` between folders, to content. */
export type Files = Record<string, Content>;

/** The files of a FileArchive: of a folder, or of a zip. */
export function filesOf(path: string, folder: string): Files {
    const absolute = resolve(folder, path);
    if (existing(absolute, path).isDirectory()) return Object.fromEntries(below(absolute, ""));
    if (!/\.(zip|jar)$/.test(path)) throw new Error(`The archive ${path} is neither a folder nor a zip`);
    const files = Object.entries(unzipped(readFileSync(absolute), path));
    return Object.fromEntries(files.map(([name, bytes]) => [name, asContent(bytes)]));
}

export function fileContent(path: string, folder: string): Content {
    const absolute = resolve(folder, path);
    if (existing(absolute, path).isDirectory()) throw new Error(`The asset ${path} is a folder; it must be a file`);
    return asContent(readFileSync(absolute));
}

function existing(absolute: string, path: string) {
    const stats = statSync(absolute, { throwIfNoEntry: false });
    if (!stats) throw new Error(`There is no ${path}, which the program uses as an asset`);
    return stats;
}

function below(folder: string, prefix: string): [string, Content][] {
    return readdirSync(folder)
        .sort()
        .flatMap((name): [string, Content][] => {
            const path = join(folder, name);
            if (statSync(path).isDirectory()) return below(path, `${prefix}${name}/`);
            return [[`${prefix}${name}`, asContent(readFileSync(path))]];
        });
}

function asContent(bytes: Buffer): Content {
    const text = bytes.toString();
    return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString("base64") };
}
