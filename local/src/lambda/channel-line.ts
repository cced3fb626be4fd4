import type { ExecutionEnvironment } from "./execution-environment";

/** An environment of a pool, as far as the line looks at it. */
export interface Busy {
    environment: Pick<ExecutionEnvironment, "alive" | "runningFor" | "takeBack">;
    /** Requests it is lent to: the one it runs, and those that wait in its channel. */
    requests: number;
    /** Whether its handler took next to no time when it was called last. */
    quick: boolean;
}

/** Requests that wait in the channels of busy environments, as long as these are quick. */
export interface ChannelLine<T extends Busy> {
    /** Whether an environment takes one more request: a free one does, a busy one if it is quick. */
    hasRoom(pooled: T): boolean;
    /** The busy environment in whose channel one more request waits the least; undefined if none has room. */
    shortest(): T | undefined;
    /** To be called when a request begins to wait in a channel. */
    watch(): void;
}

/** Milliseconds below which a handler is quick. To wake a sleeping process for its next event costs more than that. */
export const quickLimit = 1;
const mostInChannel = 16;
// A handler that runs this long is not quick after all: who waits behind it shall be served by others.
const patience = 10;

/** Makes the line of these environments. A request that waits too long in it is taken back, "not begun". */
export function createChannelLine<T extends Busy>(all: Set<T>): ChannelLine<T> {
    let timer: NodeJS.Timeout | undefined;

    const hasRoom = ({ environment, requests, quick }: T) =>
        environment.alive() && requests < (quick ? mostInChannel : 1);

    function watch(): void {
        if (!timer) timer = setTimeout(takeBackOverdue, patience).unref();
    }

    function takeBackOverdue(): void {
        timer = undefined;
        for (const { environment, requests } of [...all]) {
            if (requests > 1 && environment.runningFor() >= patience) environment.takeBack();
        }
        if ([...all].some(({ requests }) => requests > 1)) watch();
    }

    return {
        hasRoom,
        watch,
        shortest: () => {
            const withRoom = [...all].filter(hasRoom);
            return withRoom.sort((a, b) => a.requests - b.requests)[0];
        },
    };
}
