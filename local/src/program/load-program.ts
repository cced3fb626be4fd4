import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build, buildSync, type Plugin } from "esbuild";
import type { ProgramEntry } from "./program-entry";

/**
 * Runs the program and returns what it exports, or what its exported function resolves to: its own files once an
 * evaluation, packages once a process.
 */
export async function loadAfresh(entry: ProgramEntry): Promise<unknown> {
    if (entry.isModule) return result(await importModule(entry));
    forget(entry.file, entry.folder, new Set());
    const restore = compileOnce();
    try {
        return await result(require(entry.file));
    } finally {
        restore();
    }
}

// The program may be a function, as one that awaits something has to be.
function result(exported: unknown): unknown {
    return typeof exported === "function" ? exported() : { ...(exported as object) };
}

/** The files the program is made of, wherever they are, absolute. Throws where one of them cannot be read. */
export function programFiles({ file, folder }: ProgramEntry): string[] {
    const { sources: bundled = {} } = (require.extensions[".ts"] ?? {}) as { sources?: Record<string, string[]> };
    if (bundled[file]) return bundled[file];
    const { metafile } = buildSync({ ...bundle(file, folder), metafile: true });
    return Object.keys(metafile.inputs).map((path) => resolve(folder, path));
}

function bundle(file: string, folder: string): BuildOptions & { write: false } {
    return {
        entryPoints: [file],
        bundle: true,
        packages: "external",
        platform: "node",
        format: "esm",
        target: `node${process.versions.node}`,
        absWorkingDir: folder,
        write: false,
        logLevel: "silent",
    };
}

// Compiled to CommonJS, an import would become a require.
const nativeImport = new Function("url", "return import(url)") as (url: string) => Promise<Record<string, unknown>>;
let imports = 0;

/** Runs an ES module of its own, with all it imports by path; packages are found from where the program lies. */
async function importModule({ file, folder }: ProgramEntry): Promise<unknown> {
    const { outputFiles } = await build({ ...bundle(file, folder), plugins: [ownPlaces] });
    const copy = writeCopy(file, outputFiles[0]?.text ?? "");
    try {
        const { default: only, ...named } = await nativeImport(pathToFileURL(copy).href);
        if (only === undefined) return named;
        if (Object.keys(named).length === 0) return only;
        throw new Error(`${basename(file)} has a default export and named ones; Pulumi takes either`);
    } finally {
        rmSync(copy, { force: true });
    }
}

// By the first number that nobody uses, and so mostly the same one: Node.js keeps what it compiled by a file's name.
function writeCopy(file: string, text: string): string {
    const copy = join(dirname(file), `.${basename(file)}.${imports++}.mjs`);
    try {
        writeFileSync(copy, text, { flag: "wx" });
        return copy;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        return writeCopy(file, text);
    }
}

/** Leaves each file of a bundle what it knows of its own place. */
const ownPlaces: Plugin = {
    name: "own-places",
    setup: ({ onLoad }) => {
        onLoad({ filter: /\.[cm]?[jt]sx?$/ }, ({ path }) => {
            const text = readFileSync(path, "utf8");
            if (!text.includes("import.meta.")) return undefined;
            const places: Record<string, string> = {
                url: pathToFileURL(path).href,
                filename: path,
                dirname: dirname(path),
            };
            const contents = text.replace(/\bimport\.meta\.(url|filename|dirname)\b/g, (_, name) =>
                JSON.stringify(places[name]),
            );
            return { contents, loader: /ts$/.test(path) ? "ts" : "js" };
        });
    },
};

/** Forgets a module and all it requires of the program's own files. */
function forget(file: string, folder: string, seen: Set<string>): void {
    const module = require.cache[file];
    if (!module || seen.has(file)) return;
    seen.add(file);
    if (!file.startsWith(folder + sep) || file.split(sep).includes("node_modules")) return;
    delete require.cache[file];
    for (const { filename } of module.children) forget(filename, folder, seen);
}

// What a loader of TypeScript made of a file stays right as long as the file is the same.
const compiled = new Map<string, { modified: number; code: string }>();

interface Compiling extends NodeModule {
    _compile(code: string, filename: string): unknown;
}

function compileOnce(): () => void {
    const load = require.extensions[".ts"];
    if (!load) return () => {};
    const loadOnce = (module: NodeModule, filename: string) => {
        const modified = statSync(filename).mtimeMs;
        const known = compiled.get(filename);
        const compiling = module as Compiling;
        if (known?.modified === modified) return compiling._compile(known.code, filename);
        const compile = compiling._compile;
        compiling._compile = function (code, name) {
            compiled.set(filename, { modified, code });
            return compile.call(this, code, name);
        };
        return load(module, filename);
    };
    require.extensions[".ts"] = Object.assign(loadOnce, load);
    return () => {
        require.extensions[".ts"] = load;
    };
}
