import { extname, join } from "node:path";
import { buildSync } from "esbuild";
import { runtimeFiles } from "./runtime-file";

/**
 * Writes the files that run handlers to a folder, as plain Node can run them; they are made of the sources, or of the packed
 * JavaScript, in `lambdaDir` and all that these import.
 */
export function writeRuntimes(lambdaDir: string, folder: string): void {
    buildSync({
        entryPoints: runtimeFiles.map((name) => join(lambdaDir, name.replace(".js", extname(__filename)))),
        bundle: true,
        platform: "node",
        format: "cjs",
        target: "node20",
        // Classes keep their names: logs hold them.
        keepNames: true,
        minifyWhitespace: true,
        minifySyntax: true,
        outdir: folder,
        logLevel: "silent",
    });
}
