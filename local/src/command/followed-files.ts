import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, sep } from "node:path";

/** Files that something was made of, and what else decides which files those are. */
export interface FollowedFiles {
    has(path: string): boolean;
    /** Folders to watch, each behind those it lies in. */
    folders: string[];
    files: ReadonlySet<string>;
}

const modules = /^\.(?:[cm]?[jt]sx?|json|css)$/;
const configs = ["package.json", "tsconfig.json", "jsconfig.json"];

/**
 * Follows files by absolute path; one that ends with a separator is a folder, whose names count. A file that would be found
 * in the place of one of them counts as well, and so do the configuration files of the folders between the project and them.
 */
export function followFiles(projectDir: string, paths: string[]): FollowedFiles {
    const own = new Set(paths);
    const folders = new Set([projectDir, ...paths.flatMap((path) => between(projectDir, dirname(`${path}x`)))]);
    const configFiles = [...folders].flatMap((folder) => configs.map((name) => join(folder, name)));
    const files = new Set([...own, ...configFiles, ...configFiles.flatMap((file) => extended(file))]);
    for (const file of files) for (const folder of between(projectDir, dirname(`${file}x`))) folders.add(folder);
    const stems = new Set([...own].flatMap(stemsOf));
    return {
        files: own,
        folders: [...folders].sort((a, b) => a.length - b.length),
        has: (path) =>
            files.has(path) ||
            files.has(dirname(path) + sep) ||
            folders.has(path) ||
            (modules.test(extname(path)) && stems.has(stem(path))),
    };
}

/** A folder and those it lies in, as far as the project goes. */
function between(projectDir: string, folder: string): string[] {
    if (!folder.startsWith(projectDir + sep)) return [folder];
    return [folder, ...between(projectDir, dirname(folder))];
}

// `./version` is version.ts before version.js, and that before version/index.ts.
function stemsOf(file: string): string[] {
    const own = stem(file);
    return basename(own) === "index" ? [own, dirname(own)] : [own, join(own, "index")];
}

function stem(file: string): string {
    return file.slice(0, file.length - extname(file).length);
}

function extended(file: string, seen: string[] = []): string[] {
    if (seen.includes(file) || basename(file) === "package.json" || /[\\/]node_modules[\\/]/.test(file)) return [];
    try {
        const [, given = ""] = /"extends"\s*:\s*("[^"]*"|\[[^\]]*\])/.exec(readFileSync(file, "utf8")) ?? [];
        const found = [...given.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => {
            if (!name.startsWith(".")) return createRequire(file).resolve(name);
            return join(dirname(file), extname(name) === ".json" ? name : `${name}.json`);
        });
        return found.flatMap((each) => [each, ...extended(each, [...seen, file])]);
    } catch {
        return [];
    }
}
