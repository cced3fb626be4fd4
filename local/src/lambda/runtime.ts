import { writeSync } from "node:fs";
import { inspect } from "node:util";
import { type InitPayload, type InvocationHead, splitHead } from "./frames";
import { claim, nextFrame } from "./runtime-channel";
import { isBefore24 } from "./runtime-error";
import type { Serve } from "./runtime-handler";
import { beginInvocation, isIdle, reportReady } from "./runtime-session";

type Start = (init: InitPayload) => Promise<Serve>;

/**
 * Runs inside an execution environment, alone in its process: loads the handler with `start`, calls it once a frame, reports.
 * Between two invocations it blocks in a read, so timers and sockets of the handler stand still, as in a frozen environment.
 */
export async function main(start: Start): Promise<void> {
    // As many callers as in AWS's runtime: how many frames of a handler's stay of a stack that is cut depends on them.
    await run(start);
}

// A handler may leave clocks of its own in place of the global ones.
const nextTurn = setImmediate;
const later = setTimeout;

// Node tells of an error after "exit", on which the server ends this process: what nobody waits for would be lost.
process.on("uncaughtExceptionMonitor", (error) => {
    const caught = process.listenerCount("uncaughtException") > 0 || process.hasUncaughtExceptionCaptureCallback();
    if (caught || !isIdle()) return;
    writeSync(2, `${inspect(error)}\n`);
    process.exit(1);
});

async function run(start: Start): Promise<void> {
    const init: InitPayload = JSON.parse((await nextFrame()).toString());
    process.env.LAMBDA_TASK_ROOT = init.taskRoot;
    process.chdir(init.taskRoot);
    // AWS's runtime is an ES module: of the handler's modules none is told that this one is the main one.
    Object.assign(process, { mainModule: undefined });
    await serveAll(await start(init).catch((error) => failed(error, init)));
}

async function serveAll(serve: Serve): Promise<never> {
    reportReady();
    for (let first = true; ; first = false) {
        const payload = await nextFrame();
        // In Lambda the first event comes some milliseconds after the module was loaded, and what fails meanwhile fails it.
        if (first && process.getActiveResourcesInfo().includes("Timeout")) await new Promise((done) => later(done, 1));
        // Timers of an earlier invocation that are due by now go off before this one begins, and fail without it (F10).
        await new Promise((resolve) => nextTurn(resolve));
        if (!claim()) continue;
        const [headText, event] = splitHead(payload);
        const head: InvocationHead = JSON.parse(headText);
        beginInvocation(head.requestId);
        await serve(head, event);
    }
}

// What AWS's runtime awaits at the top of a module is uncaught until Node.js 22, and unhandled from 24 on.
function failed(error: unknown, { runtime }: InitPayload): Promise<never> {
    if (!isBefore24(runtime)) throw error;
    process.nextTick(() => {
        throw error;
    });
    return new Promise(() => {});
}
