import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import type { BuildOptions, BuildResult } from "esbuild";

type Esbuild = typeof import("esbuild");

/** A call of esbuild that the program made, what came of it (file name to text), and the files it read. */
export interface Build {
    options: BuildOptions;
    code: Record<string, string>;
    inputs: string[];
    /** Ids of what esbuild warned of, in its order. */
    warnings: string[];
}

/** What the program built: what it kept in memory, which can be made again, and the files of what it wrote to disk. */
export interface Builds {
    kept: Build[];
    written: string[];
}

/**
 * Records the calls of esbuild that the program in a folder makes from now on, so that a save of a handler need not evaluate
 * the program: the same call is made again. Programs without esbuild make none.
 */
export function recordBuilds(projectDir: string): Builds {
    const builds: Builds = { kept: [], written: [] };
    const file = esbuildOf(projectDir);
    if (file === undefined) return builds;
    const esbuild: Esbuild = require(file);
    const record = (options: BuildOptions, result: BuildResult) => {
        const build = buildOf({ absWorkingDir: process.cwd(), ...options }, result);
        if (result.outputFiles) builds.kept.push(build);
        else builds.written.push(...build.inputs);
        const { metafile, ...asked } = result;
        return options.metafile ? result : asked;
    };
    const buildSync = (options: BuildOptions) => record(options, esbuild.buildSync({ ...options, metafile: true }));
    const build = async (options: BuildOptions) => record(options, await esbuild.build({ ...options, metafile: true }));
    const cached = require.cache[file];
    if (cached) cached.exports = { ...esbuild, buildSync, build };
    return builds;
}

/** Makes a recorded call again, with the esbuild of the program in a folder. Throws what esbuild throws. */
export function buildAgain(projectDir: string, { options }: Build): Build {
    const esbuild: Esbuild = require(esbuildOf(projectDir) ?? "esbuild");
    return buildOf(options, esbuild.buildSync({ ...options, metafile: true, logLevel: "silent" }));
}

function buildOf(options: BuildOptions, { outputFiles = [], metafile, warnings }: BuildResult): Build {
    const code = Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path), text]));
    // What has a namespace is no file.
    const files = Object.keys(metafile?.inputs ?? {}).filter((input) => !/^(?:[\w-]{2,}|\(disabled\)):|^</.test(input));
    const folder = options.absWorkingDir ?? "";
    const configs = options.tsconfig === undefined ? [] : [options.tsconfig];
    const told = warnings.map(({ id, location }) => `${id} ${location?.file}`);
    return { options, code, warnings: told, inputs: [...files, ...configs].map((input) => resolve(folder, input)) };
}

function esbuildOf(projectDir: string): string | undefined {
    try {
        return createRequire(join(projectDir, "index.js")).resolve("esbuild");
    } catch {
        return undefined;
    }
}
