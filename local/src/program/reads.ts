import fs from "node:fs";
import { join, resolve, sep } from "node:path";

const tool = join(__dirname, "../..") + sep;

/**
 * Records what this process reads from now on of the program's files: archives and assets, JavaScript, data. Returns what
 * tells their absolute paths; that of a folder whose names were read ends with a separator.
 */
export function recordReads(): () => string[] {
    const began = Date.now();
    const read = new Set<string>();
    const note = (path: unknown, end = "") => {
        if (typeof path !== "string") return;
        const absolute = resolve(path) + end;
        const isOthers = /[\\/]node_modules[\\/]|^\/(?:dev|etc|proc|sys|usr)\//.test(absolute);
        if (!isOthers && !absolute.startsWith(tool)) read.add(absolute);
    };
    const { readFileSync, readdirSync } = fs;
    const { readFile } = fs.promises;
    Object.assign(fs, {
        readFileSync: (...args: Parameters<typeof readFileSync>) => {
            note(args[0]);
            return readFileSync(...args);
        },
        readdirSync: (...args: Parameters<typeof readdirSync>) => {
            note(args[0], sep);
            return readdirSync(...args);
        },
    });
    Object.assign(fs.promises, {
        readFile: (...args: Parameters<typeof readFile>) => {
            note(args[0]);
            return readFile(...args);
        },
    });
    // What was written meanwhile is the program's own work: whoever followed it would evaluate without end.
    return () => [...read].filter((path) => (fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < began);
}
