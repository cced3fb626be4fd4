import { extname, join } from "node:path";
import { buildSync } from "esbuild";

/** The text of runtime.ts, or of the packed runtime.js, as plain Node can run it; esbuild adds what it imports. */
export function bundleRuntime(localDir: string): string {
    const { outputFiles } = buildSync({
        entryPoints: [join(localDir, `runtime${extname(__filename)}`)],
        bundle: true,
        platform: "node",
        format: "cjs",
        target: "node20",
        // Classes keep their names: logs hold them.
        keepNames: true,
        minifyWhitespace: true,
        minifySyntax: true,
        write: false,
        logLevel: "silent",
    });
    return outputFiles[0]?.text ?? "";
}
