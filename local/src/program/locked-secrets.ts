import type { Value } from "./yaml";

/**
 * A value without the secrets in it, which only the stack's own key could decrypt: each is stored as { secure: ciphertext },
 * at any depth. Their paths are added to `locked`; undefined if the whole value is one.
 */
export function withoutLocked(value: Value, path: string, locked: string[]): Value | undefined {
    if (Array.isArray(value)) {
        return value.map((item, index) => withoutLocked(item, `${path}.${index}`, locked) ?? null);
    }
    if (!(value instanceof Map)) return value;
    if (value.size === 1 && typeof value.get("secure") === "string") {
        locked.push(path);
        return undefined;
    }
    const entries = [...value].map(([key, item]) => [key, withoutLocked(item, `${path}.${key}`, locked)] as const);
    return new Map(entries.filter((entry): entry is [(typeof entry)[0], Value] => entry[1] !== undefined));
}
