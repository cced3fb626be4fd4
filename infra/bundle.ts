import { buildSync } from "esbuild";

/** File name to text. */
export type Bundle = { "index.js": string; "index.js.map": string };

/**
 * Bundles a Lambda function: `handler/<file>.ts` in, the text of `index.js` and `index.js.map` out. The same sources
 * give the same bytes on every machine. Throws esbuild's own message, with file and line, when the handler does not
 * compile.
 */
export function bundle(projectDir: string, file = "index"): Bundle {
    const { outputFiles } = buildSync({
        absWorkingDir: projectDir,
        entryPoints: [`handler/${file}.ts`],
        outfile: "index.js",
        bundle: true,
        minify: true,
        keepNames: true,
        platform: "node",
        format: "cjs",
        target: "node22",
        // The bytes are the handler's business, not that of the project's compiler options.
        tsconfigRaw: {},
        // The runtime has the AWS SDK.
        external: ["@aws-sdk/*", "@smithy/*"],
        sourcemap: "linked",
        banner: { js: sourceMapBanner },
        write: false,
        logLevel: "silent",
    });
    const text = (name: string) => outputFiles.find((file) => file.path.endsWith(name))?.text ?? "";
    return { "index.js": text("index.js"), "index.js.map": text("index.js.map") };
}

/** Whether a bundle exports `handler`. */
export function exportsHandler({ "index.js": code }: Bundle): boolean {
    // Where esbuild makes CommonJS of an ES module it lists the names at the end, for Node to find them.
    const [, names] = /\b0&&\(module\.exports=\{([^{}]*)\}\);\s*\/\/# sourceMappingURL/.exec(code) ?? [];
    if (names !== undefined) return names.split(",").some((name) => name === "handler" || name.startsWith("..."));
    return /\bexports\.handler\s*=|\bmodule\.exports=(?!\w+\(\w+\))/.test(code);
}

// Node reads a file's source map only if maps are on when the file loads. NODE_OPTIONS would take one of the function's
// environment variables, so the bundle turns them on and loads itself once more.
const sourceMapBanner = [
    "if(!process.sourceMapsEnabled){process.setSourceMapsEnabled(true);",
    "delete require.cache[__filename];module.exports=require(__filename);return}",
].join("");
