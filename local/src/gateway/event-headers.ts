import { cloudFrontIp, cloudFrontRequestHeaders } from "./cloudfront";
import type { TraceIds } from "./trace-id";

/** The headers of the event: the last value of each and all of them, names in alphabetical order (E44). */
export interface EventHeaders {
    single: Record<string, string>;
    multi: Record<string, string[]>;
}

// E45, E46: what API Gateway keeps to itself. E48, E49, E50: what it writes anew, below.
const dropped = new Set(
    [
        ...["Connection", "Content-MD5", "Expect", "Max-Forwards", "Proxy-Authenticate", "Server", "TE", "Trailer"],
        ...["Transfer-Encoding", "Upgrade", "WWW-Authenticate", "Content-Length"],
        ...["X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto", "X-Amzn-Trace-Id"],
    ].map((name) => name.toLowerCase()),
);
// E41, [E40]: AWS writes these names itself, over HTTP/1.1 too. E40: CloudFront also Authorization.
const rewritten = new Map([
    ["host", "Host"],
    ["user-agent", "User-Agent"],
]);
const rewrittenAtTheEdge = new Map([...rewritten, ["authorization", "Authorization"]]);

/**
 * Builds both header maps from Node's raw list (name, value, name, value …) as AWS would deliver them; an authorizer gets
 * the Content-Length too (AU4).
 */
export function eventHeaders(
    rawHeaders: string[],
    { edge, sourceIp, trace }: { edge: boolean; sourceIp: string; trace: TraceIds },
    keepsContentLength = false,
): EventHeaders {
    const names = edge ? rewrittenAtTheEdge : rewritten;
    const headers = new Map<string, { name: string; values: string[] }>();
    const add = (name: string, value: string) => {
        const key = name.toLowerCase();
        const known = headers.get(key);
        // [E42] one header in two casings is one header, under the first.
        if (known) known.values.push(value);
        else headers.set(key, { name: names.get(key) ?? name, values: [value] });
    };
    const forwardedFor: string[] = [];
    for (let index = 0; index < rawHeaders.length; index += 2) {
        const [name = "", value = ""] = [rawHeaders[index], rawHeaders[index + 1]];
        const key = name.toLowerCase();
        if (key === "x-forwarded-for") forwardedFor.push(value);
        // E47: a signature is API Gateway's to check, not the function's to see.
        const signed = key === "authorization" && value.startsWith("AWS4-HMAC-SHA256");
        // [E51] CloudFront believes no client that claims to be CloudFront.
        const claimed = edge && /^(cloudfront-|x-amz-cf-id$)/.test(key);
        const kept = !dropped.has(key) || (keepsContentLength && key === "content-length");
        if (kept && !signed && !claimed) add(name, value);
    }
    if (edge) for (const [name, value] of cloudFrontRequestHeaders()) add(name, value);
    add("X-Amzn-Trace-Id", trace.received);
    // E49: the peers' addresses behind what the client claims.
    add("X-Forwarded-For", [...forwardedFor, sourceIp, ...(edge ? [cloudFrontIp] : [])].join(", "));
    add("X-Forwarded-Port", "443");
    add("X-Forwarded-Proto", "https");

    const single: Record<string, string> = {};
    const multi: Record<string, string[]> = {};
    for (const key of [...headers.keys()].sort()) {
        const { name, values } = headers.get(key) as { name: string; values: string[] };
        // E42: the last value alone, and all in their order; E43: a line is a value, whatever it holds.
        set(single, name, values[values.length - 1] as string);
        set(multi, name, values);
    }
    return { single, multi };
}

// F21: a header may be called __proto__. An object without a prototype would do as well, but takes twice as long to write as JSON.
function set<T>(headers: Record<string, T>, name: string, value: T): void {
    if (name !== "__proto__") headers[name] = value;
    else Object.defineProperty(headers, name, { value, enumerable: true });
}

/** The first value of a header in Node's raw list, by its lower-case name. */
export function rawHeader(rawHeaders: string[], lowerCaseName: string): string | undefined {
    for (let index = 0; index < rawHeaders.length; index += 2) {
        if (rawHeaders[index]?.toLowerCase() === lowerCaseName) return rawHeaders[index + 1];
    }
    return undefined;
}
