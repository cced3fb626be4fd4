import { type Deployed, deployedApi } from "../gateway/gateway";
import type { TaskRoots } from "../lambda/lambda";
import { createFunction, type FunctionOptions, type FunctionVersion, type LocalFunction } from "../lambda/lambda";
import { apisOf, type LambdaFunction, type RestApi } from "../program/program";

/** What is served, from one good version to the next. */
export interface Serving {
    /**
     * A stage of an API, by its place in the order of APIs; any stage of it where none has the name. Undefined before the
     * first version, and of an API that is gone. A request that began with one version of it ends with that version.
     */
    deployed(stageName?: string, api?: number): Deployed | undefined;
    /**
     * Serves REST APIs from the moment on that every function of it has an environment with its handler loaded. Throws if
     * a handler cannot be loaded (its error has been printed) and then goes on as before; only the first version is served
     * all the same, as on AWS. One call at a time.
     */
    deploy(api: RestApi): Promise<void>;
    /** Ends every environment; resolves when they are gone. */
    close(): Promise<void>;
}

interface Version {
    /** The stages of each API. */
    apis: Deployed[][];
    functions: Map<string, FunctionVersion>;
}

export function createServing(options: FunctionOptions, taskRoots: TaskRoots): Serving {
    let deployed: Version | undefined;
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
        deployed: (stageName, api = 0) => {
            const stages = deployed?.apis[api];
            return stages?.find((stage) => stage.api.stageName === stageName) ?? stages?.[0];
        },
        deploy: async (api) => {
            const before = deployed;
            const versions = new Map(api.functions.map((fn) => [fn.arn, versionOf(fn)]));
            const apis = apisOf(api).map((stages) => {
                const names = stages.map(({ stageName }) => stageName);
                return stages.map((stage) => deployedApi(stage, versions, names));
            });
            const next: Version = { apis, functions: versions };
            // Nothing is served yet: requests may wait for their environment instead of being refused. With a debugger
            // they must, since the one port is free only when the environment before is gone.
            if (!before || options.inspectPort !== undefined) serve(before, next);
            const errors = await Promise.all([...versions.values()].map(whyNotLoaded));
            const failed = errors.find((error) => error !== undefined);
            if (failed && before) serve(next, before);
            if (failed) throw failed;
            serve(before, next);
            good = true;
        },
        close: async () => {
            await Promise.all([...functions.values()].map((fn) => fn.close()));
        },
    };

    async function whyNotLoaded({ ready, missingFile }: FunctionVersion): Promise<Error | undefined> {
        const error = await ready;
        if (!error) return undefined;
        const missing = missingFile(error.errorMessage);
        const way =
            missing === undefined
                ? "the log says why"
                : `its archive has no file ${missing}, which the program must put there`;
        return new Error(`The function's handler could not be loaded; ${way}`);
    }

    function serve(before: Version | undefined, next: Version): void {
        deployed = next;
        const kept = new Set(next.functions.values());
        for (const version of before?.functions.values() ?? []) if (!kept.has(version)) version.keepIdle(false);
        for (const version of kept) version.keepIdle(true);
        for (const [arn, local] of functions) local.keepReserve(next.functions.has(arn));
    }
}
