import type { LambdaFunction } from "../program/program";
import type { EnvironmentOptions } from "./environment-options";
import { createEnvironmentPool, type EnvironmentPoolOptions, type PooledEnvironment } from "./environment-pool";
import { createEnvironmentStarter } from "./environment-starter";
import type { FunctionError } from "./function-error";
import {
    type Invocation,
    type InvocationOptions,
    type InvocationRequest,
    runInvocation,
    type Served,
} from "./invocation";
import { missingFile } from "./missing-file";

/** One function: what its versions share, the reserved concurrency and the ports of this machine. */
export interface LocalFunction {
    /** Makes a version from configuration and a folder with the code; its first environment starts at once. */
    version(fn: LambdaFunction, taskRoot: string): FunctionVersion;
    /** Says whether a process is kept in reserve; at first one is. */
    keepReserve(keep: boolean): void;
    /** Ends every environment; resolves when they are gone. */
    close(): Promise<void>;
}

/** A function's code and configuration at one moment. A request that began with it ends with it. */
export interface FunctionVersion {
    fn: LambdaFunction;
    /** Resolves when the handler is loaded, or to why it could not be; requests may come before. */
    ready: Promise<FunctionError | undefined>;
    /** Invokes the function. It is given up if no environment is free for `patience` ms. */
    invoke(request: InvocationRequest, patience: number): Promise<Invocation>;
    /** Says whether environments without a request are kept; those of an old version are not. */
    keepIdle(keep: boolean): void;
    /** The file of its archive that an error says there is not. */
    missingFile(errorMessage: string | undefined): string | undefined;
}

export interface FunctionOptions extends Omit<EnvironmentOptions, "fn">, EnvironmentPoolOptions, InvocationOptions {}

export function createFunction(options: FunctionOptions): LocalFunction {
    const starter = createEnvironmentStarter(options);
    const debugged = options.inspectPort !== undefined;
    // A debugger's port serves one process.
    const maxConcurrency = debugged ? 1 : options.maxConcurrency;
    let running = 0;
    return {
        version: (fn, taskRoot) => {
            const pool = createEnvironmentPool(() => starter.start(fn, taskRoot), { ...options, maxConcurrency });
            const { ready, keepIdle } = pool;
            const reserved = fn.reservedConcurrentExecutions;

            const invokeIn = (pooled: PooledEnvironment, request: InvocationRequest): Promise<Served> => {
                const { environment, initDuration } = pooled;
                pooled.initDuration = undefined;
                return new Promise((resolve) => {
                    runInvocation(environment, fn, request, initDuration, options, (served) => {
                        // Behind a stream nobody shall wait: its client may read slowly.
                        const quick = served !== "not begun" && !served.streamed;
                        pool.giveBack(pooled, quick ? served.duration : undefined);
                        resolve(served);
                    });
                });
            };
            const invoke = async (request: InvocationRequest, patience: number): Promise<Invocation> => {
                if (reserved >= 0 && running >= reserved) return "throttled"; // P24
                running++;
                try {
                    for (;;) {
                        const pooled = await pool.lend(debugged ? Number.POSITIVE_INFINITY : patience);
                        if (typeof pooled === "string")
                            return pooled === "full" ? "throttled" : { errorMessage: undefined };
                        const served = await invokeIn(pooled, request);
                        // F10: what an earlier request left behind, or keeps busy, is not for this one to pay.
                        if (served !== "not begun") return served.invocation;
                    }
                } finally {
                    running--;
                }
            };
            return { fn, ready, keepIdle, invoke, missingFile: (message) => missingFile(message, taskRoot) };
        },
        keepReserve: starter.keepReserve,
        close: starter.close,
    };
}
