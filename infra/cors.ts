import type { Given } from "./config";
import { eraseVariables, parseRouteKey, pathResources } from "./route-key";
import type { GivenRoute } from "./route-rules";

/** How the API treats browsers on pages of other origins. */
export interface Cors {
    /** Routes that answer preflights and are no route of routes.ts. */
    preflights: { key: string; name: string; httpMethod: string; path: string }[];
    /** What a preflight without a function answers; undefined where the function has to choose among origins. */
    answer: Record<string, string> | undefined;
    /** The variable CORS of functions, for handler/cors.ts. */
    variable: string;
    /** API Gateway's own errors: their type, which is their logical name, and inputs. */
    errors: { name: string; inputs: { responseType: string; responseParameters: Record<string, string> } }[];
}

const all = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/** What follows from the stack's origins; undefined while there are none. */
export function plannedCors({ routes = [], corsOrigins: origins = [], cors: settings }: Given): Cors | undefined {
    const [first, ...others] = origins;
    if (first === undefined || settings === undefined) return undefined;
    const { credentials, maxAge } = settings;
    const served = routes.flatMap(({ httpMethod }) => (httpMethod === "ANY" ? all : httpMethod));
    const methods = (settings.methods ?? [...new Set(served)].sort()).join(",");
    const headers = settings.headers.join(",");
    const always: Record<string, string> = {
        ...(first !== "*" && { Vary: "Origin" }),
        ...(credentials && { "Access-Control-Allow-Credentials": "true" }),
    };
    const preflight: Record<string, string> = {
        "Access-Control-Allow-Methods": methods,
        ...(headers !== "" && { "Access-Control-Allow-Headers": headers }),
        ...(maxAge !== undefined && { "Access-Control-Max-Age": String(maxAge) }),
    };
    const one = others.length === 0;
    return {
        preflights: preflights(routes),
        answer: one ? { "Access-Control-Allow-Origin": first, ...always, ...preflight } : undefined,
        variable: JSON.stringify({ origins, always, preflight }),
        // Whoever asks would be let in with credentials: an error of API Gateway's cannot choose among origins.
        errors: one || !credentials ? errors(one ? `'${first}'` : "method.request.header.Origin", always) : [],
    };
}

// GR8: a header of an error is a text in single quotes, or what the request has.
function errors(origin: string, always: Record<string, string>): Cors["errors"] {
    const quoted = Object.entries(always).map(([name, text]) => [name, `'${text}'`] as const);
    const headers = [["Access-Control-Allow-Origin", origin] as const, ...quoted];
    const responseParameters = Object.fromEntries(
        headers.map(([name, value]) => [`gatewayresponse.header.${name}`, value]),
    );
    return ["DEFAULT_4XX", "DEFAULT_5XX"].map((name) => ({ name, inputs: { responseType: name, responseParameters } }));
}

/**
 * OPTIONS where a request would find none of its own: on `/`, where ANY would take it, and everywhere else, by one greedy
 * variable (R3: a path and a method are matched together) or, where a variable stands below the root, on each path part.
 */
function preflights(routes: GivenRoute[]): Cors["preflights"] {
    const parts = pathResources(routes);
    const paths = new Map([["/", ""]]);
    for (const { name, parent, pathPart } of parts) paths.set(name, `${paths.get(parent)}/${pathPart}`);
    const below = parts.find(({ parent, pathPart }) => parent === "/" && pathPart.startsWith("{"));
    const rest =
        below === undefined
            ? ["/{proxy+}"]
            : below.pathPart.endsWith("+}")
              ? [paths.get(below.name) ?? ""]
              : [...paths.values()];
    const any = routes.filter(({ httpMethod }) => httpMethod === "ANY").map(({ path }) => path);
    const own = new Set(
        routes.filter(({ httpMethod }) => httpMethod === "OPTIONS").map(({ path }) => eraseVariables(path)),
    );
    const wanted = [...new Set(["/", ...any, ...rest.filter(Boolean)])].filter(
        (path) => !own.has(eraseVariables(path)),
    );
    return wanted.sort().map((path) => ({ key: `OPTIONS ${path}`, ...parseRouteKey(`OPTIONS ${path}`) }));
}
