import { request } from "node:http";
import type { Sending, Sent } from "./messages";
import type { Kept } from "./store";

/** The request that asks the same as a kept one; or why there is none: its body was cut. */
export function sendingOf({ exchange: { record }, requestBody }: Kept): Sending | { refused: string } {
    if (record.times.finished === undefined)
        return { refused: "The request is still running; replay it when it is over" };
    if (requestBody && requestBody.bytes.length < requestBody.size) {
        const [kept, size] = [requestBody.bytes.length, requestBody.size];
        return { refused: `Only the first ${kept} of ${size} bytes of its body were kept, so it cannot be replayed` };
    }
    const { rawHeaders, httpMethod: method, target, port } = record;
    const headers = rawHeaders.flatMap((name, index): [string, string][] =>
        index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""]] : [],
    );
    const body = requestBody && { base64: requestBody.bytes.toString("base64") };
    return { port, method, target, headers, body };
}

/** Sends a request to an API at a host; resolves when its answer is there to the end. */
export function send(host: string, { port, method, target, headers, body }: Sending): Promise<Sent> {
    const bytes = Buffer.from(body?.base64 ?? body?.text ?? "", body?.base64 === undefined ? "utf8" : "base64");
    const own = headers.filter(([name]) => !framing.test(name));
    if (!own.some(([name]) => name.toLowerCase() === "host")) own.unshift(["Host", `${nameOf(host)}:${port}`]);
    if (bytes.length > 0 || headers.some(([name]) => /^content-length$/i.test(name)))
        own.push(["Content-Length", String(bytes.length)]);
    own.push(["Connection", "close"]);
    return new Promise((resolve) => {
        const failed = (error: Error) => resolve({ refused: `The request could not be sent: ${error.message}` });
        try {
            const options = { host: nameOf(host), port, method, path: target, agent: false };
            const asking = request({ ...options, headers: own.flat() as never }, (response) => {
                const requestId = response.headers["x-amzn-requestid"];
                const sent = { requestId: typeof requestId === "string" ? requestId : undefined };
                // What the page shows is what was recorded.
                response.resume();
                response.on("close", () => resolve({ ...sent, status: response.statusCode ?? 0 }));
            });
            asking.on("error", failed);
            asking.end(bytes);
        } catch (error) {
            failed(error as Error);
        }
    });
}

// Belongs to the connection the request came on.
const framing =
    /^(connection|keep-alive|content-length|transfer-encoding|expect|te|trailer|upgrade|proxy-connection)$/i;

// What listens on every address is reached on the loopback's.
function nameOf(host: string): string {
    if (host === "0.0.0.0") return "127.0.0.1";
    return host === "::" ? "::1" : host;
}
