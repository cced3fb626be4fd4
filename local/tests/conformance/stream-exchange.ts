import { connect } from "node:net";
import { type HttpResponse, headerValues } from "../response-reader";

/** A response that came in pieces. */
export interface StreamedResponse extends HttpResponse {
    /** When which bytes of the body came, in milliseconds. */
    arrivals: { time: number; bytes: Buffer }[];
    /** The connection ended before the message was complete. */
    truncated: boolean;
}

const patience = 35_000;

/**
 * Writes a request's bytes to a server on this machine and reads its response as it comes, until it is complete or the
 * connection ends. Rejects if that is before there is a head, or if the server is silent for 35 s.
 */
export function streamExchange(port: number, request: Buffer, method: string): Promise<StreamedResponse> {
    return new Promise((resolve, reject) => {
        const socket = connect(port, "127.0.0.1");
        let received: Buffer = Buffer.alloc(0);
        const arrivals: StreamedResponse["arrivals"] = [];
        let length = 0;
        const settle = (read: Read | undefined) => {
            socket.destroy();
            if (!read) return reject(new Error(`the connection ended after ${received.length} bytes`));
            resolve({ ...read.response, arrivals, truncated: !read.complete });
        };
        socket.setTimeout(patience, () => socket.destroy(new Error("silent")));
        socket.on("error", () => {});
        socket.on("close", () => settle(readPart(received, method)));
        socket.on("data", (chunk) => {
            received = Buffer.concat([received, chunk]);
            const read = readPart(received, method);
            const bytes = read?.response.body.subarray(length);
            if (bytes && bytes.length > 0) arrivals.push({ time: performance.now(), bytes });
            length += bytes?.length ?? 0;
            if (read?.complete) settle(read);
        });
        socket.write(request);
    });
}

/** Pieces of a body, where bytes that came less than `gap` milliseconds after one another are one piece. */
export function pieces(arrivals: StreamedResponse["arrivals"], gap: number): string[] {
    const found: Buffer[] = [];
    let last = Number.NEGATIVE_INFINITY;
    for (const { time, bytes } of arrivals) {
        if (time - last >= gap) found.push(bytes);
        else found.push(Buffer.concat([found.pop() ?? Buffer.alloc(0), bytes]));
        last = time;
    }
    return found.map((piece) => piece.toString());
}

interface Read {
    response: HttpResponse;
    complete: boolean;
}

function readPart(bytes: Buffer, method: string): Read | undefined {
    const end = bytes.indexOf("\r\n\r\n");
    if (end === -1) return undefined;
    const [first = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
    const [, status = "", reason = ""] = /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(first) ?? [];
    const headers = lines.map((line): [string, string] => {
        const colon = line.indexOf(": ");
        return [line.slice(0, colon), line.slice(colon + 2)];
    });
    const head = { statusCode: Number(status), reason, headers };
    const rest = bytes.subarray(end + 4);
    if (headerValues(head, "transfer-encoding").includes("chunked")) {
        const { body, complete } = decoded(rest);
        return { response: { ...head, body }, complete };
    }
    const [length] = headerValues(head, "content-length");
    const wanted = method === "HEAD" || head.statusCode === 204 ? 0 : Number(length);
    return { response: { ...head, body: rest.subarray(0, wanted) }, complete: rest.length >= wanted };
}

function decoded(rest: Buffer): { body: Buffer; complete: boolean } {
    const parts: Buffer[] = [];
    for (let at = 0; ; ) {
        const line = rest.indexOf("\r\n", at);
        const size = Number.parseInt(rest.toString("latin1", at, line === -1 ? at : line), 16);
        const begin = line + 2;
        if (line === -1 || Number.isNaN(size) || rest.length < begin + size + 2)
            return { body: Buffer.concat(parts), complete: false };
        if (size === 0) return { body: Buffer.concat(parts), complete: true };
        parts.push(rest.subarray(begin, begin + size));
        at = begin + size + 2;
    }
}
