import type { InitPayload, InvocationHead } from "./frames";
import { patchConsole } from "./runtime-console";
import { context22 } from "./runtime-context-22";
import { refusedErrorType } from "./runtime-error";
import { functionError, intoError, UnhandledPromiseRejection } from "./runtime-error-22";
import { defineGlobals } from "./runtime-globals";
import type { HandlerFunction, Serve } from "./runtime-handler";
import { loadHandler22 } from "./runtime-load-22";
import {
    endsFor,
    isReady,
    reportError,
    reportInitError,
    reportResult,
    reportStreamed,
    streams,
} from "./runtime-session";
import { createSettlers } from "./runtime-settlers-22";
import type { callStreaming as CallStreaming } from "./runtime-streaming";
import { streams as isStreaming } from "./runtime-streaming-globals";

// The state that this runtime keeps where everybody sees it.
const beforeExit = Symbol.for("aws.lambda.beforeExit");
const requestIdKey = Symbol.for("aws.lambda.runtime.requestId");
const tenantIdKey = Symbol.for("aws.lambda.runtime.tenantId");
const globals = globalThis as unknown as Record<symbol, unknown>;

// A handler may leave clocks of its own in place of the global ones.
const nextTurn = setImmediate;

// Stacks name it.
class Runtime {
    handler: HandlerFunction;

    constructor(handler: HandlerFunction) {
        this.handler = handler;
    }
}

/** Starts the runtime that ends with Node.js 22: loads the handler, and resolves to what calls it. */
export async function startNodejs22({ taskRoot, handler: name, functionArn }: InitPayload): Promise<Serve> {
    const logError = patchConsole({
        requestId: () => globals[requestIdKey],
        tenantId: () => globals[tenantIdKey] ?? undefined,
        firstErrorCounts: true,
        unformatted: functionError,
        intoError,
    });
    // After an error that nobody caught the environment is not used again.
    let uncaught = (error: unknown, exitCode: number) => {
        const reported = functionError(error);
        const refused = refusedErrorType(reported.errorType);
        // Node ends with 7 where a listener for uncaught exceptions throws.
        if (refused) throw refused;
        reportInitError(JSON.stringify(reported));
        if (isReady()) endsFor(exitCode);
        // Listeners of the module's own hear of it too.
        nextTurn(() => endsFor(exitCode));
    };
    // This runtime listens first, so that a handler's own listeners come too late.
    process.on("uncaughtException", (error) => {
        logError("Uncaught Exception", error);
        uncaught(error, 129);
    });
    process.on("unhandledRejection", (reason, promise) => {
        const error = new UnhandledPromiseRejection(reason, promise);
        logError("Unhandled Promise Rejection", error);
        uncaught(error, 128);
    });
    // As Node ends where an await of its main module never settles, which loading the handler is in AWS's.
    onEmptyLoop(() => {
        process.exitCode ??= 13;
    });
    process.on("beforeExit", () => (globals[beforeExit] as () => void)());
    defineGlobals();
    const runtime = new Runtime(await loadHandler22(taskRoot, name));
    onEmptyLoop(() => {});

    async function serve(head: InvocationHead, eventText: string, next: () => void): Promise<void> {
        // From here on nobody else is on the stack, as in AWS's runtime: how many frames there are shows in some traces.
        await undefined;
        const { requestId } = head;
        const { callback, context, whenEmpty } = createSettlers(requestId, logError, onEmptyLoop, next);
        try {
            begin(head);
            onEmptyLoop(whenEmpty);
            const event = JSON.parse(eventText);
            const returned = runtime.handler(event, context22(context, head, functionArn), callback);
            // Of a thenable that is no promise this reports that it cannot catch.
            if (isPromise(returned)) returned.then(context.succeed, context.fail).catch(context.fail);
        } catch (error) {
            callback(error);
        }
    }

    function begin({ requestId, tenantId }: InvocationHead): void {
        globals[requestIdKey] = requestId;
        globals[tenantIdKey] = tenantId;
        uncaught = (error, exitCode) => {
            reportError(requestId, JSON.stringify(functionError(error)));
            endsFor(exitCode);
        };
    }

    async function serveStreaming(
        callStreaming: typeof CallStreaming,
        head: InvocationHead,
        eventText: string,
    ): Promise<void> {
        const { requestId } = head;
        begin(head);
        try {
            const context = context22({}, head, functionArn);
            const call = callStreaming(runtime.handler, JSON.parse(eventText), context, "nodejs22.x", reportStreamed);
            streams(call.written);
            onEmptyLoop(() => call.whenEmpty()?.());
            await call.outcome;
            reportResult(requestId, "");
        } catch (error) {
            logError("Invoke Error", error);
            reportError(requestId, JSON.stringify(functionError(error)));
        }
        onEmptyLoop(() => {});
        await new Promise((resolve) => nextTurn(resolve));
    }

    if (isStreaming(runtime.handler)) {
        // Most functions never need Node's sockets.
        const { callStreaming } = await import("./runtime-streaming");
        return (head, eventText) => serveStreaming(callStreaming, head, eventText);
    }
    return (head, eventText) =>
        new Promise((over) => {
            serve(head, eventText, () => nextTurn(over)).catch((error) => {
                console.log(`Unexpected Top Level Error: ${String(error)}`);
                uncaught(error, 129);
            });
        });
}

function onEmptyLoop(listener: () => void): void {
    globals[beforeExit] = listener;
}

function isPromise(value: unknown): value is Promise<unknown> {
    return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}
