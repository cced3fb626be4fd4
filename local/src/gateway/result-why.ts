import type { Why } from "./why";

/** P7 to P15 */
export function malformedResult(sentence: string): Why {
    return {
        fact: "P10",
        reason: `the function's result is not of the form that API Gateway takes: ${sentence}`,
        advice: "return { statusCode, headers, body } with a text as body",
    };
}

/** B7 */
export function notBase64(sentence: string): Why {
    return {
        fact: "B7",
        reason: sentence,
        advice: 'encode it, Buffer.from(body).toString("base64"), or leave the flag out',
    };
}
