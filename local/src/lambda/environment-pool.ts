import { type Busy, createChannelLine, quickLimit } from "./channel-line";
import type { StartedEnvironment } from "./environment-starter";
import type { FunctionError } from "./function-error";
import { createScaleOut } from "./scale-out";
import { createWaitingLine } from "./waiting-line";

/** The execution environments of one version of a function, and the requests that wait for one. */
export interface EnvironmentPool {
    /** Resolves when the first environment is ready, or to why there is none; `lend` may be called before. */
    ready: Promise<FunctionError | undefined>;
    /**
     * Lends an environment for one request: the one used last, a quick one that is busy, or one that is started for it.
     * Resolves to "none" if none could be started or `patience` ms have passed, and to "full" if too many requests wait.
     */
    lend(patience: number): Promise<PooledEnvironment | "none" | "full">;
    /** To be called once for each time it was lent; with the milliseconds the handler took, if it was called. */
    giveBack(pooled: PooledEnvironment, duration: number | undefined): void;
    /** Says whether environments without a request are kept, at first they are; where not, they are ended. */
    keepIdle(keep: boolean): void;
}

export interface PooledEnvironment extends Omit<Busy, "environment">, Pick<StartedEnvironment, "environment"> {
    /** Milliseconds; undefined after its first invocation. */
    initDuration: number | undefined;
    idleSince: number;
}

export interface EnvironmentPoolOptions {
    /** Most environments at one moment. */
    maxConcurrency: number;
    /** Milliseconds without a request after which an environment is ended; the last one stays. */
    idleLimit: number;
}

/** Makes the pool; `start` starts an environment, the first one at once. */
export function createEnvironmentPool(
    start: () => Promise<StartedEnvironment | FunctionError>,
    { maxConcurrency, idleLimit }: EnvironmentPoolOptions,
): EnvironmentPool {
    const line = createWaitingLine<PooledEnvironment>();
    const all = new Set<PooledEnvironment>();
    const channels = createChannelLine(all);
    // The most recently used one last.
    const idle: PooledEnvironment[] = [];
    let kept = true;
    let starting = 0;
    let retirement: NodeJS.Timeout | undefined;
    const count = () => ({ running: all.size, starting });
    const scaleOut = createScaleOut({ line, count, start: startOne, maxConcurrency });

    async function startOne(): Promise<FunctionError | undefined> {
        starting++;
        const started = await start();
        starting--;
        if ("environment" in started) {
            const pooled = { ...started, idleSince: 0, requests: 0, quick: false };
            all.add(pooled);
            free(pooled);
            return undefined;
        }
        line.next()?.giveUp();
        scaleOut.look();
        return started;
    }

    function end(pooled: PooledEnvironment): void {
        all.delete(pooled);
        pooled.environment.kill();
    }

    function lendOut(pooled: PooledEnvironment): PooledEnvironment {
        pooled.requests++;
        if (pooled.requests > 1) channels.watch();
        return pooled;
    }

    /** Gives an environment to those who wait longest, or keeps it; ends it if it is of no more use. */
    function free(pooled: PooledEnvironment): void {
        pooled.idleSince = Date.now();
        const starved = pooled.quick && pooled.environment.calls() === 0;
        while (channels.hasRoom(pooled)) {
            const waiting = line.next();
            if (!waiting) break;
            waiting.serve(lendOut(pooled));
        }
        const unused = pooled.requests === 0;
        if (unused && kept && pooled.environment.alive()) idle.push(pooled);
        else if (unused) end(pooled);
        scaleOut.cameFree(starved);
    }

    function takeIdle(): PooledEnvironment | undefined {
        for (let pooled = idle.pop(); pooled; pooled = idle.pop()) {
            if (pooled.environment.alive()) return pooled;
            end(pooled);
        }
        return undefined;
    }

    function retireOldest(): void {
        const [oldest] = idle;
        if (!oldest || all.size < 2 || Date.now() - oldest.idleSince < idleLimit) return;
        idle.shift();
        end(oldest);
    }

    function keepIdle(keep: boolean): void {
        kept = keep;
        clearInterval(retirement);
        if (keep) retirement = setInterval(retireOldest, idleLimit / 10).unref();
        else for (const pooled of idle.splice(0)) end(pooled);
    }

    keepIdle(true);
    return {
        ready: startOne(),
        lend: (patience) => {
            const pooled = takeIdle() ?? (line.length() === 0 ? channels.shortest() : undefined);
            if (pooled) return Promise.resolve(lendOut(pooled));
            return new Promise((serve) => {
                const joined = line.join({ since: Date.now(), patience, serve, giveUp: () => serve("none") });
                if (joined) scaleOut.look();
                else serve("full");
            });
        },
        giveBack: (pooled, duration) => {
            pooled.requests--;
            pooled.quick = duration !== undefined && duration < quickLimit;
            free(pooled);
        },
        keepIdle,
    };
}
