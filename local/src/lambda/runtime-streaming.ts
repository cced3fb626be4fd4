import type { Call } from "./runtime-call";
import { isBefore24, runtimeError } from "./runtime-error";
import { openResponseStream } from "./runtime-response-stream";
import { highWaterMarkOf, type StreamingFunction } from "./runtime-streaming-globals";

/**
 * Calls a handler that streams (ST17). The outcome follows the end of both the handler and its response, and before Node.js
 * 24 the emptiness of the event loop; `ended` is told, with the number of bytes, as soon as the response is complete.
 */
export function callStreaming(
    fn: StreamingFunction,
    event: unknown,
    context: { callbackWaitsForEmptyEventLoop?: boolean },
    runtime: string,
    ended: (bytes: number) => void,
): Call {
    const before24 = isBefore24(runtime);
    if (before24) context.callbackWaitsForEmptyEventLoop = true;
    const stream = openResponseStream(runtime, highWaterMarkOf(fn), ended);
    let nothingLeft = () => {};
    let neverEnds: (reason: unknown) => void = () => {};
    const emptyLoop = new Promise<void>((resolve, reject) => {
        nothingLeft = resolve;
        neverEnds = reject;
    });
    emptyLoop.catch(() => {});

    async function responded(): Promise<void> {
        const returned = fn(event, stream.given, context);
        if (!isPromise(returned)) throw refusal("Streaming does not support non-async handlers.", before24);
        if ((await returned) !== undefined) console.warn("Streaming handlers ignore return values.");
        await stream.done;
        if (before24 && context.callbackWaitsForEmptyEventLoop) await emptyLoop;
    }

    async function outcome(): Promise<void> {
        try {
            // Where the loop is empty what the handler waits for never comes.
            await Promise.race([responded(), emptyLoop]);
        } catch (error) {
            await stream.abandon();
            throw error;
        }
    }

    return {
        outcome: outcome(),
        written: stream.written,
        whenEmpty: () => {
            if (!stream.finished()) return () => neverEnds(refusal("Response stream is not finished.", before24));
            return before24 ? nothingLeft : undefined;
        },
    };
}

// The runtimes before Node.js 24 report a text where those from it on report an error.
function refusal(sentence: string, before24: boolean): unknown {
    return before24 ? sentence : runtimeError("Error", sentence);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
    return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}
