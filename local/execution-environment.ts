import { randomBytes } from "node:crypto";
import { startProcess } from "./environment-process";
import { environmentVariables } from "./environment-variables";
import { encodeFrame, frameType, type InitPayload, type InvocationHead, splitHead } from "./frames";
import { type FunctionError, readFunctionError } from "./function-error";
import type { LambdaFunction } from "./lambda-function";
import { createLogLines } from "./log-lines";
import { heapFlags, watchMemory } from "./memory-limit";
import type { Reaper } from "./reaper";

/**
 * How an invocation ended: with the result's JSON, with the function's error, or with the end of its environment. One that
 * ended by what an earlier invocation left behind, before the handler was called, has not begun this one (F10).
 */
export type Outcome = { result: string } | { error: FunctionError } | { ended: End; detail: string } | "not begun";
type End = "exit" | "timeout" | "memory";

/** A handler in an isolated process. Serves one invocation at a time, and none after its process ended. */
export interface ExecutionEnvironment {
    /** False as soon as its end is certain. */
    alive(): boolean;
    /** Resolves to how the process ended, when it has. */
    ended: Promise<string>;
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
    const flags = heapFlags(fn.memorySize);
    if (options.inspectPort !== undefined) flags.push(`--inspect=127.0.0.1:${options.inspectPort}`);
    const logLines = createLogLines(options.print);
    let waiting: ((answer: Frame | string) => void) | undefined;
    let ended: End = "exit";
    let ending = false;

    const settle = (answer: Frame | string) => {
        const resolve = waiting;
        waiting = undefined;
        resolve?.(answer);
    };
    const environment = startProcess({
        args: [...flags, options.runtimeFile],
        env: environmentVariables(fn, logStreamName, options.passedEnv),
        reaper: options.reaper,
        onFrame: (type, payload) => {
            if (type === frameType.log) return logLines.line(payload.toString());
            // Nobody asked: it would become the answer to the next request.
            if (!waiting || type === frameType.notBegun) end("exit");
            settle({ type, payload });
        },
        onOutput: logLines.output,
    });
    const alive = () => !ending && environment.alive();
    const end = (why: End) => {
        if (alive()) ended = why;
        ending = true;
        environment.kill();
    };
    const memory = watchMemory(
        fn.memorySize,
        () => (waiting ? environment.memory() : undefined),
        () => end("memory"),
    );
    environment.ended.then((detail) => {
        memory.close();
        settle(detail);
    });

    const exchange = async (type: number, payload: string, limit: number): Promise<Frame | string> => {
        if (!alive()) return environment.ended;
        const timer = Number.isFinite(limit) ? setTimeout(end, limit, "timeout") : undefined;
        const answer = await new Promise<Frame | string>((resolve) => {
            waiting = resolve;
            environment.send(encodeFrame(type, payload));
        });
        clearTimeout(timer);
        logLines.flush();
        return answer;
    };
    const reported = (text: string): FunctionError => {
        const error = readFunctionError(text);
        if (!error) end("exit");
        return error ?? { errorType: "Runtime.Unknown", errorMessage: "The error reported is none", trace: [] };
    };
    return {
        alive,
        ended: environment.ended,
        maxMemory: memory.most,
        kill: () => end("exit"),
        init: async (taskRoot, limit) => {
            const { handler, runtime, logFormat } = fn;
            const payload: InitPayload = { taskRoot, handler, runtime, logFormat };
            const answer = await exchange(frameType.init, JSON.stringify(payload), limit);
            if (typeof answer === "string")
                return { errorType: "Runtime.ExitError", errorMessage: endMessage(ended, answer), trace: [] };
            return answer.type === frameType.ready ? undefined : reported(answer.payload.toString());
        },
        invoke: async (requestId, traceId, event, limit) => {
            const { name: functionName, arn: functionArn, memorySize, logGroup: logGroupName } = fn;
            const deadline = Date.now() + Math.min(limit, 2 ** 40);
            const names = { functionName, functionArn, memorySize, logGroupName, logStreamName };
            const head: InvocationHead = { requestId, traceId, deadline, ...names };
            const answer = await exchange(frameType.invoke, `${JSON.stringify(head)}\n${event}`, limit);
            if (typeof answer === "string") return { ended, detail: answer };
            if (answer.type === frameType.notBegun) return "not begun";
            const [bytes, payload] = splitHead(answer.payload);
            memory.saw(Number(bytes));
            if (ended === "memory") return { ended, detail: "signal: SIGKILL" };
            return answer.type === frameType.result ? { result: payload } : { error: reported(payload) };
        },
    };
}

function endMessage(ended: End, detail: string): string {
    return ended === "timeout" ? "Runtime init took too long" : `Runtime exited with error: ${detail}`;
}
