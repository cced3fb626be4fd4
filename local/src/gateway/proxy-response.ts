import { isBinary } from "./binary-media-types";
import { gatewayResponse, type HttpAnswer } from "./gateway-response";
import { MalformedResult } from "./malformed-result";
import { responseHeaders } from "./response-headers";
import { fieldsOf, headers, multiValueHeaders, scalar, statusCode } from "./result-fields";

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
        const sent = responseHeaders(fields.headers, fields.multiValueHeaders);
        return { answer: { statusCode: fields.statusCode, headers: sent, body } };
    } catch (error) {
        if (!(error instanceof MalformedResult)) throw error;
        return { answer: gatewayResponse(error.answer), malformed: error.message };
    }
}

const keys = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

function readFields(result: string): Fields {
    if (Buffer.byteLength(result) > responseLimit) {
        throw new MalformedResult(`the result is ${Buffer.byteLength(result)} bytes; the limit is ${responseLimit}`); // X3
    }
    const given = fieldsOf("the result", parsed(result), keys);
    return {
        statusCode: statusCode(given.statusCode),
        headers: headers(given.headers),
        multiValueHeaders: multiValueHeaders(given.multiValueHeaders),
        body: scalar("body", given.body ?? ""), // P1, P12; [P12] number and boolean
        isBase64Encoded: flag(given.isBase64Encoded ?? false),
    };
}

// [B1] no text or number that could be read as one.
function flag(value: unknown): boolean {
    if (typeof value === "boolean") return value;
    throw new MalformedResult(`isBase64Encoded ${JSON.stringify(value)} is no boolean`);
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
