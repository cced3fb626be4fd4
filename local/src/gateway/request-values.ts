import type { RestApi } from "../program/program";
import type { RequestHead } from "./gateway-request";
import { requestContext } from "./proxy-event";
import { parseQueryString } from "./query-string";
import type { Match } from "./router";

/** A request where a value of it is wanted: the API and, if one was found, the route. */
export interface RequestPlace {
    api: RestApi;
    match: Match | undefined;
    request: RequestHead;
}

/**
 * The value that a mapping names: `method.request.header.X`, `method.request.querystring.X`, `method.request.path.X`,
 * `stageVariables.X` or `context.X`. Undefined where there is none, and for any other source.
 */
export function requestValue(source: string, { api, match, request }: RequestPlace): string | undefined {
    const [, kind = "", name = ""] = /^(method\.request\.\w+|stageVariables|context)\.(.+)$/.exec(source) ?? [];
    switch (kind) {
        case "method.request.header":
            return lastHeader(request.rawHeaders, name.toLowerCase());
        case "method.request.querystring":
            return own(parseQueryString(request.query).single ?? {}, name);
        case "method.request.path":
            return own(match?.pathParameters ?? {}, name);
        case "stageVariables":
            return own(api.stageVariables ?? {}, name);
        case "context":
            return contextValue(name, requestContext(api, match?.method, request));
        default:
            return undefined;
    }
}

/** The value of a header mapping: a literal in single quotes, or what it names of the request (GR8). */
export function mappedValue(source: string, place: RequestPlace): string | undefined {
    return /^'(.*)'$/s.exec(source)?.[1] ?? requestValue(source, place);
}

// E42: of several lines the last, as in the event.
function lastHeader(rawHeaders: string[], lowerCaseName: string): string | undefined {
    let found: string | undefined;
    for (let index = 0; index < rawHeaders.length; index += 2)
        if (rawHeaders[index]?.toLowerCase() === lowerCaseName) found = rawHeaders[index + 1];
    return found;
}

function contextValue(path: string, context: object): string | undefined {
    let at: unknown = context;
    for (const name of path.split(".")) {
        if (typeof at !== "object" || at === null) return undefined;
        at = own(at as Record<string, unknown>, name);
    }
    return at === undefined || at === null || typeof at === "object" ? undefined : String(at);
}

function own<T>(values: Record<string, T>, name: string): T | undefined {
    return Object.hasOwn(values, name) ? values[name] : undefined;
}
