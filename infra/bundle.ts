import { existsSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type BuildFailure, type BuildOptions, buildSync, type Message } from "esbuild";

/** Names of packages with native parts: they lie whole in the archive, and need the function's architecture (docs/functions.md). */
const packages: string[] = [];

/**
 * What Lambda's runtimes bring, and an archive may leave out: every client of the AWS SDK and these beside them. What the
 * SDK is made of, `@smithy/*` for example, a function does not find there, so it is bundled.
 */
const runtimePackages = [
    "@aws-sdk/client-*",
    ...["credential-providers", "lib-dynamodb", "lib-storage", "s3-request-presigner", "util-dynamodb"].map(
        (name) => `@aws-sdk/${name}`,
    ),
];

/** File name to text: `index.js` and its map, or for an ES module `index.mjs`, `code.mjs` and its map. */
export type Bundle = Record<string, string>;

/**
 * Bundles a Lambda function from `handler/<file>.ts`, by the project's tsconfig.json: CommonJS, or an ES module where the
 * code needs one (`await` outside a function, `import.meta`). The same sources give the same bytes on every machine. Warns of
 * what esbuild warns of, and of a size that hurts. Throws esbuild's own message, with file and line, when it does not compile.
 */
export function bundle(projectDir: string, file = "index"): Bundle {
    const options: BuildOptions = {
        absWorkingDir: projectDir,
        entryPoints: [`handler/${file}.ts`],
        bundle: true,
        minify: true,
        keepNames: true,
        platform: "node",
        target: "node22",
        ...(existsSync(join(projectDir, "tsconfig.json")) ? { tsconfig: "tsconfig.json" } : { tsconfigRaw: {} }),
        external: [...runtimePackages, ...packages],
        // Places and names are all that a stack trace needs: the sources' text would be most of the archive.
        sourcemap: "linked",
        sourcesContent: false,
        write: false,
        logLevel: "silent",
    };
    const { files, warnings } = asCommonJs(options) ?? asModule(options);
    for (const warning of warnings) pulumi.log.warn(sentence(warning));
    const megabytes = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 2 ** 20;
    if (megabytes > 5) {
        pulumi.log.warn(
            `handler/${file}.ts: its bundle has ${megabytes.toFixed(1)} MB, which lie in the stack's state too; Lambda takes 250 MB unpacked`,
        );
    }
    return files;
}

/** What lies in an archive beside the bundle: the folder handler/assets, and packages with native parts. */
export function besides(projectDir: string): Record<string, pulumi.asset.Archive> {
    const folders = [
        ["assets", "handler/assets"],
        ...packages.map((name) => [`node_modules/${name}`, `node_modules/${name}`]),
    ] as [string, string][];
    const found = folders.filter(([, path]) => existsSync(join(projectDir, path)));
    return Object.fromEntries(
        found.map(([name, path]) => [name, new pulumi.asset.FileArchive(join(projectDir, path))]),
    );
}

/** Whether a bundle exports `handler`. */
export function exportsHandler(files: Bundle): boolean {
    const { "index.js": code = "", "code.mjs": module } = files;
    if (module !== undefined) return /\bexport\{(?:[^{}]*\bas |[^{}]*,)?handler\b/.test(module);
    // Where esbuild makes CommonJS of an ES module it lists the names at the end, for Node to find them.
    const [, names] = /\b0&&\(module\.exports=\{([^{}]*)\}\);\s*\/\/# sourceMappingURL/.exec(code) ?? [];
    if (names !== undefined) return names.split(",").some((name) => name === "handler" || name.startsWith("..."));
    return /\bexports\.handler\s*=|\bmodule\.exports=(?!\w+\(\w+\))/.test(code);
}

interface Built {
    files: Bundle;
    warnings: Message[];
}

// Undefined for code that only an ES module can be.
function asCommonJs(options: BuildOptions): Built | undefined {
    try {
        // Node reads a file's source map only if maps are on when the file loads. NODE_OPTIONS would take one of the
        // function's environment variables, so the bundle turns them on and loads itself once more.
        const js =
            "if(!process.sourceMapsEnabled){process.setSourceMapsEnabled(true);delete require.cache[__filename];module.exports=require(__filename);return}";
        const built = build({ ...options, format: "cjs", outfile: "index.js", banner: { js } });
        return built.warnings.some(({ id }) => id === "empty-import-meta") ? undefined : built;
    } catch (error) {
        const { errors = [] } = error as { errors?: Message[] };
        if (errors.length > 0 && errors.every(({ text }) => text.startsWith("Top-level await"))) return undefined;
        throw error;
    }
}

function asModule(options: BuildOptions): Built {
    // Packages in CommonJS ask for Node's own modules by require.
    const js =
        'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';
    const { files, warnings } = build({ ...options, format: "esm", outfile: "code.mjs", banner: { js } });
    const entry = 'process.setSourceMapsEnabled(true);const{handler}=await import("./code.mjs");export{handler};\n';
    return { files: { "index.mjs": entry, ...files }, warnings };
}

function build(options: BuildOptions): Built {
    const { outputFiles = [], warnings } = compiled(options);
    const files = outputFiles.map(({ path, text }): [string, string] => [path.replace(/^.*[\\/]/, ""), text]);
    // The code first, as it is read.
    return { files: Object.fromEntries(files.reverse()), warnings };
}

function compiled(options: BuildOptions) {
    try {
        return buildSync(options);
    } catch (error) {
        const { errors = [], message, stack } = error as BuildFailure;
        const [, extension] = errors.flatMap(
            ({ text }) => /^No loader is configured for "(.+?)" files/.exec(text) ?? [],
        );
        if (extension === undefined) throw error;
        const way =
            extension === ".node"
                ? "A bundle cannot hold a .node file: name its package in `packages` of infra/bundle.ts"
                : `Put a ${extension} file into handler/assets/ and read it with readFileSync`;
        const advised = `${message}\n${way} (docs/functions.md)`;
        // Node takes the message into the stack once, and Pulumi prints that.
        throw Object.assign(error as BuildFailure, { message: advised, stack: stack?.replace(message, () => advised) });
    }
}

function sentence({ location, text }: Message): string {
    return `${location ? `${location.file}:${location.line}:${location.column}: ` : ""}${text}`;
}
