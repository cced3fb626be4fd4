import { buildSync } from "esbuild";

/** The function's archive: file name to text. */
export function bundle(folder: string): Record<string, string> {
    const { outputFiles } = buildSync({
        absWorkingDir: folder,
        entryPoints: ["handler/index.ts"],
        outfile: "index.js",
        bundle: true,
        minify: true,
        keepNames: true,
        platform: "node",
        target: "node22",
        sourcemap: "linked",
        // Node reads a source map only if maps are on when the file loads.
        banner: {
            js: "if(!process.sourceMapsEnabled){process.setSourceMapsEnabled(true);delete require.cache[__filename];module.exports=require(__filename);return}",
        },
        write: false,
        logLevel: "silent",
    });
    const text = (name: string) => outputFiles.find(({ path }) => path.endsWith(name))?.text ?? "";
    return { "index.js": text("index.js"), "index.js.map": text("index.js.map") };
}
