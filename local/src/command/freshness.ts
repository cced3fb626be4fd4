/** Whether what is served is what the files say, as far as anybody knows. */
export interface Freshness {
    /** A change was seen that is not served yet. */
    changed(): void;
    /** All that was seen is served, or is wrong. */
    settled(): void;
    /** What a request waits for; undefined for nothing. */
    wait(): Promise<void> | undefined;
}

/** Nobody waits longer than `limit` milliseconds after the first change that is not served. */
export function createFreshness(limit: number): Freshness {
    let waiting: { promise: Promise<void>; end: () => void } | undefined;
    let late = false;
    return {
        changed: () => {
            if (waiting || late) return;
            let end = () => {};
            const promise = new Promise<void>((resolve) => {
                end = resolve;
            });
            const timer = setTimeout(() => {
                late = true;
                waiting?.end();
            }, limit);
            waiting = {
                promise,
                end: () => {
                    clearTimeout(timer);
                    waiting = undefined;
                    end();
                },
            };
        },
        settled: () => {
            late = false;
            waiting?.end();
        },
        wait: () => waiting?.promise,
    };
}
