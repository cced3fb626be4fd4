import type { IncomingMessage } from "node:http";

/** API Gateway's limit for a request's body, in bytes (X1). */
export const bodyLimit = 10 * 1024 * 1024;
// Beyond the limit the rest is read and thrown away, so that the client gets to read its answer; not for ever.
const drainLimit = 6 * bodyLimit;

/**
 * Reads the body of a request to its end. Resolves to "too large" above the limit, and to "broken" if the client went
 * away, or framed it wrongly, before its end. `askForIt` tells a client to begin that waits to be told (F31).
 */
export function readBody(request: IncomingMessage, askForIt?: () => void): Promise<Buffer | "too large" | "broken"> {
    // While an authorizer was asked, the client may have gone: nobody would tell of it again.
    if (request.destroyed) return Promise.resolve("broken");
    if (askForIt) {
        if (Number(request.headers["content-length"]) > bodyLimit) return Promise.resolve("too large");
        askForIt();
    }
    return new Promise((resolve) => {
        let chunks: Buffer[] = [];
        let size = 0;
        request.on("data", (chunk: Buffer) => {
            size += chunk.length;
            if (size <= bodyLimit) chunks.push(chunk);
            else chunks = [];
            if (size > drainLimit) resolve("too large");
        });
        request.on("end", () => resolve(size > bodyLimit ? "too large" : Buffer.concat(chunks, size)));
        request.on("close", () => resolve("broken"));
        request.on("error", () => resolve("broken"));
    });
}

/** Says whether the request announces a body. */
export function hasBody(rawHeaders: string[]): boolean {
    for (let index = 0; index < rawHeaders.length; index += 2) {
        const name = rawHeaders[index]?.toLowerCase();
        if (name === "transfer-encoding" || (name === "content-length" && rawHeaders[index + 1] !== "0")) return true;
    }
    return false;
}
