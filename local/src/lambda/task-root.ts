import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Files } from "../program/program";

/** Folders for the code of functions, one a version, below the project's node_modules so that packages resolve. */
export interface TaskRoots {
    /** Writes a version of a function's code (file name to content) and returns its folder. */
    write(code: Files): string;
    remove(): void;
}

export function createTaskRoots(projectDir: string): TaskRoots {
    const cache = join(projectDir, "node_modules", ".cache", "local-api");
    const own = join(cache, String(process.pid));
    mkdirSync(own, { recursive: true });
    // Those of a server that was killed.
    for (const name of readdirSync(cache)) {
        if (!isRunning(Number(name))) rmSync(join(cache, name), { recursive: true, force: true });
    }
    let version = 0;
    return {
        write: (code) => {
            const folder = join(own, String(++version));
            mkdirSync(folder, { recursive: true });
            for (const [name, content] of Object.entries(code)) {
                mkdirSync(dirname(join(folder, name)), { recursive: true });
                const bytes = typeof content === "string" ? content : Buffer.from(content.base64, "base64");
                const isMap = typeof bytes === "string" && name.endsWith(".map");
                writeFileSync(join(folder, name), isMap ? rooted(bytes, projectDir) : bytes);
            }
            return folder;
        },
        remove: () => rmSync(own, { recursive: true, force: true }),
    };
}

function isRunning(pid: number): boolean {
    try {
        return process.kill(pid, 0);
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}

// The map names its sources from the project's folder; a debugger and a stack trace look from the map's own.
function rooted(map: string, projectDir: string): string {
    try {
        return JSON.stringify({ ...JSON.parse(map), sourceRoot: pathToFileURL(`${projectDir}/`).href });
    } catch {
        return map;
    }
}
