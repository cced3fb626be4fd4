import { type Deployed, deployedApi } from "../gateway/gateway";
import type { TaskRoots } from "../lambda/lambda";
import { createFunction, type FunctionOptions, type FunctionVersion, type LocalFunction } from "../lambda/lambda";
import type { LambdaFunction, RestApi } from "../program/program";

/** What is served, from one good version to the next. */
export interface Serving {
    /** Undefined before the first version. A request that began with one version of it ends with that version. */
    deployed(): Deployed | undefined;
    /**
     * Serves a REST API from the moment on that every function of it has an environment with its handler loaded. Throws if
     * a handler cannot be loaded (its error has been printed) and then goes on as before; only the first version is served
     * all the same, as on AWS. One call at a time.
     */
    deploy(api: RestApi): Promise<void>;
    /** Ends every environment; resolves when they are gone. */
    close(): Promise<void>;
}

export function createServing(options: FunctionOptions, taskRoots: TaskRoots): Serving {
    let deployed: Deployed | undefined;
    let good = false;
    const functions = new Map<string, LocalFunction>();

    function versionOf(fn: LambdaFunction): FunctionVersion {
        const served = deployed?.functions.get(fn.arn);
        if (good && served && JSON.stringify(served.fn) === JSON.stringify(fn)) return served;
        const local = functions.get(fn.arn) ?? newFunction(fn);
        functions.set(fn.arn, local);
        return local.version(fn, taskRoots.write(fn.code));
    }

    // A debugger's port serves one function.
    function newFunction({ name }: LambdaFunction): LocalFunction {
        if (options.inspectPort === undefined) return createFunction(options);
        const inspectPort = options.inspectPort + functions.size;
        options.print(`note: a debugger may attach to ${name} at 127.0.0.1:${inspectPort}`);
        return createFunction({ ...options, inspectPort });
    }

    return {
        deployed: () => deployed,
        deploy: async (api) => {
            const before = deployed;
            const versions = new Map(api.functions.map((fn) => [fn.arn, versionOf(fn)]));
            const next = deployedApi(api, versions);
            // Nothing is served yet: requests may wait for their environment instead of being refused. With a debugger
            // they must, since the one port is free only when the environment before is gone.
            if (!before || options.inspectPort !== undefined) serve(before, next);
            const failed = (await Promise.all([...versions.values()].map(({ ready }) => ready))).some(Boolean);
            if (failed && before) serve(next, before);
            if (failed) throw new Error("The function's handler could not be loaded; the log says why");
            serve(before, next);
            good = true;
        },
        close: async () => {
            await Promise.all([...functions.values()].map((fn) => fn.close()));
        },
    };

    function serve(before: Deployed | undefined, next: Deployed): void {
        deployed = next;
        const kept = new Set(next.functions.values());
        for (const version of before?.functions.values() ?? []) if (!kept.has(version)) version.keepIdle(false);
        for (const version of kept) version.keepIdle(true);
        for (const [arn, local] of functions) local.keepReserve(next.functions.has(arn));
    }
}
