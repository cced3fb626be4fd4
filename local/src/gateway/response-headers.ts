import { validateHeaderName, validateHeaderValue } from "node:http";
import { MalformedResult } from "./malformed-result";

// H5, H6: what API Gateway sends under x-amzn-Remapped-, keeping the name itself to itself. [H7] of the seven that are not
// recorded for a proxy integration, five are remapped and Via passes as on the AWS type; TE is dropped, as documented.
// [H6] also its own other two ids.
const remapped = new Set(
    [
        ...["Authorization", "Connection", "Content-Length", "Content-MD5", "Date", "Max-Forwards", "Server"],
        ...["User-Agent", "WWW-Authenticate", "X-Forwarded-For", "X-Amzn-RequestId"],
        ...["Expect", "Host", "Proxy-Authenticate", "Trailer", "Upgrade"],
        ...["X-Amz-Apigw-Id", "X-Amzn-Trace-Id"],
    ].map((name) => name.toLowerCase()),
);
// H7, F20: framing is the server's own business.
const dropped = new Set(["transfer-encoding", "keep-alive", "te"]);

/**
 * Merges the two header maps of a function's result into the list that is sent, flat: name, value, name, value … Throws
 * MalformedResult for what cannot stand in an HTTP header.
 */
export function responseHeaders(single: Record<string, string>, multi: Record<string, string[]>): string[] {
    const headers = new Map<string, { name: string; values: string[] }>();
    const add = (name: string, value: string) => {
        const known = headers.get(name.toLowerCase());
        if (known) known.values.push(value);
        else headers.set(name.toLowerCase(), { name, values: [value] });
    };
    // P16: first the values, and the casing, of multiValueHeaders. P14: each value on a line of its own.
    for (const [name, values] of Object.entries(multi)) for (const value of values) add(name, value);
    for (const [name, value] of Object.entries(single)) {
        // P17: a value that stands in both maps is sent once.
        if (!headers.get(name.toLowerCase())?.values.includes(value)) add(name, value);
    }

    // P18: there always is one, under this very name; [P18] the last of several.
    const contentType = headers.get("content-type")?.values.at(-1) ?? "application/json";
    headers.delete("content-type");
    const list = ["Content-Type", contentType];
    // P26, P27: all others pass as they are, and none is added.
    for (const [key, { name, values }] of headers) {
        if (dropped.has(key)) continue;
        const sentName = remapped.has(key) ? `x-amzn-Remapped-${name}` : name;
        for (const value of values) list.push(sentName, value);
    }
    for (let index = 0; index < list.length; index += 2) refuseInvalid(list[index] ?? "", list[index + 1] ?? "");
    return list;
}

function refuseInvalid(name: string, value: string): void {
    try {
        validateHeaderName(name);
        validateHeaderValue(name, value);
    } catch {
        throw new MalformedResult(
            `the header ${JSON.stringify(name)} with the value ${JSON.stringify(value)} is not valid HTTP`,
        );
    }
}
