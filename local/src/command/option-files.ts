import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type { JSONWebKeySet } from "jose";

/** Reads a file that an option names. */
export function readText(option: string, file: string): string {
    try {
        // Editors on Windows put a mark of the byte order first, which is part of nothing.
        return readFileSync(file === "-" ? 0 : file, "utf8").replace(/^\uFEFF/, "");
    } catch (error) {
        throw new Error(`--${option}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
}

/** The file at the project's root that is read without being asked for. */
export const ownEnvFile = ".env";

/** The variables in the project's own file, if there is one, and over them those in files of `--env-file`. */
export function envFiles(files: string[]): Record<string, string> {
    const all = existsSync(ownEnvFile) ? [ownEnvFile, ...files] : files;
    return Object.assign({}, ...all.map((file) => parseEnv(readText("env-file", file))));
}

/** Says which variables the project's own file sets; undefined for none. */
export function ownEnvNote(): string | undefined {
    const names = Object.keys(existsSync(ownEnvFile) ? parseEnv(readText("env-file", ownEnvFile)) : {});
    return names.length > 0 ? `note: ${ownEnvFile} sets ${names.join(", ")} of the functions` : undefined;
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

/** The variables of this shell that `--pass-env` names. */
export function passed(names: string[]): Record<string, string> {
    const missing = names.find((name) => process.env[name] === undefined);
    if (missing) throw new Error(`--pass-env: ${missing} is not set in this shell`);
    return Object.fromEntries(names.map((name) => [name, process.env[name] ?? ""]));
}
