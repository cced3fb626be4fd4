import { createFunctionPool, type FunctionPool, type PoolOptions } from "./function";
import type { Deployed } from "./gateway";
import type { LambdaFunction } from "./lambda-function";
import type { RestApi } from "./rest-api";
import { createRouter } from "./router";
import type { TaskRoots } from "./task-root";

/** What is served, from one good version to the next. */
export interface Serving {
    /** Undefined before the first version. */
    deployed(): Deployed | undefined;
    /**
     * Serves a REST API from the moment on that every function of it has an environment with its handler loaded. Throws if
     * a handler cannot be loaded (its error has been printed) and then goes on as before; only the first version is served
     * all the same, as on AWS.
     */
    deploy(api: RestApi): Promise<void>;
    close(): void;
}

export function createServing(options: PoolOptions, taskRoots: TaskRoots): Serving {
    let deployed: Deployed | undefined;
    let functions: LambdaFunction[] = [];
    const pools = new Map<string, FunctionPool>();

    async function deployFunction(fn: LambdaFunction): Promise<boolean> {
        const known = functions.find(({ arn }) => arn === fn.arn);
        if (known && JSON.stringify(known) === JSON.stringify(fn)) return true;
        const pool = pools.get(fn.arn) ?? createFunctionPool(options);
        pools.set(fn.arn, pool);
        return (await pool.deploy(fn, taskRoots.write(fn.code))) === undefined;
    }

    return {
        deployed: () => deployed,
        deploy: async (api) => {
            const next: Deployed = { api, router: createRouter(api.stageName, api.methods), functions: pools };
            const loading = Promise.all(api.functions.map(deployFunction));
            // Nothing is served yet: requests may wait for their environment instead of being refused.
            deployed ??= next;
            const loaded = (await loading).every(Boolean);
            if (!loaded) throw new Error("the function's handler could not be loaded; see above");
            deployed = next;
            functions = api.functions;
        },
        close: () => {
            for (const pool of pools.values()) pool.close();
        },
    };
}
