import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, relative, sep } from "node:path";
import { foldersBelow } from "./folder-watch";

/** What may put right what is wrong: any file of the project, and modules that were not found. */
export interface Doubt {
    folders(): string[];
    /** Whether a path that was written, made or removed counts. The same content again does not. */
    concerns(path: string): boolean;
}

/** `missing` are the places where modules were looked for, without extension. */
export function createDoubt(projectDir: string, missing: string[]): Doubt {
    const seen = new Map<string, string>();
    const isProject = (path: string) => {
        const names = relative(projectDir, path).split(sep);
        return !names.some((name) => name === "node_modules" || name.startsWith(".") || name.endsWith("~"));
    };
    const isMissing = (path: string) => missing.some((place) => path.startsWith(place) || place.startsWith(path + sep));
    return {
        folders: () => [...foldersBelow(projectDir), ...missing.flatMap(watchable)],
        concerns: (path) => {
            if (!isProject(path) && !isMissing(path)) return false;
            // What the program writes while it is evaluated must not have it evaluated without end.
            const content = contentOf(path);
            const isNew = content === undefined || seen.get(path) !== content;
            seen.set(path, content ?? "");
            return isNew;
        },
    };
}

/** The folder where something comes into being, and what there is of it already. */
function watchable(place: string): string[] {
    if (existsSync(place)) return [dirname(place), ...foldersBelow(place)];
    const parent = dirname(place);
    return parent === place ? [] : watchableParent(parent);
}

function watchableParent(folder: string): string[] {
    if (existsSync(folder)) return [folder];
    const parent = dirname(folder);
    return parent === folder ? [] : watchableParent(parent);
}

/** Undefined for a folder, and for what is not there. */
function contentOf(path: string): string | undefined {
    try {
        return createHash("sha1").update(readFileSync(path)).digest("hex");
    } catch {
        return undefined;
    }
}
