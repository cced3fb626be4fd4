import { MalformedResult } from "./malformed-result";
import { responseHeaders } from "./response-headers";
import { fieldsOf, headers, multiValueHeaders, scalar, statusCode } from "./result-fields";

/** What a streamed response begins with. */
export interface StreamHead {
    statusCode: number;
    /** Flat: name, value, name, value … */
    headers: string[];
    /** Where the function gives it; it is not checked (ST7). */
    contentLength: number | undefined;
}

/** Collects the metadata and the delimiter of a streamed response (ST3). */
export interface MetadataReader {
    /** Takes bytes until there is a head, and what follows it. Throws MalformedResult as soon as there cannot be one. */
    take(chunk: Buffer): { head: StreamHead; rest: Buffer } | undefined;
    /** Why there is no head, at the end of all bytes. */
    missing(): string;
}

const delimiter = Buffer.alloc(8);
/** ST8: bytes in which the delimiter must have come. [ST8] whether it must also have ended. */
const metadataLimit = 16 * 1024;
// ST5
const keys = ["statusCode", "headers", "multiValueHeaders", "cookies"];

export function createMetadataReader(): MetadataReader {
    let collected: Buffer = Buffer.alloc(0);
    return {
        take: (chunk) => {
            collected = Buffer.concat([collected, chunk]);
            const end = collected.indexOf(delimiter);
            if (end !== -1 && end + delimiter.length <= metadataLimit)
                return { head: headOf(collected.toString("utf8", 0, end)), rest: collected.subarray(end + 8) };
            if (end === -1 && collected.length < metadataLimit) return undefined;
            throw new MalformedResult(
                `no delimiter, eight NUL bytes after the metadata, came in the first ${metadataLimit} bytes`,
            );
        },
        missing: () =>
            collected.length === 0
                ? "the function wrote nothing" // ST9
                : "the response ended before its delimiter, eight NUL bytes after the metadata",
    };
}

function headOf(json: string): StreamHead {
    const given = fieldsOf("the metadata", parsed(json), keys);
    const single = headers(given.headers);
    const multi = multiValueHeaders(given.multiValueHeaders);
    const lengths = [...taken(single), ...taken(multi)].flat();
    const cookies = list(given.cookies);
    // ST5: a line each.
    if (cookies.length > 0) multi["Set-Cookie"] = [...(multi["Set-Cookie"] ?? []), ...cookies];
    return {
        statusCode: statusCode(given.statusCode),
        headers: responseHeaders(single, multi), // ST6; [ST4] without a Content-Type
        contentLength: contentLength(lengths),
    };
}

function parsed(json: string): unknown {
    try {
        return JSON.parse(json);
    } catch {
        throw new MalformedResult("the metadata before the delimiter are no JSON");
    }
}

function list(value: unknown): string[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw new MalformedResult("cookies is no array");
    return value.map((cookie, index) => scalar(`cookies[${index}]`, cookie));
}

// ST7: passed on under its own name, unlike that of a whole response.
function taken<T>(map: Record<string, T>): T[] {
    return Object.keys(map)
        .filter((name) => name.toLowerCase() === "content-length")
        .map((name) => {
            const value = map[name] as T;
            delete map[name];
            return value;
        });
}

function contentLength(values: string[]): number | undefined {
    const [first, ...others] = new Set(values);
    if (first === undefined) return undefined;
    // F20: two lengths, or none that is one, would let what follows pass for another answer.
    if (others.length === 0 && /^\d{1,15}$/.test(first)) return Number(first);
    throw new MalformedResult(`Content-Length ${JSON.stringify([first, ...others].join(", "))} is no length`);
}
