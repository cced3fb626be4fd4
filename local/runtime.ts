// Runs inside an execution environment, alone in its process: loads the handler, calls it once a frame, reports. Between
// two invocations it blocks in a read, so timers and sockets of the handler stand still, as in a frozen environment.
import { read, readSync, writeSync } from "node:fs";
import {
    encodeFrame,
    type FunctionError,
    frameReader,
    frameType,
    type InitPayload,
    type InvocationHead,
    splitHead,
} from "./frames";
import { patchConsole } from "./runtime-console";
import { type Handler, loadHandler, toFunctionError } from "./runtime-handler";

const channel = 3;
const frames: { type: number; payload: Buffer }[] = [];
const accept = frameReader((type, payload) => frames.push({ type, payload }));
const chunk = Buffer.allocUnsafe(256 * 1024);
// A debugger must be answered while no request is there: then, and only then, wait in the event loop.
const debugged = process.execArgv.some((flag) => flag.startsWith("--inspect"));

let handler: Handler;
let invocation: { requestId: string; settle: (frame: Buffer) => void } | undefined;

function send(frame: Buffer): void {
    for (let sent = 0; sent < frame.length; ) {
        try {
            sent += writeSync(channel, frame, sent);
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "EAGAIN") process.exit(1);
        }
    }
}

async function nextFrame(): Promise<{ type: number; payload: Buffer }> {
    for (;;) {
        const frame = frames.shift();
        if (frame) return frame;
        const length = debugged ? await readLater() : readSync(channel, chunk);
        // The server is gone.
        if (length === 0) process.exit(0);
        // A frame may keep the bytes; the next read writes over the chunk.
        accept(Buffer.from(chunk.subarray(0, length)));
    }
}

function readLater(): Promise<number> {
    return new Promise((resolve) => read(channel, chunk, 0, chunk.length, null, (_, length = 0) => resolve(length)));
}

let memory = 0;
let measured = Number.NEGATIVE_INFINITY;

// The system call takes as long as a small invocation, and in a few milliseconds memory does not grow by much.
function residentMemory(): number {
    const now = performance.now();
    if (now - measured > 10) {
        memory = process.memoryUsage.rss();
        measured = now;
    }
    return memory;
}

function reportedError(error: FunctionError): Buffer {
    return encodeFrame(frameType.error, `${residentMemory()}\n${JSON.stringify(error)}`);
}

// After an error that nobody caught the environment is not used again. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
function fatal(error: unknown, errorType: string | undefined, exitCode: number): never {
    const reported = toFunctionError(error, errorType);
    console.error(error);
    send(invocation ? reportedError(reported) : encodeFrame(frameType.initError, JSON.stringify(reported)));
    process.exit(exitCode);
}

process.on("uncaughtException", (error) => fatal(error, undefined, 129));
process.on("unhandledRejection", (error) => fatal(error, "Runtime.UnhandledPromiseRejection", 128));
// The channel does not keep the event loop alive: when it is empty, nothing is left that could settle the invocation.
process.on("beforeExit", () => {
    if (invocation && handler.takesCallback) return invocation.settle(resultFrame(null));
    const message = "Runtime exited without providing a reason";
    fatal(new Error(message), "Runtime.NodeJsExit", 0);
});

function resultFrame(result: unknown): Buffer {
    try {
        return encodeFrame(frameType.result, `${residentMemory()}\n${JSON.stringify(result ?? null) ?? "null"}`);
    } catch (error) {
        const message = `Unable to stringify response body: ${(error as Error).message}`;
        return reportedError({ errorType: "Runtime.MarshalError", errorMessage: message, trace: [] });
    }
}

function invoke(head: InvocationHead, eventText: string): Promise<Buffer> {
    return new Promise((resolve) => {
        const settle = (frame: Buffer) => {
            invocation = undefined;
            resolve(frame);
        };
        invocation = { requestId: head.requestId, settle };
        process.env._X_AMZN_TRACE_ID = head.traceId;
        handler.invoke(JSON.parse(eventText), head).then(
            (result) => settle(resultFrame(result)),
            (error) => {
                console.error("Invoke Error", error);
                settle(reportedError(toFunctionError(error)));
            },
        );
    });
}

async function run(): Promise<void> {
    const init: InitPayload = JSON.parse((await nextFrame()).payload.toString());
    patchConsole(
        init.logFormat,
        () => invocation?.requestId,
        (line) => send(encodeFrame(frameType.log, line)),
    );
    process.env.LAMBDA_TASK_ROOT = init.taskRoot;
    process.chdir(init.taskRoot);
    try {
        handler = await loadHandler(init);
    } catch (error) {
        fatal(error, undefined, 1);
    }
    send(encodeFrame(frameType.ready, ""));
    for (;;) {
        const { payload } = await nextFrame();
        const [head, event] = splitHead(payload);
        send(await invoke(JSON.parse(head), event));
        // What the handler left behind and fails at once belongs to this invocation, not to the next.
        await new Promise(setImmediate);
    }
}

run();
