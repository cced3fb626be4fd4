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
    /** For task roots, with the files that run handlers; whoever made it removes it. */
    folder: string;
    reaper: Pick<Reaper, "track" | "untrack">;
}

/** What a case did, where its task root is, and files beside the runtime whose frames are no part of a stack. */
export type Observed = Required<Behaviour> & { root: string; machinery: string[] };

export function nothingYet(root: string): Observed {
    return { root, machinery: [], init: null, invocations: [], logs: [], exits: [] };
}

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
    const observed = nothingYet(root);
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
            const outcome = await invoke(environment, example, index, event, observed);
            // What an earlier event left behind ended the process; the runtime was not to begin.
            begun = outcome !== "not begun" || first;
            const over = typeof outcome === "string" || "ended" in outcome;
            const exit = over ? exitOf(await environment.ended) : undefined;
            if (begun && over) observed.invocations.push(endingOf(outcome, exit));
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

/** The options of an environment for a case, all but `print`. */
export function optionsOf({ runtime, logFormat, handler, env = {} }: Case, { folder, reaper }: Laboratory) {
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
        // Recorded without a level where none is given.
        applicationLogLevel: env.AWS_LAMBDA_LOG_LEVEL,
        logGroup: "/greeter",
        reservedConcurrentExecutions: -1,
        code: {},
    };
    return { fn, runtimesDir: folder, reaper, passedEnv: {}, inspectPort: undefined };
}

function limitOf({ limit = 10_000 }: Case): number {
    return limit;
}

/** What writes down all that an environment prints of a case. */
export function note(observed: Observed, { logFormat }: Case) {
    return (_: string | undefined, record?: LogRecord) => {
        // Before the first event it is the init that failed.
        if (record?.type === "late error" && record.requestId === undefined) observed.init = record.error;
        else if (record?.type === "late error" && record.error.errorMessage !== undefined)
            observed.invocations.push({ error: record.error });
        if (record?.type !== "function" || record.source !== "console") return;
        observed.logs.push(logFormat === "JSON" ? parsed(record.text) : record.text);
    };
}

function parsed(line: string): unknown {
    try {
        return JSON.parse(line);
    } catch {
        return line;
    }
}

/** Invokes a case's handler with one of its events, and writes down what it answers. */
export function invoke(
    environment: ExecutionEnvironment,
    example: Case,
    index: number,
    event: unknown,
    { invocations }: Observed,
): Promise<Outcome> {
    const requestId = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    const text = typeof event === "string" ? event : JSON.stringify(event);
    const call = { requestId, event: Buffer.from(text), limit: limitOf(example), ...given(example.headers) };
    return new Promise((resolve) => {
        const over = (outcome: Outcome) => {
            // At once: what is told after the answer may come with it.
            if (typeof outcome === "object" && "result" in outcome) invocations.push({ result: outcome.result });
            if (typeof outcome === "object" && "error" in outcome) invocations.push({ error: outcome.error });
            resolve(outcome);
        };
        environment.invoke({ ...call, begun: () => {}, over });
    });
}

function endingOf(outcome: Outcome, exit: Exit | undefined): unknown {
    return typeof outcome === "object" && "ended" in outcome && outcome.ended === "timeout"
        ? { timeout: true }
        : { exit };
}

function given(headers: Record<string, string> = {}) {
    const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    // AWS's native client passes on none that is empty.
    const header = (name: string) => named.get(`lambda-runtime-${name}`) || undefined;
    return {
        traceId: named.get("lambda-runtime-trace-id") ?? "Root=1-2-3",
        clientContext: header("client-context"),
        cognitoIdentity: header("cognito-identity"),
        tenantId: header("aws-tenant-id"),
    };
}

// An environment that ended has no body to report; the tool makes one up.
function reported({ errorType, errorMessage }: FunctionError): boolean {
    return errorType !== "Runtime.ExitError" || !errorMessage?.startsWith("Runtime exited with error: ");
}

function exitOf(detail: string): Exit {
    const [, signal] = /^signal: (.*)$/.exec(detail) ?? [];
    return { code: signal === undefined ? Number(/\d+$/.exec(detail)) : null, signal: signal ?? null };
}
