import type { IncomingMessage, ServerResponse } from "node:http";
import { writeTogether } from "../lambda/lambda";
import type { HttpAnswer } from "./gateway-response";

/** Sends one answer; all of its framing is computed here. */
export function send(
    request: IncomingMessage,
    response: ServerResponse,
    answer: HttpAnswer,
    ownHeaders: string[],
): void {
    const { statusCode, headers } = answer;
    // H8: a HEAD's body is dropped before it is counted. [H8] on success too.
    const body = request.method === "HEAD" ? "" : answer.body;
    const bodiless = statusCode === 204 || statusCode === 304;
    // H1, H2: AWS's names in AWS's order, and no Server.
    const head = [
        ...headers,
        ...(bodiless ? [] : ["Content-Length", String(Buffer.byteLength(body))]),
        ...["Connection", response.shouldKeepAlive ? "keep-alive" : "close"],
        ...["Date", new Date().toUTCString()],
        ...ownHeaders,
    ];
    // With a text for its body Node writes all at once, but then in the body's encoding.
    const inOneWrite = typeof body === "string" && headers.every(isAscii);
    writeTogether("client", () => {
        // F28: nobody is there to read it.
        if (response.destroyed || response.writableEnded) return;
        response.sendDate = false;
        try {
            response.writeHead(statusCode, head);
        } catch (error) {
            // F33: what cannot be written may keep nobody else's answer back.
            process.emitWarning(error as Error);
            response.destroy();
            return;
        }
        response.end(bodiless ? undefined : inOneWrite ? body : Buffer.from(body));
    });
}

function isAscii(text: string): boolean {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole range is meant
    return /^[\u0000-\u007f]*$/.test(text);
}

/** An answer of the local server itself, which API Gateway would not give. */
export function plain(statusCode: number, sentence: string): HttpAnswer {
    return { statusCode, headers: ["Content-Type", "text/plain; charset=utf-8"], body: `${sentence}\n` };
}
