import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import type { Files } from "../program/program";
import type { Reaper } from "./reaper";
import { linkRuntimePackages } from "./runtime-packages";

/**
 * Folders for the code of functions, one a version, outside the project: they hold only the archive, cannot be written to,
 * and packages resolve as in Lambda. Whoever runs as root may write all the same.
 */
export interface TaskRoots {
    /** Writes a version of a function's code (file name to content) and returns its folder. */
    write(code: Files): string;
    /** The folder that holds them, and what runs the functions and their temporary folders. */
    folder: string;
    remove(): void;
}

/** Makes the folder of a server, which goes with this process however that ends. */
export function createTaskRoots(projectDir: string, reaper: Pick<Reaper, "trackFolder">): TaskRoots {
    const own = ownFolder();
    reaper.trackFolder(own);
    linkRuntimePackages(projectDir, own);
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
            setModes(folder, 0o444, 0o555);
            return folder;
        },
        folder: own,
        remove: () => removeFolder(own),
    };
}

/** Removes a folder with all that is in it, also what must not be written to. */
export function removeFolder(folder: string): void {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
        try {
            setModes(join(folder, name), 0o644, 0o755);
        } catch {
            // Not ours, or an environment that ends takes its temporary folder along.
        }
    }
    // An environment that was just killed may have written once more.
    rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 10 });
}

// In a folder of this user, by the number of the process: what a server that was killed has left can be told.
function ownFolder(): string {
    const base = join(tmpdir(), `api-gateway-local-${userInfo().username.replace(/\W/g, "_")}`);
    mkdirSync(base, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(base);
    const others = process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o022) !== 0);
    if (others || lstatSync(base).isSymbolicLink()) return mkdtempSync(join(tmpdir(), "api-gateway-local-"));
    for (const name of readdirSync(base)) {
        if (!isRunning(Number(name.split("-")[0]))) removeFolder(join(base, name));
    }
    return mkdtempSync(join(base, `${process.pid}-`));
}

function setModes(path: string, file: number, folder: number): void {
    const found = lstatSync(path);
    if (found.isSymbolicLink()) return;
    if (!found.isDirectory()) {
        chmodSync(path, file);
        return;
    }
    chmodSync(path, 0o755);
    for (const name of readdirSync(path)) setModes(join(path, name), file, folder);
    chmodSync(path, folder);
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
