import { buildSync } from "esbuild";

/**
 * Bundles the Lambda function: `handler/index.ts` in, the text of `index.js` and `index.js.map` out. The same sources
 * give the same bytes on every machine. Throws esbuild's own message, with file and line, when the handler does not
 * compile.
 */
export function bundle(projectDir: string): { "index.js": string; "index.js.map": string } {
    const { outputFiles } = buildSync({
        absWorkingDir: projectDir,
        entryPoints: ["handler/index.ts"],
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

// Node reads a file's source map only if maps are on when the file loads. NODE_OPTIONS would take one of the function's
// environment variables, so the bundle turns them on and loads itself once more.
const sourceMapBanner = [
    "if(!process.sourceMapsEnabled){process.setSourceMapsEnabled(true);",
    "delete require.cache[__filename];module.exports=require(__filename);return}",
].join("");
