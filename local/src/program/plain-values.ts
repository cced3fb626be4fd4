// How the SDK marks a secret on the wire: pulumi/sdk/nodejs/runtime/rpc.ts, specialSigKey and specialSecretSig.
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/**
 * Awaits and unwraps everything in a value: outputs, promises, secrets; an archive becomes a map from file name to text.
 */
export async function plain<T = unknown>(value: unknown): Promise<T> {
    return (await unwrapped(value)) as T;
}

async function unwrapped(value: unknown): Promise<unknown> {
    if (value instanceof Promise) return plain(await value);
    if (Array.isArray(value)) return Promise.all(value.map((item) => plain(item)));
    if (is(value, "__pulumiOutput")) return plain(await (value as { promise(): Promise<unknown> }).promise());
    if (isSecret(value)) return plain(value.value);
    if (is(value, "__pulumiArchive") && is(value, "assets")) return plain((value as { assets: unknown }).assets);
    if (is(value, "__pulumiAsset") && is(value, "text")) return (value as { text: unknown }).text;
    if (is(value, "__pulumiAsset") || is(value, "__pulumiArchive")) {
        throw new Error(
            "The local engine serves code only from an AssetArchive of StringAssets; the program uses another kind",
        );
    }
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(async ([key, item]) => [key, await plain(item)] as const);
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
