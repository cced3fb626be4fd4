import { createRequire } from "node:module";
import { basename, join } from "node:path";
import type { BuildOptions } from "esbuild";

/** A call of esbuild's buildSync that the program made, and what came of it: file name to text. */
export interface Build {
    options: BuildOptions;
    code: Record<string, string>;
}

/**
 * Records the calls of esbuild that the program in a folder makes from now on, so that a save of a handler need not evaluate
 * the program: the same call is made again. Programs without esbuild make none.
 */
export function recordBuilds(projectDir: string): Build[] {
    const builds: Build[] = [];
    const { resolve } = createRequire(join(projectDir, "index.js"));
    try {
        const file = resolve("esbuild");
        const esbuild: typeof import("esbuild") = require(file);
        const buildSync = (options: BuildOptions) => {
            const result = esbuild.buildSync(options);
            const files = result.outputFiles ?? [];
            const code = Object.fromEntries(files.map(({ path, text }) => [basename(path), text]));
            if (files.length > 0) builds.push({ options: { absWorkingDir: process.cwd(), ...options }, code });
            return result;
        };
        const cached = require.cache[file];
        if (cached) cached.exports = { ...esbuild, buildSync };
    } catch {
        // There is no esbuild to record.
    }
    return builds;
}
