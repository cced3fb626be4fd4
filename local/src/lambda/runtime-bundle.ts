import { basename, extname, join } from "node:path";
import { buildSync } from "esbuild";
import { runtimeFiles } from "./runtime-file";

/**
 * The files that run handlers, name to text, as plain Node can run them: made of the sources, or of the packed JavaScript, in
 * a folder; esbuild adds what they import.
 */
export function bundleRuntimes(lambdaDir: string): Record<string, string> {
    const { outputFiles } = buildSync({
        entryPoints: runtimeFiles.map((name) => join(lambdaDir, name.replace(".js", extname(__filename)))),
        bundle: true,
        platform: "node",
        format: "cjs",
        target: "node20",
        // Classes keep their names: logs hold them.
        keepNames: true,
        minifyWhitespace: true,
        minifySyntax: true,
        outdir: lambdaDir,
        write: false,
        logLevel: "silent",
    });
    return Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path), text]));
}
