import type { Routes } from "./route-settings";

/** The call that tells after a deployment whether the stage answers. */
export interface Smoke {
    readonly method: string;
    /** Path below the stage, with its query string: `/lambda?name=x`. */
    readonly path: `/${string}`;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    /** The status that is right; any below 500 unless given. */
    readonly status?: number;
}

/**
 * The call that routes.ts names, or else the first GET route that needs nothing: no variable, no key, no authorization.
 * Throws a sentence with the line to write where there is neither.
 */
export function smokeCall({ routes, smoke }: { routes: Routes; smoke?: Smoke }): Smoke {
    if (smoke) return smoke;
    const open = Object.entries(routes).find(
        ([key, settings]) =>
            /^GET [^{]+$/.test(key) &&
            !settings.apiKeyRequired &&
            !("authorizer" in settings) &&
            (settings.authorization ?? "NONE") === "NONE",
    );
    if (open) return { method: "GET", path: open[0].slice("GET ".length) as Smoke["path"] };
    const [key = "POST /lambda"] = Object.keys(routes);
    const [verb = "", path = ""] = key.split(" ");
    const method = verb === "ANY" ? "GET" : verb;
    throw new Error(
        `routes.ts: no GET route can be called without a variable, key or authorization; write export const smoke: Smoke = { method: "${method}", path: "${path}", status: 200 };`,
    );
}
