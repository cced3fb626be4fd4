import { availableParallelism } from "node:os";
import type { WaitingLine } from "./waiting-line";

/** Starts environments for requests that have waited long enough. */
export interface ScaleOut {
    /** To be called when a request joins the line, and when an environment was started or has ended. */
    look(): void;
    /** To be called when an environment has come free; `starved` says that it is quick and had nothing left in its channel. */
    cameFree(starved: boolean): void;
}

export interface ScaleOutOptions {
    line: WaitingLine<unknown>;
    /** Environments there are, and those that are being started. */
    count(): { running: number; starting: number };
    start(): void;
    maxConcurrency: number;
}

// Starting an environment takes some 50 ms, so it pays for a request that has waited this long already.
const patience = 10;
// More than this many pay only while none of them comes free: where they do, the machine's cores are what is waited for.
const enoughForTheCores = 2 * availableParallelism();

export function createScaleOut({ line, count, start, maxConcurrency }: ScaleOutOptions): ScaleOut {
    let lastFree = 0;
    let lastStarved = 0;
    let timer: NodeJS.Timeout | undefined;

    /** Milliseconds until one more environment pays; undefined if none is wanted, or one is on its way to who waits. */
    function paysIn(): number | undefined {
        const longest = line.longest();
        const { running, starting } = count();
        const all = running + starting;
        if (!longest || starting >= line.length() || all >= maxConcurrency) return undefined;
        if (all === 0) return 0;
        // An environment that does its work faster than the server hands it over is not what requests wait for.
        const since = Math.max(longest.since, all < enoughForTheCores ? lastStarved : lastFree);
        return Math.max(since + patience - Date.now(), 0);
    }

    function look(): void {
        const { running, starting } = count();
        if (running + starting === 0 && paysIn() === 0) start();
        const wait = timer ? undefined : paysIn();
        if (wait === undefined) return;
        // A busy event loop is late: it shall hear first of the environments that came free meanwhile.
        timer = setTimeout(setImmediate, Math.max(wait, 1), () => {
            timer = undefined;
            if (paysIn() === 0) start();
            look();
        });
    }

    return {
        look,
        cameFree: (starved) => {
            lastFree = Date.now();
            if (starved) lastStarved = lastFree;
            look();
        },
    };
}
