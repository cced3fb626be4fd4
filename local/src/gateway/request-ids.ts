import { randomBytes, randomUUID } from "node:crypto";

/** The ids of one request; each stands in the event and in the response alike (E64). */
export interface RequestIds {
    /** A lower-case UUID: `requestContext.requestId`, `x-amzn-RequestId`. */
    requestId: string;
    /** 15 base64url characters and `=`: `requestContext.extendedRequestId`, `x-amz-apigw-id`. */
    extendedRequestId: string;
}

export function createRequestIds(): RequestIds {
    return { requestId: randomUUID(), extendedRequestId: `${randomBase64Url(15)}=` };
}

/** Random lower-case hex digits. */
export function randomHex(digits: number): string {
    return random("hex", digits / 2);
}

/** Random base64url characters. */
export function randomBase64Url(characters: number): string {
    return random("base64url", Math.ceil((characters * 3) / 4)).slice(0, characters);
}

let pool = Buffer.alloc(0);

// One call for many ids: each call into the kernel costs more than the id.
function random(encoding: "hex" | "base64url", bytes: number): string {
    if (pool.length < bytes) pool = randomBytes(4096);
    const text = pool.toString(encoding, 0, bytes);
    pool = pool.subarray(bytes);
    return text;
}
