import type { InitPayload, InvocationHead } from "./frames";
import { patchConsole } from "./runtime-console";
import { context24 } from "./runtime-context-24";
import { refusedErrorType, resultText } from "./runtime-error";
import { functionError, intoError, JSONStringifyError } from "./runtime-error-24";
import { defineGlobals } from "./runtime-globals";
import type { HandlerFunction, Serve } from "./runtime-handler";
import { InvokeStore, storedContext } from "./runtime-invoke-store";
import { loadHandler24 } from "./runtime-load-24";
import { endsFor, reportError, reportInitError, reportResult, reportStreamed, streams } from "./runtime-session";
import type { callStreaming as CallStreaming } from "./runtime-streaming";
import { streams as isStreaming } from "./runtime-streaming-globals";

// A handler may leave clocks of its own in place of the global ones.
const nextTurn = setImmediate;

// Stacks name it.
class BufferedInvokeProcessor {
    handler: HandlerFunction;

    constructor(handler: HandlerFunction) {
        this.handler = handler;
    }
}

/**
 * Starts the runtimes from Node.js 24 on: loads the handler, and resolves to what calls it. They listen to nothing that
 * nobody catches: a handler's listeners take over, and without any Node prints the error and exits with 1.
 */
export async function startNodejs24({ taskRoot, handler: name, functionArn, runtime }: InitPayload): Promise<Serve> {
    const store = new InvokeStore();
    defineGlobals({ InvokeStore: store });
    const logError = patchConsole({
        requestId: () => store.getRequestId(),
        tenantId: () => store.getTenantId() || undefined,
        firstErrorCounts: false,
        unformatted: functionError,
        intoError,
    });
    const processor = new BufferedInvokeProcessor(await loaded());
    // Most functions never need Node's sockets.
    const streaming = isStreaming(processor.handler) && (await import("./runtime-streaming"));
    let whenEmpty: (() => (() => void) | undefined) | undefined;
    if (streaming) process.on("beforeExit", () => whenEmpty?.()?.());

    async function loaded(): Promise<HandlerFunction> {
        try {
            return await loadHandler24(taskRoot, name);
        } catch (error) {
            logError("Init Error", error);
            const reported = functionError(error);
            const refused = refusedErrorType(reported.errorType);
            if (refused) logError("Failed to post init error", refused);
            else reportInitError(JSON.stringify(reported));
            return endsFor(1);
        }
    }

    // What it returns, or the promise of it, is the result (P11). One turn of the event loop follows, in which what the
    // handler started and nobody awaits can still fail the invocation (F9).
    async function serve(requestId: string, event: unknown, context: object): Promise<void> {
        try {
            const result = streaming
                ? await stream(streaming.callStreaming, event, context)
                : await processor.handler(event, context);
            await new Promise((resolve) => nextTurn(resolve));
            reportResult(requestId, streaming ? "" : resultText(result, () => new JSONStringifyError()));
        } catch (error) {
            await new Promise((resolve) => nextTurn(resolve));
            logError("Invoke Error", error);
            reportError(requestId, JSON.stringify(functionError(error)));
        }
        whenEmpty = undefined;
    }

    async function stream(callStreaming: typeof CallStreaming, event: unknown, context: object): Promise<unknown> {
        const call = callStreaming(processor.handler, event, context, runtime, reportStreamed);
        streams(call.written);
        whenEmpty = call.whenEmpty;
        return call.outcome;
    }

    return async (head: InvocationHead, eventText: string) => {
        const context = context24(head, functionArn);
        const event = JSON.parse(eventText);
        const stored = storedContext(head.requestId, head.traceId || undefined);
        await store.run(stored, () => serve(head.requestId, event, context));
    };
}
