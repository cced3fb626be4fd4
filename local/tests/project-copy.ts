import {
    cpSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    realpathSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { greetingDir, packagesDir } from "./places";

/** A copy of a program that may be edited and served. */
export interface ProjectCopy {
    folder: string;
    /** Writes files, path to text; undefined removes one. */
    write(files: Record<string, string | undefined>): void;
    read(path: string): string;
    /** Puts every file back. */
    restore(): void;
    remove(): void;
}

/** Copies a program of the tests into a folder of its own. */
export function copyProject(program = greetingDir): ProjectCopy {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "api-gateway-local-copy-")));
    cpSync(program, folder, { recursive: true });
    symlinkSync(packagesDir, join(folder, "node_modules"), "junction");
    const original = new Map<string, string | undefined>();
    const put = (path: string, text: string | undefined) => {
        const file = join(folder, path);
        mkdirSync(dirname(file), { recursive: true });
        if (text === undefined) rmSync(file, { force: true });
        else writeFileSync(file, text);
    };
    const read = (path: string) => readFileSync(join(folder, path), "utf8");
    return {
        folder,
        read,
        write: (files) => {
            for (const [path, text] of Object.entries(files)) {
                if (!original.has(path))
                    original.set(
                        path,
                        attempt(() => read(path)),
                    );
                put(path, text);
            }
        },
        restore: () => {
            for (const [path, text] of original) put(path, text);
            original.clear();
        },
        remove: () => rmSync(folder, { recursive: true }),
    };
}

function attempt<T>(work: () => T): T | undefined {
    try {
        return work();
    } catch {
        return undefined;
    }
}
