import { encodeFrame, frameType } from "./frames";
import { send } from "./runtime-channel";

// What this process has told the server: that its handler is loaded, what came of which invocation.

// A handler may leave clocks of its own in place of the global ones.
const clock = performance.now.bind(performance);

let ready = false;
let current: string | undefined;
let last: string | undefined;
let began = 0;
let written: (() => number) | undefined;
// Whether the server knows that the process is about to end, and why.
let told = false;

/** Tells the server that the handler is loaded. */
export function reportReady(): void {
    if (told) return;
    ready = true;
    send(encodeFrame(frameType.ready, ""));
}

/** Tells the server why the handler could not be loaded; `error` is the JSON of a FunctionError. */
export function reportInitError(error: string): void {
    if (ready) send(encodeFrame(frameType.late, `\n${error}`));
    else send(encodeFrame(frameType.initError, error));
    told = true;
}

/** To be called when the handler is about to be called for a request. */
export function beginInvocation(requestId: string): void {
    began = clock();
    current = requestId;
    last = requestId;
    written = undefined;
}

/** Tells how many bytes of its response the current invocation has streamed; `bytes` is asked for with its answer. */
export function streams(bytes: () => number): void {
    written = bytes;
}

/** Tells the server that the streamed response is complete. */
export function reportStreamed(bytes: number): void {
    send(encodeFrame(frameType.streamed, String(bytes)));
}

/** Answers a request with the JSON of its result. */
export function reportResult(requestId: string, json: string): void {
    if (requestId !== current) return;
    send(encodeFrame(frameType.result, measured(json)));
    current = undefined;
}

/** Answers a request with the JSON of a FunctionError. One that has its answer keeps it; the server hears of it (F10). */
export function reportError(requestId: string, json: string): void {
    if (requestId === current) send(encodeFrame(frameType.error, measured(json)));
    else send(encodeFrame(frameType.late, `${requestId}\n${json}`));
    current = undefined;
}

/** To be called when it has been told why this process is about to end. */
export function endsFor(code: number): never {
    told = true;
    process.exit(code);
}

/** Whether the handler has been loaded. */
export function isReady(): boolean {
    return ready;
}

/** Whether the handler has been loaded and no request waits for its answer. */
export function isIdle(): boolean {
    return ready && current === undefined;
}

// F10: what an earlier invocation left behind ends the process; the event that may have come since is not lost.
process.on("exit", () => {
    if (!isIdle()) return;
    if (!told && last !== undefined) send(encodeFrame(frameType.late, `${last}\n`));
    send(encodeFrame(frameType.notBegun, ""));
});

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

function measured(json: string): string {
    const streamed = written ? ` ${written()}` : "";
    return `${residentMemory()} ${clock() - began}${streamed}\n${json}`;
}
