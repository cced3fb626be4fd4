import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, extname, join, relative, resolve } from "node:path";
import { yamlFile } from "./yaml-file";

/** The file a program begins with, as Pulumi's language host finds it. */
export interface ProgramEntry {
    /** Absolute. */
    file: string;
    /** What the program's paths are relative to, absolute. */
    folder: string;
    isModule: boolean;
}

/**
 * Finds the program of a project by `main` in Pulumi.yaml and package.json. Throws a sentence where there is none, and for
 * a language that does not run here.
 */
export function programEntry(projectDir: string): ProgramEntry {
    const path = join(projectDir, "Pulumi.yaml");
    // A program that is given its configuration otherwise needs none.
    const project = existsSync(path) ? yamlFile(path, "Pulumi.yaml") : new Map();
    const runtime = project.get("runtime") ?? "nodejs";
    const language = runtime instanceof Map ? runtime.get("name") : runtime;
    if (language !== "nodejs") {
        throw new Error(
            `Pulumi.yaml: runtime ${language} does not run here; local evaluates programs in TypeScript and JavaScript, runtime: nodejs`,
        );
    }
    const main = project.get("main");
    const given = resolve(projectDir, String(main ?? "."));
    if (relative(projectDir, given).startsWith("..") || !existsSync(given)) {
        throw new Error(`Pulumi.yaml: main ${main} must be a file or a folder of the project`);
    }
    const isFolder = statSync(given).isDirectory();
    const folder = isFolder ? given : dirname(given);
    const { folder: root, content } = packageOf(folder);
    const own = isFolder ? mainOf(content) : undefined;
    const named = own === undefined ? undefined : fileAt(join(root, own));
    const file = named ?? fileAt(given);
    if (file === undefined)
        throw new Error(`${relative(projectDir, given) || "."} has no program; it begins in index.ts or index.js`);
    const isModule =
        /^\.m[jt]s$/.test(extname(file)) || (content.type === "module" && !/^\.c[jt]s$/.test(extname(file)));
    return { file, folder, isModule };
}

const extensions = [".js", ".cjs", ".mjs", ".ts", ".cts", ".mts"];

function fileAt(path: string): string | undefined {
    const candidates = [path, ...extensions.flatMap((each) => [path + each, join(path, `index${each}`)])];
    return candidates.find((each) => statSync(each, { throwIfNoEntry: false })?.isFile());
}

interface Package {
    type?: string;
    main?: string;
    exports?: string | Record<string, string | Record<string, string>>;
}

// The language host takes what package.json exports before what it calls main.
function mainOf({ main, exports }: Package): string | undefined {
    const entry = typeof exports === "object" ? exports["."] : exports;
    if (typeof entry === "object") return entry.default ?? entry.require ?? entry.import;
    return exports === undefined ? main : entry;
}

function packageOf(folder: string): { folder: string; content: Package } {
    const path = join(folder, "package.json");
    if (existsSync(path)) return { folder, content: JSON.parse(readFileSync(path, "utf8")) };
    const above = dirname(folder);
    return above === folder ? { folder, content: {} } : packageOf(above);
}
