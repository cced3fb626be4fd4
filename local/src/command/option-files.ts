import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type { JSONWebKeySet } from "jose";

/** Reads a file that an option names. */
export function readText(option: string, file: string): string {
    try {
        return readFileSync(file === "-" ? 0 : file, "utf8");
    } catch (error) {
        throw new Error(`--${option}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
}

/** The variables in files of `--env-file`. */
export function envFiles(files: string[]): Record<string, string> {
    return Object.assign({}, ...files.map((file) => parseEnv(readText("env-file", file))));
}

/** The keys in the file of `--jwks`. Throws a sentence where it has no such form. */
export function keySet(file: string): JSONWebKeySet {
    const rule = 'must be JSON of the form {"keys": [...]}, as a user pool has at /.well-known/jwks.json';
    let set: Partial<JSONWebKeySet> | undefined;
    try {
        set = JSON.parse(readText("jwks", file));
    } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
    }
    if (Array.isArray(set?.keys)) return { keys: set.keys };
    throw new Error(`--jwks: ${file} ${rule}`);
}
