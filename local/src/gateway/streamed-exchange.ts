import type { IncomingMessage, ServerResponse } from "node:http";
import { cutLine } from "./error-log";
import type { HttpAnswer } from "./gateway-response";
import { sendStream } from "./http-stream";
import { explain, finishRecord, noteChunk, type RequestObserver, type RequestRecord } from "./request-record";
import type { StreamedBody } from "./streamed-body";
import * as why from "./why";

export interface StreamHooks {
    observe?: RequestObserver | undefined;
    /** Told, in a line, of each answer that API Gateway cuts. */
    onErrorAnswer?(line: string): void;
}

/** Sends an answer as it comes, and tells of each piece and of the end. */
export function sendStreamed(
    [request, response]: [IncomingMessage, ServerResponse],
    answer: HttpAnswer & { stream: StreamedBody },
    ownHeaders: string[],
    { observe, onErrorAnswer }: StreamHooks,
    record: RequestRecord | undefined,
    requestId: string,
): void {
    if (record) {
        const { statusCode, headers } = answer;
        record.answer = { statusCode, headers: [...headers, ...ownHeaders], body: "" };
    }
    const chunk = (bytes: Buffer) => noteChunk(observe, record, bytes);
    sendStream(request, response, answer, ownHeaders, chunk, (end) => {
        const at = performance.now();
        if (end !== "complete" && end !== "gone") {
            explain(record, why.streamCut(end));
            onErrorAnswer?.(cutLine(answer, request.method ?? "", request.url ?? "", requestId, why.streamCut(end)));
        }
        if (!record) return;
        const finish = () => {
            const body = Buffer.concat(record.stream?.kept ?? []);
            finishRecord(observe, record, { ...answer, body }, end === "gone", ownHeaders, at);
        };
        // What the function says last, and its REPORT, mostly come a moment after its response.
        const waited = new Promise((resolve) => setTimeout(resolve, grace));
        Promise.race([answer.stream.invoked, waited]).then(finish);
    });
}

/** Milliseconds that the record of a request waits for the end of the invocation. */
const grace = 100;
