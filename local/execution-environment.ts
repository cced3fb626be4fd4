import { randomBytes } from "node:crypto";
import { startProcess } from "./environment-process";
import { environmentVariables } from "./environment-variables";
import { encodeFrame, type FunctionError, frameType, type InitPayload, type InvocationHead, splitHead } from "./frames";
import type { LambdaFunction } from "./lambda-function";
import { createLogLines } from "./log-lines";
import type { Reaper } from "./reaper";

/** How an invocation ended: with the result's JSON, with the function's error, or with the end of its environment. */
export type Outcome = { result: string } | { error: FunctionError } | { ended: End; detail: string };
type End = "exit" | "timeout" | "memory";

/** A handler in an isolated process. Serves one invocation at a time, and none after its process ended. */
export interface ExecutionEnvironment {
    alive(): boolean;
    /** Highest resident memory seen, in bytes. */
    maxMemory(): number;
    /** Loads the handler from a folder; resolves to why that failed, if it did. `limit` in milliseconds. */
    init(taskRoot: string, limit: number): Promise<FunctionError | undefined>;
    /** Calls the handler with an event's JSON. `limit` in milliseconds. */
    invoke(requestId: string, traceId: string, event: string, limit: number): Promise<Outcome>;
    kill(): void;
}

export interface EnvironmentOptions {
    fn: LambdaFunction;
    /** The bundled runtime.ts. */
    runtimeFile: string;
    /** Variables of this machine that the function shall see. */
    passedEnv: Record<string, string>;
    inspectPort: number | undefined;
    reaper: Reaper;
    print(line: string): void;
}

type Frame = { type: number; payload: Buffer };

/** Starts the process; its memory is held to the function's (F11). */
export function startEnvironment(options: EnvironmentOptions): ExecutionEnvironment {
    const { fn } = options;
    const date = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
    const logStreamName = `${date}/[$LATEST]${randomBytes(16).toString("hex")}`;
    const memoryLimit = fn.memorySize * 1024 * 1024;
    const flags = [`--max-old-space-size=${Math.floor(fn.memorySize * 0.9)}`];
    if (options.inspectPort !== undefined) flags.push(`--inspect=127.0.0.1:${options.inspectPort}`);
    const logLines = createLogLines(options.print);
    let waiting: ((answer: Frame | string) => void) | undefined;
    let ended: End = "exit";
    let maxMemory = 0;

    const settle = (answer: Frame | string) => {
        const resolve = waiting;
        waiting = undefined;
        resolve?.(answer);
    };
    const environment = startProcess({
        args: [...flags, options.runtimeFile],
        env: { ...options.passedEnv, ...environmentVariables(fn, logStreamName) },
        reaper: options.reaper,
        onFrame: (type, payload) =>
            type === frameType.log ? logLines.line(payload.toString()) : settle({ type, payload }),
        onOutput: logLines.output,
        onEnd: (detail) => {
            clearInterval(memoryWatch);
            settle(detail);
        },
    });
    const end = (why: End) => {
        if (environment.alive()) ended = why;
        environment.kill();
    };
    const sawMemory = (bytes: number) => {
        maxMemory = Math.max(maxMemory, bytes);
        if (maxMemory > memoryLimit) end("memory");
    };
    // V8 holds the heap to its flag, but nothing holds Buffers.
    const memoryWatch = setInterval(() => waiting && sawMemory(environment.memory()), 50).unref();

    const exchange = async (type: number, payload: string, limit: number): Promise<Frame | string> => {
        if (!environment.alive()) return "the environment has ended";
        const timer = Number.isFinite(limit) ? setTimeout(end, limit, "timeout") : undefined;
        const answer = await new Promise<Frame | string>((resolve) => {
            waiting = resolve;
            environment.send(encodeFrame(type, payload));
        });
        clearTimeout(timer);
        logLines.flush();
        return answer;
    };
    return {
        alive: environment.alive,
        maxMemory: () => maxMemory,
        kill: environment.kill,
        init: async (taskRoot, limit) => {
            const { handler, runtime, logFormat } = fn;
            const payload: InitPayload = { taskRoot, handler, runtime, logFormat };
            const answer = await exchange(frameType.init, JSON.stringify(payload), limit);
            if (typeof answer === "string")
                return { errorType: "Runtime.ExitError", errorMessage: endMessage(ended, answer), trace: [] };
            return answer.type === frameType.ready ? undefined : JSON.parse(answer.payload.toString());
        },
        invoke: async (requestId, traceId, event, limit) => {
            const { name: functionName, arn: functionArn, memorySize, logGroup: logGroupName } = fn;
            const deadline = Date.now() + Math.min(limit, 2 ** 40);
            const head: InvocationHead = {
                requestId,
                traceId,
                deadline,
                functionName,
                functionArn,
                memorySize,
                logGroupName,
                logStreamName,
            };
            const answer = await exchange(frameType.invoke, `${JSON.stringify(head)}\n${event}`, limit);
            if (typeof answer === "string") return { ended, detail: answer };
            const [memory, payload] = splitHead(answer.payload);
            sawMemory(Number(memory));
            if (ended === "memory") return { ended, detail: "signal: SIGKILL" };
            return answer.type === frameType.result ? { result: payload } : { error: JSON.parse(payload) };
        },
    };
}

function endMessage(ended: End, detail: string): string {
    return ended === "timeout" ? "Runtime init took too long" : `Runtime exited with error: ${detail}`;
}
