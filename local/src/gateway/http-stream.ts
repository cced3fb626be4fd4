import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpAnswer } from "./gateway-response";
import type { NoResponse, StreamedBody } from "./streamed-body";

/** How the sending of a body ended: complete, or why it was cut; `gone` if its client went away. */
export type StreamEnd = "complete" | "gone" | NoResponse;

/** Milliseconds that a client has to take what was written before a cut. */
const patience = 5000;

/**
 * Sends an answer whose body flows, each piece as it comes; all of its framing is computed here. `onChunk` is told of each piece,
 * `over` of the end.
 */
export function sendStream(
    request: IncomingMessage,
    response: ServerResponse,
    { statusCode, headers, stream }: HttpAnswer & { stream: StreamedBody },
    ownHeaders: string[],
    onChunk: (bytes: Buffer) => void,
    over: (end: StreamEnd) => void,
): void {
    const bodiless = request.method === "HEAD" || statusCode === 204 || statusCode === 304;
    // Who speaks HTTP/1.0 knows the end of a body by that of the connection.
    const chunked = request.httpVersion !== "1.0";
    const { contentLength } = stream;
    if (!chunked && contentLength === undefined) response.shouldKeepAlive = false;
    let left = contentLength ?? Number.POSITIVE_INFINITY;
    let drained = () => {};
    let ended = false;

    function finish(end: StreamEnd): void {
        if (ended) return;
        ended = true;
        drained();
        over(end);
    }

    const write = (given: Buffer): Promise<void> | undefined => {
        // ST7: no more than was said, or it would pass for another answer (F20).
        const chunk = given.length > left ? given.subarray(0, left) : given;
        if (ended || chunk.length === 0) return undefined;
        left -= chunk.length;
        onChunk(chunk);
        if (response.write(chunk)) return undefined;
        return new Promise((resolve) => {
            drained = resolve;
        });
    };

    response.on("drain", () => drained());
    response.on("close", () => finish("gone"));
    response.sendDate = false;
    response.writeHead(statusCode, [
        ...headers,
        ...framing(request, statusCode, contentLength, chunked),
        ...["Connection", response.shouldKeepAlive ? "keep-alive" : "close"],
        ...["Date", new Date().toUTCString()],
        ...ownHeaders,
    ]);
    if (bodiless) {
        response.end();
        finish("complete");
    } else {
        // ST3: the client shall have the head before there is a body, and in one packet with it where there is.
        response.socket?.cork();
        response.flushHeaders();
    }
    stream.flow({
        write,
        end: () => {
            if (ended) return;
            // ST7: too few bytes end the connection early.
            if (contentLength !== undefined && left > 0) cutOff(response);
            else response.end();
            finish("complete");
        },
        cut: (why) => {
            if (ended) return;
            cutOff(response);
            finish(why);
        },
    });
    response.socket?.uncork();
}

function framing(
    { method }: IncomingMessage,
    statusCode: number,
    contentLength: number | undefined,
    chunked: boolean,
): string[] {
    if (statusCode === 204 || statusCode === 304) return [];
    if (contentLength !== undefined) return ["Content-Length", String(contentLength)]; // ST7
    if (method === "HEAD") return ["Content-Length", "0"]; // H8; [ST13] for a stream
    return chunked ? ["Transfer-Encoding", "chunked"] : [];
}

// ST12: what was written comes through, and then no end of the message but that of the connection.
function cutOff(response: ServerResponse): void {
    const { socket } = response;
    if (!socket) return void response.destroy();
    socket.destroySoon();
    setTimeout(() => socket.destroy(), patience).unref();
}
