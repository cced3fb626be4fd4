import { availableParallelism } from "node:os";
import { createEnvironmentStarter, type StartedEnvironment } from "./environment-starter";
import type { EnvironmentOptions } from "./execution-environment";
import type { FunctionError } from "./frames";
import { type Invocation, type InvocationRequest, runInvocation } from "./invocation";
import type { LambdaFunction } from "./lambda-function";
import { createWaitingLine } from "./waiting-line";

/** One function: its execution environments, and the requests that wait for one. */
export interface FunctionPool {
    /** Invokes the function. It is given up if no environment is free for `patience` ms. */
    invoke(request: InvocationRequest, patience: number): Promise<Invocation>;
    /**
     * Starts an environment with new code or configuration and, once the handler is loaded, gives every request from then
     * on to it and its like; what runs, ends as it began. Resolves to why the handler could not be loaded: then the
     * version before goes on, if there is one. One call at a time.
     */
    deploy(fn: LambdaFunction, taskRoot: string): Promise<FunctionError | undefined>;
    close(): void;
}

export interface PoolOptions extends Omit<EnvironmentOptions, "fn"> {
    /** Most environments at one moment. */
    maxConcurrency: number;
    /** Milliseconds without a request after which an environment is ended; the last one stays. */
    idleLimit: number;
}

interface Version {
    fn: LambdaFunction;
    taskRoot: string;
    starting: number;
    loaded: Set<Loaded>;
    /** Without a request; the most recently used one last. */
    idle: Loaded[];
}

interface Loaded extends Pick<StartedEnvironment, "environment"> {
    version: Version;
    /** Until its first invocation has reported it. */
    initDuration: number | undefined;
    idleSince: number;
}

// Starting an environment takes some 50 ms, so it pays for a request that has waited this long already.
const scaleOutAfter = 10;
// More than this many pay only while none of them comes free: where they do, the machine's cores are what is waited for.
const enoughForTheCores = 2 * availableParallelism();

export function createFunctionPool(options: PoolOptions): FunctionPool {
    const { idleLimit, inspectPort } = options;
    // A debugger's port serves one process.
    const maxConcurrency = inspectPort === undefined ? options.maxConcurrency : 1;
    const starter = createEnvironmentStarter(options);
    const line = createWaitingLine<Loaded>();
    let current: Version | undefined;
    let running = 0;
    let scaling: NodeJS.Timeout | undefined;
    let lastFree = 0;

    async function start(version: Version): Promise<Loaded | FunctionError> {
        version.starting++;
        const started = await starter.start(version.fn, version.taskRoot);
        version.starting--;
        if (!("environment" in started)) return started;
        const loaded: Loaded = { ...started, version, idleSince: 0 };
        version.loaded.add(loaded);
        return loaded;
    }

    function end(loaded: Loaded): void {
        loaded.version.loaded.delete(loaded);
        loaded.environment.kill();
    }

    /** Gives a free environment to who waits longest, or keeps it; ends it if it is of no more use. */
    function release(loaded: Loaded): void {
        if (loaded.version !== current || !loaded.environment.alive()) end(loaded);
        else {
            const waiting = line.next();
            lastFree = loaded.idleSince = Date.now();
            if (waiting) waiting.serve(loaded);
            else current.idle.push(loaded);
        }
        scaleOut();
    }

    function takeIdle(): Loaded | undefined {
        for (let loaded = current?.idle.pop(); loaded; loaded = current?.idle.pop()) {
            if (loaded.environment.alive()) return loaded;
            end(loaded);
        }
        return undefined;
    }

    /** Starts an environment if a request has waited long enough, and none is on its way to it. */
    function scaleOut(): void {
        const version = current;
        const longest = line.longest();
        if (!version || !longest || version.starting >= line.length()) return;
        const count = version.starting + version.loaded.size;
        if (count >= maxConcurrency) return;
        const since = count < enoughForTheCores ? longest.since : Math.max(longest.since, lastFree);
        const wait = count === 0 ? 0 : since + scaleOutAfter - Date.now();
        if (wait > 0) {
            scaling ??= setTimeout(() => {
                scaling = undefined;
                scaleOut();
            }, wait);
            return;
        }
        start(version).then((loaded) => ("environment" in loaded ? release(loaded) : line.next()?.giveUp()));
        scaleOut();
    }

    const retirement = setInterval(() => {
        const oldest = current?.idle[0];
        if (!current || !oldest || current.loaded.size < 2 || Date.now() - oldest.idleSince < idleLimit) return;
        current.idle.shift();
        end(oldest);
    }, idleLimit / 10).unref();

    return {
        invoke: (request, patience) => {
            const reserved = current?.fn.reservedConcurrentExecutions ?? -1;
            if (reserved >= 0 && running >= reserved) return Promise.resolve("throttled"); // P24
            running++;
            return new Promise((resolve) => {
                const finish = (invocation: Invocation) => {
                    running--;
                    resolve(invocation);
                };
                const serve = async (loaded: Loaded) => {
                    const { version, environment, initDuration } = loaded;
                    loaded.initDuration = undefined;
                    finish(await runInvocation(environment, version.fn, request, initDuration, options));
                    release(loaded);
                };
                const idle = takeIdle();
                if (idle) return void serve(idle);
                const giveUp = () => finish("function error");
                if (!line.join({ since: Date.now(), patience, serve, giveUp })) return finish("throttled");
                scaleOut();
            });
        },
        deploy: async (fn, taskRoot) => {
            const version: Version = { fn, taskRoot, starting: 0, loaded: new Set(), idle: [] };
            const before = current;
            current ??= version;
            const loaded = await start(version);
            if (!("environment" in loaded)) return loaded;
            current = version;
            for (const idle of before?.idle.splice(0) ?? []) end(idle);
            release(loaded);
            return undefined;
        },
        close: () => {
            clearInterval(retirement);
            clearTimeout(scaling);
            starter.close();
        },
    };
}
