import { runtimeError } from "./runtime-error";
import type { HandlerFunction } from "./runtime-handler";

/** A handler that streams its response. */
// biome-ignore lint/suspicious/noExplicitAny: its second and third arguments are other ones
export type StreamingFunction = (event: unknown, stream: any, context: any) => unknown;

const streaming = Symbol.for("aws.lambda.runtime.handler.streaming");
const highWaterMark = Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark");

type Marked = Partial<Record<symbol, unknown>>;

// A class, as AWS's: whoever lists what awslambda has finds no member of it.
// biome-ignore lint/complexity/noStaticOnlyClass: see above
class HttpResponseStream {
    // ST14: the metadata as they are now, in front of what is written first.
    static from(stream: HttpStream, metadata: unknown): HttpStream {
        stream.setContentType("application/vnd.awslambda.http-integration-response");
        const text = JSON.stringify(metadata);
        stream._onBeforeFirstWrite = (write) => {
            write(text);
            write(new Uint8Array(8));
        };
        return stream;
    }
}

/** The members of `awslambda` that have to do with streams. */
export const streamingGlobals = {
    // ST18
    streamifyResponse: (handler: Marked, options?: { highWaterMark?: unknown }) => {
        handler[streaming] = "response";
        if (typeof options?.highWaterMark === "number") handler[highWaterMark] = Math.trunc(options.highWaterMark);
        return handler;
    },
    HttpResponseStream,
};

interface HttpStream {
    setContentType(contentType: string): void;
    _onBeforeFirstWrite(write: (chunk: string | Uint8Array) => void): void;
}

/** Whether a handler is one that streams. Throws if it is marked as something else. */
export function streams(handler: HandlerFunction | StreamingFunction): handler is StreamingFunction {
    const mark = Reflect.get(handler, streaming);
    if (mark === undefined || mark === null || mark === false) return false;
    if (mark === "response") return true;
    throw runtimeError("Runtime.MalformedStreamingHandler", "Only response streaming is supported.");
}

/** The bytes that wait before a handler shall write no more, where it says so. */
export function highWaterMarkOf(handler: StreamingFunction): number | undefined {
    return Number(Reflect.get(handler, highWaterMark)) || undefined;
}
