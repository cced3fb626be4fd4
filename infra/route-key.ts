import type { RouteSettings } from "./route-settings";

/** A route of routes.ts: the route key taken apart, and the name its resources are registered under. */
export interface Route {
    /** The route key as written, `ANY /users/{id}`. */
    key: string;
    /** Logical name: the route key with variable names erased, `ANY /users/{}`. */
    name: string;
    httpMethod: string;
    path: string;
    settings: Omit<RouteSettings, "authorization" | "scopes"> & {
        apiKeyRequired: boolean;
        authorization: Authorization;
        scopes?: string[];
    };
}

/** Whom API Gateway lets through; CUSTOM and COGNITO_USER_POOLS are for an authorizer to say. */
export type Authorization = "NONE" | "AWS_IAM" | "CUSTOM" | "COGNITO_USER_POOLS";

/** One path part of the tree below the root: logical name, the logical name of its parent (`/` is the root). */
export interface PathResource {
    name: string;
    parent: string;
    pathPart: string;
}

const methods = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
// AWS: alphanumerics, hyphens, periods, commas, colons, underscores; a variable fills its whole part.
const pathPart = /^(?:[A-Za-z0-9._,:-]+|\{[A-Za-z0-9._-]+\+?\})$/;

/** Reads a route key; throws one sentence that names the key and the rule it breaks. */
export function parseRouteKey(key: string): { httpMethod: string; path: string; name: string } {
    const [httpMethod = "", path, ...rest] = key.split(" ");
    const refuse = (rule: string) => new Error(`${JSON.stringify(key)} ${rule}`);
    if (!methods.includes(httpMethod)) {
        throw refuse(
            `has no HTTP method API Gateway knows; write one of ${methods.join(", ")} and a path: "POST /lambda"`,
        );
    }
    if (!path?.startsWith("/")) throw refuse(`has no path; write "${httpMethod} /${path || "lambda"}"`);
    if (rest.length > 0) throw refuse(`has more than a method and a path; write "${httpMethod} ${path}"`);
    const parts = path === "/" ? [] : path.slice(1).split("/");
    if (parts.at(-1) === "")
        throw refuse(`ends with a slash; write "${httpMethod} ${path.replace(/\/+$/, "") || "/"}"`);
    for (const [index, part] of parts.entries()) {
        if (!pathPart.test(part)) {
            throw refuse(
                `has the path part ${JSON.stringify(part)}; a part is letters, digits and ._,:- or one {variable} or {variable+}`,
            );
        }
        if (part.endsWith("+}") && index < parts.length - 1) {
            throw refuse(`has the greedy variable ${part} before its end; it must be the last part`);
        }
    }
    return { httpMethod, path, name: eraseVariables(key) };
}

/** The route key, or a path, with its variable names erased: `GET /a/{id}` becomes `GET /a/{}`, `{x+}` `{+}`. */
export function eraseVariables(key: string): string {
    return key.replace(/\{[^}+]*(\+?)\}/g, "{$1}");
}

/**
 * The resources that the routes need below the root, parents first. Throws when two of them are the same place for
 * API Gateway under two names: it allows one variable a level.
 */
export function pathResources(routes: { key: string; path: string }[]): PathResource[] {
    const resources = new Map<string, PathResource>();
    const variables = new Map<string, { pathPart: string; key: string }>();
    for (const { key, path } of routes) {
        let parent = "/";
        for (const part of path.split("/").filter(Boolean)) {
            if (part.startsWith("{")) {
                const sibling = variables.get(parent) ?? { pathPart: part, key };
                if (sibling.pathPart !== part) {
                    throw new Error(
                        `${JSON.stringify(sibling.key)} and ${JSON.stringify(key)} have the variables ${sibling.pathPart} and ${part} at one place; API Gateway allows one, with one name`,
                    );
                }
                variables.set(parent, sibling);
            }
            const name = `${parent === "/" ? "" : parent}/${eraseVariables(part)}`;
            if (!resources.has(name)) resources.set(name, { name, parent, pathPart: part });
            parent = name;
        }
    }
    return [...resources.values()];
}
