/** A request that waits for an execution environment. */
export interface Waiting<T> {
    /** Milliseconds since 1970. */
    since: number;
    /** Milliseconds it waits at most: then its client has been answered. */
    patience: number;
    serve(by: T): void;
    giveUp(): void;
}

/** Requests in the order they came. Lambda has no queue but an environment for each request; here one may wait. */
export interface WaitingLine<T> {
    length(): number;
    longest(): Waiting<T> | undefined;
    /** False if the line is full. */
    join(waiting: Waiting<T>): boolean;
    /** The next one whose client still waits. */
    next(): Waiting<T> | undefined;
}

const longestLine = 1000;

export function createWaitingLine<T>(): WaitingLine<T> {
    const line: Waiting<T>[] = [];
    return {
        length: () => line.length,
        longest: () => line[0],
        join: (waiting) => line.length < longestLine && line.push(waiting) > 0,
        next: () => {
            for (let waiting = line.shift(); waiting; waiting = line.shift()) {
                if (Date.now() - waiting.since < waiting.patience) return waiting;
                waiting.giveUp();
            }
            return undefined;
        },
    };
}
