import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ExecutionEnvironment, startEnvironment } from "../../src/lambda/execution-environment";
import type { FunctionError } from "../../src/lambda/function-error";
import type { Outcome } from "../../src/lambda/handler-call";
import type { LogRecord } from "../../src/lambda/log-record";
import type { Reaper } from "../../src/lambda/reaper";
import type { LambdaFunction } from "../../src/program/lambda-function";
import type { Behaviour, Case, Exit } from "./case";

/** What the cases are run with. */
export interface Laboratory {
    /** For task roots; whoever made it removes it. */
    folder: string;
    /** The bundled runtime. */
    runtimeFile: string;
    reaper: Reaper;
}

export type Observed = Required<Behaviour> & { root: string };

/**
 * Runs the handler of a case as the tool does, in processes of its own. `patience` is how many milliseconds it is waited
 * after the last answer for what the handler left behind.
 */
export async function observe(example: Case, laboratory: Laboratory, patience: number): Promise<Observed> {
    const root = mkdtempSync(join(laboratory.folder, "task-"));
    for (const [path, text] of Object.entries(example.files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
    }
    const observed: Observed = { root, init: null, invocations: [], logs: [], exits: [] };
    const start = () => startEnvironment({ ...optionsOf(example, laboratory), print: note(observed, example) });
    let environment: ExecutionEnvironment | undefined;
    for (const [index, event] of example.events.entries()) {
        for (let begun = false; !begun; ) {
            const first = environment === undefined;
            environment ??= start();
            const failure = first ? await environment.init(root, limitOf(example)) : undefined;
            if (failure) {
                observed.init = reported(failure) ? failure : null;
                observed.exits.push(exitOf(await environment.ended));
                return observed;
            }
            const outcome = await invoke(environment, example, index, event);
            // What an earlier event left behind ended the process; the runtime was not to begin.
            begun = outcome !== "not begun" || first;
            const over = typeof outcome === "string" || "ended" in outcome;
            const exit = over ? exitOf(await environment.ended) : undefined;
            if (begun) observed.invocations.push(answerOf(outcome, exit));
            if (exit) observed.exits.push(exit);
            if (exit) environment = undefined;
        }
    }
    if (!environment) return observed;
    const late = setTimeout(environment.kill, patience);
    const alone = await Promise.race([environment.ended, new Promise((resolve) => setTimeout(resolve, patience, ""))]);
    clearTimeout(late);
    if (alone) observed.exits.push(exitOf(await environment.ended));
    environment.kill();
    await environment.ended;
    return observed;
}

function optionsOf({ runtime, logFormat, handler, env = {} }: Case, { runtimeFile, reaper }: Laboratory) {
    const fn: LambdaFunction = {
        arn: "arn:aws:lambda:eu-central-1:123456789012:function:greeter",
        name: "greeter",
        logicalName: "greeter",
        region: "eu-central-1",
        handler,
        runtime,
        memorySize: 256,
        ephemeralStorage: 512,
        timeout: 10,
        environment: env,
        logFormat,
        logGroup: "/greeter",
        reservedConcurrentExecutions: -1,
        code: {},
    };
    return { fn, runtimeFile, reaper, passedEnv: {}, inspectPort: undefined };
}

function limitOf({ limit = 10_000 }: Case): number {
    return limit;
}

function note({ logs }: Observed, { logFormat }: Case) {
    return (_: string, record?: LogRecord) => {
        if (record?.type !== "function" || record.source !== "console") return;
        logs.push(logFormat === "JSON" ? parsed(record.text) : record.text);
    };
}

function parsed(line: string): unknown {
    try {
        return JSON.parse(line);
    } catch {
        return line;
    }
}

function invoke(environment: ExecutionEnvironment, example: Case, index: number, event: unknown): Promise<Outcome> {
    const requestId = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    const text = typeof event === "string" ? event : JSON.stringify(event);
    const call = { requestId, traceId: "Root=1-2-3", event: Buffer.from(text), limit: limitOf(example) };
    return new Promise((over) => environment.invoke({ ...call, begun: () => {}, over }));
}

function answerOf(outcome: Outcome, exit: Exit | undefined): unknown {
    if (typeof outcome === "string") return { exit };
    if ("ended" in outcome) return outcome.ended === "timeout" ? { timeout: true } : { exit };
    return "result" in outcome ? { result: outcome.result } : { error: outcome.error };
}

// An environment that ended has no body to report; the tool makes one up.
function reported({ errorType, errorMessage }: FunctionError): boolean {
    return errorType !== "Runtime.ExitError" || !errorMessage.startsWith("Runtime exited with error: ");
}

function exitOf(detail: string): Exit {
    const [, signal] = /^signal: (.*)$/.exec(detail) ?? [];
    return { code: signal === undefined ? Number(/\d+$/.exec(detail)) : null, signal: signal ?? null };
}
