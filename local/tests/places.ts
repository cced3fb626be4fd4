import { dirname, join } from "node:path";

// Not by __dirname: scripts that run.cjs starts are bundled into one file.

/** The tool's folder. */
export const localDir = dirname(require.resolve("api-gateway-local/package.json"));

/** The folder that packages are found in, wherever a workspace put it. */
export const packagesDir = dirname(dirname(require.resolve("mocha/package.json")));

/** A Pulumi program of the tests' own: a greeting behind API Gateway, its routes and settings by configuration. */
export const greetingDir = join(localDir, "tests", "programs", "greeting");
