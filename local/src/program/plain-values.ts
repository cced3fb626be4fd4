import { posix } from "node:path";
import { type Content, type Files, fileContent, filesOf } from "./files";

// How the SDK marks a secret on the wire: pulumi/sdk/nodejs/runtime/rpc.ts, specialSigKey and specialSecretSig.
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/**
 * Awaits and unwraps everything in a value: outputs, promises, secrets; an archive becomes a map from file name to content.
 * Paths are relative to `folder`, the program's.
 */
export async function plain<T = unknown>(value: unknown, folder = process.cwd()): Promise<T> {
    return (await unwrapped(value, folder)) as T;
}

async function unwrapped(value: unknown, folder: string): Promise<unknown> {
    if (value instanceof Promise) return plain(await value, folder);
    if (Array.isArray(value)) return Promise.all(value.map((item) => plain(item, folder)));
    if (is(value, "__pulumiOutput")) return plain(await (value as { promise(): Promise<unknown> }).promise(), folder);
    if (isSecret(value)) return plain(value.value, folder);
    if (is(value, "__pulumiAsset") || is(value, "__pulumiArchive")) return content(value, folder);
    // A resource in the place of its id: `restApi: api`. Only a component has none.
    if (is(value, "__pulumiResource")) {
        const { id, urn } = value as { id?: unknown; urn?: unknown };
        return plain(id ?? urn, folder);
    }
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(async ([key, item]) => [key, await plain(item, folder)] as const);
    return Object.fromEntries(await Promise.all(entries));
}

async function content(value: object, folder: string): Promise<unknown> {
    const { assets, path, text, uri } = (await resolved(value)) as Record<string, unknown>;
    const kind = is(value, "__pulumiArchive") ? "archive" : "asset";
    if (uri !== undefined) throw new Error(`The local engine fetches nothing; the program uses the ${kind} ${uri}`);
    if (text !== undefined) return text;
    if (path !== undefined)
        return kind === "archive" ? filesOf(String(path), folder) : fileContent(String(path), folder);
    const files: Files = {};
    for (const [name, item] of Object.entries((assets ?? {}) as object)) {
        const below = await plain<Content | Files>(item, folder);
        if (is(item, "__pulumiArchive")) {
            for (const [file, each] of Object.entries(below)) files[posix.join(name, file)] = each;
        } else files[posix.join(name)] = below as Content;
    }
    return files;
}

async function resolved(value: object): Promise<object> {
    const entries = Object.entries(value).map(async ([key, item]) => [key, await item] as const);
    return Object.fromEntries(await Promise.all(entries));
}

/** The top-level keys whose value is, or holds, a secret. */
export function secretKeys(inputs: Record<string, unknown>): string[] {
    const holdsSecret = (value: unknown): boolean =>
        isSecret(value) || (typeof value === "object" && value !== null && Object.values(value).some(holdsSecret));
    return Object.keys(inputs).filter((key) => holdsSecret(inputs[key]));
}

function isSecret(value: unknown): value is { value: unknown } {
    return (
        typeof value === "object" && value !== null && (value as Record<string, unknown>)[signature] === secretSignature
    );
}

// As the SDK's own isInstance: there may be several copies of it.
function is(value: unknown, mark: string): value is object {
    return typeof value === "object" && value !== null && mark in value;
}
