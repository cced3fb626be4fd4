import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { eraseVariables } from "./route-key";

/**
 * The hash that makes a new deployment: sha256, in hex, of a JSON value with its keys sorted, so that the order in which
 * a person writes them down changes nothing.
 */
export function snapshotHash(snapshot: unknown): string {
    return createHash("sha256")
        .update(JSON.stringify(sorted(snapshot)))
        .digest("hex");
}

/**
 * Route keys that the last update of this stack served and this one does not. Variable names do not count: a renamed
 * variable is the same route. `previous` is the stack's own `routes` output, undefined before its first update.
 */
export function removedRoutes(previous: Record<string, string> | undefined, routes: { name: string }[]): string[] {
    const current = new Set(routes.map(({ name }) => name));
    return Object.keys(previous ?? {})
        .filter((key) => !current.has(eraseVariables(key)))
        .sort();
}

/** Says which removed routes AWS goes on serving: the engine deletes them only after the new deployment was taken. */
export function warnStillServed(keys: string[]): void {
    if (keys.length === 0) return;
    pulumi.log.warn(`${keys.join(", ")}: removed, but served until one more \`pulumi up\``);
}

function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
