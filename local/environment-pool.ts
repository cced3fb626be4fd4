import { availableParallelism } from "node:os";
import type { StartedEnvironment } from "./environment-starter";
import type { FunctionError } from "./function-error";
import { createWaitingLine } from "./waiting-line";

/** The execution environments of one version of a function, and the requests that wait for one. */
export interface EnvironmentPool {
    /** Resolves when the first environment is ready, or to why there is none; `lend` may be called before. */
    ready: Promise<FunctionError | undefined>;
    /**
     * Lends an environment for one request: the one used last, or one that is started for it. Resolves to "none" if none
     * could be started or `patience` ms have passed, and to "full" if too many requests wait.
     */
    lend(patience: number): Promise<LentEnvironment | "none" | "full">;
    giveBack(lent: LentEnvironment): void;
    /** Says whether environments without a request are kept, at first they are; where not, they are ended. */
    keepIdle(keep: boolean): void;
}

export interface LentEnvironment extends Pick<StartedEnvironment, "environment"> {
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

// Starting an environment takes some 50 ms, so it pays for a request that has waited this long already.
const scaleOutAfter = 10;
// More than this many pay only while none of them comes free: where they do, the machine's cores are what is waited for.
const enoughForTheCores = 2 * availableParallelism();

/** Makes the pool; `start` starts an environment, the first one at once. */
export function createEnvironmentPool(
    start: () => Promise<StartedEnvironment | FunctionError>,
    { maxConcurrency, idleLimit }: EnvironmentPoolOptions,
): EnvironmentPool {
    const line = createWaitingLine<LentEnvironment>();
    const all = new Set<LentEnvironment>();
    // The most recently used one last.
    const idle: LentEnvironment[] = [];
    let kept = true;
    let starting = 0;
    let lastFree = 0;
    let scaling: NodeJS.Timeout | undefined;
    let retirement: NodeJS.Timeout | undefined;

    async function startOne(): Promise<FunctionError | undefined> {
        starting++;
        const started = await start();
        starting--;
        if ("environment" in started) {
            const lent = { ...started, idleSince: 0 };
            all.add(lent);
            giveBack(lent);
            return undefined;
        }
        line.next()?.giveUp();
        scaleOut();
        return started;
    }

    function end(lent: LentEnvironment): void {
        all.delete(lent);
        lent.environment.kill();
    }

    /** Gives a free environment to who waits longest, or keeps it; ends it if it is of no more use. */
    function giveBack(lent: LentEnvironment): void {
        const alive = lent.environment.alive();
        const waiting = alive ? line.next() : undefined;
        lastFree = lent.idleSince = Date.now();
        if (waiting) waiting.serve(lent);
        else if (alive && kept) idle.push(lent);
        else end(lent);
        scaleOut();
    }

    function takeIdle(): LentEnvironment | undefined {
        for (let lent = idle.pop(); lent; lent = idle.pop()) {
            if (lent.environment.alive()) return lent;
            end(lent);
        }
        return undefined;
    }

    /** Milliseconds until one more environment pays; undefined if none is wanted, or one is on its way to who waits. */
    function scaleOutIn(): number | undefined {
        const longest = line.longest();
        const count = starting + all.size;
        if (!longest || starting >= line.length() || count >= maxConcurrency) return undefined;
        if (count === 0) return 0;
        const since = count < enoughForTheCores ? longest.since : Math.max(longest.since, lastFree);
        return Math.max(since + scaleOutAfter - Date.now(), 0);
    }

    function scaleOut(): void {
        if (starting + all.size === 0 && scaleOutIn() === 0) startOne();
        const wait = scaling ? undefined : scaleOutIn();
        if (wait === undefined) return;
        // A busy event loop is late: it shall hear first of the environments that came free meanwhile.
        scaling = setTimeout(setImmediate, Math.max(wait, 1), () => {
            scaling = undefined;
            if (scaleOutIn() === 0) startOne();
            scaleOut();
        });
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
        else for (const lent of idle.splice(0)) end(lent);
    }

    keepIdle(true);
    return {
        ready: startOne(),
        lend: (patience) => {
            const lent = takeIdle();
            if (lent) return Promise.resolve(lent);
            return new Promise((serve) => {
                const joined = line.join({ since: Date.now(), patience, serve, giveUp: () => serve("none") });
                if (joined) scaleOut();
                else serve("full");
            });
        },
        giveBack,
        keepIdle,
    };
}
