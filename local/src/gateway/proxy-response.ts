import { isBinary } from "./binary-media-types";
import { gatewayResponse, type HttpAnswer } from "./gateway-response";
import { MalformedResult } from "./malformed-result";
import { responseHeaders } from "./response-headers";

/** What the function's result becomes; `malformed` says why it is API Gateway's own error instead. */
export interface ProxyResponse {
    answer: HttpAnswer;
    malformed?: string;
}

interface Fields {
    statusCode: number;
    headers: Record<string, string>;
    multiValueHeaders: Record<string, string[]>;
    body: string;
    isBase64Encoded: boolean;
}

/** Lambda's limit for a response, in bytes (X3). */
export const responseLimit = 6_291_556;

/**
 * Turns a function's result, as JSON text, into the HTTP response of a Lambda proxy integration, or into the error that
 * API Gateway gives for a result of another form. `accept` is the request's first Accept header.
 */
export function proxyResponse(result: string, binaryMediaTypes: string[], accept: string | undefined): ProxyResponse {
    try {
        const fields = readFields(result);
        const body = responseBody(fields, isBinary(binaryMediaTypes, accept));
        const headers = responseHeaders(fields.headers, fields.multiValueHeaders);
        return { answer: { statusCode: fields.statusCode, headers, body } };
    } catch (error) {
        if (!(error instanceof MalformedResult)) throw error;
        return { answer: gatewayResponse(error.answer), malformed: error.message };
    }
}

// API Gateway reads each field as a text, number or flag, and takes scalars for one another (P6, P13). Null is absent (P5).
const readers: { [K in keyof Fields]: (value: unknown) => Fields[K] } = {
    statusCode: (value) => {
        if (value === undefined) return 200; // P2, P4; [P8] null too; P19: with or without a body
        const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value; // P6
        if (Number.isInteger(number) && (number as number) >= 200 && (number as number) <= 599) return number as number;
        throw new MalformedResult(`statusCode ${JSON.stringify(value)} is no status from 200 to 599`); // P7, [P8] the rest
    },
    headers: (value) => {
        const entries = mapEntries("headers", value).filter(([, item]) => item !== null); // [P13] null
        return record(entries.map(([name, item]) => [name, scalar(`headers.${name}`, item)]));
    },
    multiValueHeaders: (value) =>
        record(
            mapEntries("multiValueHeaders", value).map(([name, items]) => {
                if (!Array.isArray(items)) throw new MalformedResult(`multiValueHeaders.${name} is no array`); // P15
                return [name, items.map((item) => scalar(`multiValueHeaders.${name}`, item))];
            }),
        ),
    body: (value) => (value === undefined ? "" : scalar("body", value)), // P1, P12; [P12] number and boolean
    isBase64Encoded: (value) => {
        // [B1] a flag only, no text or number that could be read as one.
        if (value === undefined || typeof value === "boolean") return value ?? false;
        throw new MalformedResult(`isBase64Encoded ${JSON.stringify(value)} is no boolean`);
    },
};

function readFields(result: string): Fields {
    if (Buffer.byteLength(result) > responseLimit) {
        throw new MalformedResult(`the result is ${Buffer.byteLength(result)} bytes; the limit is ${responseLimit}`); // X3
    }
    const value = parsed(result);
    // P10, P11: neither a text, nor a number, an array or null.
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new MalformedResult(
            `the result is ${value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`}, not an object`,
        );
    }
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(readers, key));
    if (unknown !== undefined)
        throw new MalformedResult(`the key ${JSON.stringify(unknown)} is none of ${Object.keys(readers).join(", ")}`); // P9
    const given = value as Partial<Record<keyof Fields, unknown>>;
    const read = <K extends keyof Fields>(key: K): Fields[K] => readers[key](given[key] ?? undefined);
    return {
        statusCode: read("statusCode"),
        headers: read("headers"),
        multiValueHeaders: read("multiValueHeaders"),
        body: read("body"),
        isBase64Encoded: read("isBase64Encoded"),
    };
}

// [ST13] A function that streams, on a route that does not, gives its metadata, a delimiter and its payload as one.
function parsed(result: string): unknown {
    try {
        return JSON.parse(result);
    } catch {
        throw new MalformedResult("the result is no JSON; a function that streams needs a route with STREAM");
    }
}

// B1, B4: decoded only if the function says so and the API and the client agree on it; B6: whatever its Content-Type.
function responseBody({ body, isBase64Encoded }: Fields, clientTakesBinary: boolean): string | Buffer {
    if (!isBase64Encoded || !clientTakesBinary) return body;
    if (!isBase64(body)) {
        // B7; [B7] only the status is recorded.
        throw new MalformedResult("isBase64Encoded is true, but the body is not base64", "API_CONFIGURATION_ERROR");
    }
    return Buffer.from(body, "base64");
}

// [B7] padding may be missing, but not be wrong.
function isBase64(text: string): boolean {
    const padding = /^[A-Za-z0-9+/]*(={0,2})$/.exec(text)?.[1];
    return padding === "" ? text.length % 4 !== 1 : padding !== undefined && text.length % 4 === 0;
}

function mapEntries(field: string, value: unknown): [string, unknown][] {
    if (value === undefined) return [];
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.entries(value);
    throw new MalformedResult(`${field} is no map`);
}

// P13: true is "true"; [P13] a number is its digits.
function scalar(field: string, value: unknown): string {
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    throw new MalformedResult(
        `${field} is ${value === null ? "null" : Array.isArray(value) ? "an array" : "an object"}, not a text`,
    );
}

function record<T>(entries: (readonly [string, T])[]): Record<string, T> {
    return Object.assign(Object.create(null), Object.fromEntries(entries));
}
