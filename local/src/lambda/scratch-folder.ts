import { mkdirSync, rm } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { LambdaFunction } from "../program/program";

/** The temporary folder of one execution environment: what its function finds by `os.tmpdir()`. */
export interface ScratchFolder {
    path: string;
    /** Tells, once, when the folder holds more than the function's ephemeral storage; looks once a second at most. */
    look(print: (note: string) => void): void;
    remove(): void;
}

let made = 0;

/** Makes an empty folder for an environment of a function, within one that goes with the server. */
export function createScratchFolder({ name, ephemeralStorage }: LambdaFunction, within: string): ScratchFolder {
    // Short: a handler may listen on a socket in it, whose whole path has room for 104 bytes on macOS.
    const path = join(within, `t${++made}`);
    try {
        mkdirSync(path, { mode: 0o700 });
    } catch {
        // The folder of the server is gone: the process cannot be started either, and says so.
    }
    let looked = Number.NEGATIVE_INFINITY;
    let told = false;
    return {
        path,
        look: (print) => {
            if (told || performance.now() - looked < 1000) return;
            looked = performance.now();
            sizeOf(path).then((bytes) => {
                const megabytes = Math.ceil(bytes / 2 ** 20);
                if (told || megabytes <= ephemeralStorage) return;
                told = true;
                print(
                    `note: ${name} holds ${megabytes} MB in its temporary folder; Lambda gives it ${ephemeralStorage} MB (ephemeralStorage)`,
                );
            });
        },
        remove: () => rm(path, { recursive: true, force: true }, () => {}),
    };
}

// What vanishes while it is counted counts nothing.
async function sizeOf(path: string): Promise<number> {
    try {
        const found = await lstat(path);
        if (!found.isDirectory()) return found.size;
        const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
        return sizes.reduce((sum, size) => sum + size, 0);
    } catch {
        return 0;
    }
}
