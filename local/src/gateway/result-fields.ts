import { MalformedResult } from "./malformed-result";

// API Gateway reads each field as a text, number or flag, and takes scalars for one another (P6, P13). Null is absent (P5).

/** The `statusCode` of a function's result. Throws MalformedResult. */
export function statusCode(value: unknown): number {
    if (value === undefined || value === null) return 200; // P2, P4; [P8] null too; P19: with or without a body
    const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value; // P6
    if (Number.isInteger(number) && (number as number) >= 200 && (number as number) <= 599) return number as number;
    throw new MalformedResult(`statusCode ${JSON.stringify(value)} is no status from 200 to 599`); // P7, [P8] the rest
}

/** Its `headers`. Throws MalformedResult. */
export function headers(value: unknown): Record<string, string> {
    const entries = mapEntries("headers", value).filter(([, item]) => item !== null); // [P13] null
    return record(entries.map(([name, item]) => [name, scalar(`headers.${name}`, item)]));
}

/** Its `multiValueHeaders`. Throws MalformedResult. */
export function multiValueHeaders(value: unknown): Record<string, string[]> {
    return record(
        mapEntries("multiValueHeaders", value).map(([name, items]) => {
            if (!Array.isArray(items)) throw new MalformedResult(`multiValueHeaders.${name} is no array`); // P15
            // [P13] null, as in `headers`.
            const given = items.filter((item) => item !== null);
            return [name, given.map((item) => scalar(`multiValueHeaders.${name}`, item))];
        }),
    );
}

/** A text; of a number or a flag, its text (P13: true is "true"; [P13] a number is its digits). Throws MalformedResult. */
export function scalar(field: string, value: unknown): string {
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    throw new MalformedResult(
        `${field} is ${value === null ? "null" : Array.isArray(value) ? "an array" : "an object"}, not a text`,
    );
}

/** An object with no other keys than these. Throws MalformedResult for another one (P9), and for what is no object (P10, P11). */
export function fieldsOf(what: string, value: unknown, known: string[]): Record<string, unknown> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new MalformedResult(
            `${what} is ${value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`}, not an object`,
        );
    }
    const unknown = Object.keys(value).find((key) => !known.includes(key));
    if (unknown === undefined) return value as Record<string, unknown>;
    throw new MalformedResult(`the key ${JSON.stringify(unknown)} is none of ${known.join(", ")}`);
}

function mapEntries(field: string, value: unknown): [string, unknown][] {
    if (value === undefined || value === null) return [];
    if (typeof value === "object" && !Array.isArray(value)) return Object.entries(value);
    throw new MalformedResult(`${field} is no map`);
}

function record<T>(entries: (readonly [string, T])[]): Record<string, T> {
    return Object.assign(Object.create(null), Object.fromEntries(entries));
}
