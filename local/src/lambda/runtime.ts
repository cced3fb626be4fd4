// Runs inside an execution environment, alone in its process: loads the handler, calls it once a frame, reports. Between
// two invocations it blocks in a read, so timers and sockets of the handler stand still, as in a frozen environment.
import { writeSync } from "node:fs";
import { inspect } from "node:util";
import { encodeFrame, frameType, type InitPayload, type InvocationHead, splitHead } from "./frames";
import { type FunctionError, toFunctionError } from "./function-error";
import type { Call } from "./runtime-call";
import { claim, nextFrame, send } from "./runtime-channel";
import { logError, patchConsole } from "./runtime-console";
import { invocationContext } from "./runtime-context";
import { isBefore24, rejectionError, resultText } from "./runtime-error";
import { defineGlobals, storeInvocation } from "./runtime-globals";
import { type Handler, loadHandler } from "./runtime-handler";

// A handler may leave clocks of its own in place of the global ones.
const nextTurn = setImmediate;
const clock = performance.now.bind(performance);

let handler: Handler | undefined;
let invocation: { requestId: string; call?: Call } | undefined;

let memory = 0;
let memoryTime = Number.NEGATIVE_INFINITY;

// The system call takes as long as a small invocation, and in a few milliseconds memory does not grow by much.
function residentMemory(): number {
    const now = clock();
    if (now - memoryTime > 10) {
        memory = process.memoryUsage.rss();
        memoryTime = now;
    }
    return memory;
}

let began = 0;

function measured(json: string): string {
    const written = invocation?.call?.written?.();
    return `${residentMemory()} ${clock() - began}${written === undefined ? "" : ` ${written}`}\n${json}`;
}

function reportedError(error: FunctionError): Buffer {
    return encodeFrame(frameType.error, measured(JSON.stringify(error)));
}

// After an error that nobody caught the environment is not used again. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
function fatal(error: unknown, what: string, exitCode: number): never {
    const reported = toFunctionError(error);
    // The server prints why a handler could not be loaded.
    if (!handler) send(encodeFrame(frameType.initError, JSON.stringify(reported)));
    else logError(what, error);
    if (invocation) send(reportedError(reported));
    // The next event may be on its way before this process is gone: it has not begun.
    invocation = undefined;
    process.exit(exitCode);
}

// AWS's runtimes before Node.js 24 listen first, so that a handler's own listeners come too late. Those from 24 on do not
// listen: a handler's listeners take over, and without any Node prints the error and exits with 1.
function listen(): void {
    process.on("uncaughtException", (error) => fatal(error, "Uncaught Exception", 129));
    process.on("unhandledRejection", (reason, promise) =>
        fatal(rejectionError(reason, promise), "Unhandled Promise Rejection", 128),
    );
}

// Node tells of an error after "exit", on which the server ends this process: what nobody waits for would be lost.
process.on("uncaughtExceptionMonitor", (error) => {
    const caught = process.listenerCount("uncaughtException") > 0 || process.hasUncaughtExceptionCaptureCallback();
    if (caught || !handler || invocation) return;
    writeSync(2, `${inspect(error)}\n`);
    process.exit(1);
});
// The channel does not keep the event loop alive: when it is empty, nothing is left that could settle the invocation.
process.on("beforeExit", () => invocation?.call?.whenEmpty()?.());
// F10: what an earlier invocation left behind ends the process; the event that may have come since is not lost.
process.on("exit", () => {
    if (handler && !invocation) send(encodeFrame(frameType.notBegun, ""));
});

async function invoke(handle: Handler, init: InitPayload, head: InvocationHead, eventText: string): Promise<void> {
    began = clock();
    process.env._X_AMZN_TRACE_ID = head.traceId;
    storeInvocation(head.requestId, head.traceId);
    const current: typeof invocation = { requestId: head.requestId };
    invocation = current;
    let answer: Buffer;
    try {
        const streamed = (bytes: number) => send(encodeFrame(frameType.streamed, String(bytes)));
        const call = handle(JSON.parse(eventText), invocationContext(init, head), streamed);
        current.call = call;
        const value = await call.outcome;
        answer = encodeFrame(frameType.result, measured(call.written ? "" : resultText(value, init.runtime)));
    } catch (error) {
        logError("Invoke Error", error);
        answer = reportedError(toFunctionError(error));
    }
    send(answer);
    invocation = undefined;
}

async function run(): Promise<void> {
    const init: InitPayload = JSON.parse((await nextFrame()).toString());
    patchConsole(
        init.logFormat,
        () => invocation?.requestId ?? (isBefore24(init.runtime) ? undefined : "-"),
        (line) => send(encodeFrame(frameType.log, line)),
    );
    if (isBefore24(init.runtime)) listen();
    defineGlobals(init.runtime);
    process.env.LAMBDA_TASK_ROOT = init.taskRoot;
    process.chdir(init.taskRoot);
    let loaded: Handler;
    try {
        loaded = await loadHandler(init);
    } catch (error) {
        return fatal(error, "Init Error", 1);
    }
    // What the module started and fails at once fails the init.
    await new Promise((resolve) => nextTurn(resolve));
    handler = loaded;
    send(encodeFrame(frameType.ready, ""));
    for (;;) {
        const payload = await nextFrame();
        // Timers of an earlier invocation that are due by now go off before this one begins, and fail without it (F10).
        await new Promise((resolve) => nextTurn(resolve));
        if (!claim()) continue;
        const [head, event] = splitHead(payload);
        await invoke(loaded, init, JSON.parse(head), event);
    }
}

run();
