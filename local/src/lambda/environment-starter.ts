import type { LambdaFunction } from "../program/program";
import type { EnvironmentOptions } from "./environment-options";
import { type ExecutionEnvironment, startEnvironment } from "./execution-environment";
import type { FunctionError } from "./function-error";
import { type PlatformEvents, platformEvents } from "./platform-events";
import { initErrorLines } from "./report";
import { missingHere } from "./runtime-packages";

/** Starts environments, and keeps one process booted in reserve: most of a cold start is Node's own. */
export interface EnvironmentStarter {
    /** An environment with its handler loaded, or why there is none; the reason has been printed. */
    start(fn: LambdaFunction, taskRoot: string): Promise<StartedEnvironment | FunctionError>;
    /** Says whether a process is kept in reserve; at first one is, unless a debugger waits for the one there is. */
    keepReserve(keep: boolean): void;
    /** Ends every environment, and starts none any more; resolves when they are gone. */
    close(): Promise<void>;
}

export interface StartedEnvironment {
    environment: ExecutionEnvironment;
    /** Milliseconds. */
    initDuration: number;
}

// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
const initLimit = 10_000;
// After the request that took the last reserve has its answer.
const reserveDelay = 300;

export function createEnvironmentStarter(options: Omit<EnvironmentOptions, "fn">): EnvironmentStarter {
    const debugged = options.inspectPort !== undefined;
    const all = new Set<ExecutionEnvironment>();
    let reserve: { configuration: string; environment: ExecutionEnvironment } | undefined;
    let refill: NodeJS.Timeout | undefined;
    let reserving = !debugged;
    let closed = false;

    function boot(fn: LambdaFunction): ExecutionEnvironment {
        const environment = startEnvironment({ ...options, fn });
        all.add(environment);
        environment.ended.then(() => all.delete(environment));
        return environment;
    }

    const allEnded = async () => {
        await Promise.all([...all].map(({ ended }) => ended));
    };

    function take(fn: LambdaFunction): ExecutionEnvironment {
        const taken = reserve;
        reserve = undefined;
        clearTimeout(refill);
        if (reserving) {
            refill = setTimeout(() => {
                reserve?.environment.kill();
                reserve = { configuration: configurationOf(fn), environment: boot(fn) };
            }, reserveDelay).unref();
        }
        if (taken?.environment.alive() && taken.configuration === configurationOf(fn)) return taken.environment;
        taken?.environment.kill();
        return boot(fn);
    }

    function keepReserve(keep: boolean): void {
        reserving = keep && !debugged;
        if (reserving) return;
        clearTimeout(refill);
        reserve?.environment.kill();
        reserve = undefined;
    }

    return {
        start: async (fn, taskRoot) => {
            // A debugger's port serves one process.
            if (debugged) await allEnded();
            if (closed) return { errorType: "Runtime.Closed", errorMessage: "The server is ending", trace: [] };
            const events = fn.logFormat === "JSON" ? platformEvents(fn) : undefined;
            const inCloudWatch = (lines: (events: PlatformEvents) => string[]) => events && (() => lines(events));
            const began = performance.now();
            const environment = take(fn);
            options.print(
                undefined,
                undefined,
                inCloudWatch((of) => of.initStart(environment.logStream)),
            );
            const limit = debugged ? Number.POSITIVE_INFINITY : Math.max(initLimit, fn.timeout * 1000);
            const slow = setTimeout(options.print, 5000, "note: the handler is still being loaded, for 5 seconds now");
            const error = await environment.init(taskRoot, limit);
            clearTimeout(slow);
            const initDuration = performance.now() - began;
            const done = inCloudWatch((of) => of.initDone(initDuration, error));
            if (!error) {
                options.print(undefined, undefined, done);
                return { environment, initDuration };
            }
            environment.kill();
            const record = { type: "init error", functionName: fn.name, error, initDuration } as const;
            if (!closed) options.print(initErrorLines(error, initDuration), record, done);
            const [, missing = ""] = /Cannot find (?:module|package) '([^']+)'/.exec(error.errorMessage ?? "") ?? [];
            const hint = missingHere(missing);
            if (hint && !closed) options.print(`note: ${hint}`);
            return error;
        },
        keepReserve,
        close: () => {
            closed = true;
            keepReserve(false);
            for (const environment of all) environment.kill();
            return allEnded();
        },
    };
}

// All that a process has from its start: everything but the code.
function configurationOf({ code: _, ...configuration }: LambdaFunction): string {
    return JSON.stringify(configuration);
}
