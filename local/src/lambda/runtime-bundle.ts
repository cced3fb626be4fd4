import { join } from "node:path";
import { buildSync } from "esbuild";

/** The text of runtime.ts as plain Node can run it; esbuild adds what it imports. */
export function bundleRuntime(localDir: string): string {
    const { outputFiles } = buildSync({
        entryPoints: [join(localDir, "runtime.ts")],
        bundle: true,
        platform: "node",
        format: "cjs",
        target: "node20",
        minify: true,
        write: false,
        logLevel: "silent",
    });
    return outputFiles[0]?.text ?? "";
}
