import type { Duplex } from "node:stream";
import { stayAwake } from "./alertness";
import type { Claims } from "./claims";
import { frameReader } from "./frames";
import { writeTogether } from "./write-together";

/** The server's end of the channel to an execution environment. */
export interface Channel {
    send(frame: Buffer): void;
    /** Sends an event that the environment may begin only if it is not taken back before. */
    offer(frame: Buffer): void;
    /** Takes back what was offered and is not begun, of so many at most; returns how many, the last ones. */
    takeBack(atMost: number): number;
    close(): void;
}

/** The two directions, each a stream of its own: where one breaks, what the other still holds is not lost with it. */
export interface Directions {
    toEnvironment: Duplex;
    fromEnvironment: Duplex;
}

/**
 * `onFrame` is told of each frame; `onBroken` of a channel that no answer can be trusted to come through any more, `onDeaf`
 * of one that brings no event to the environment any more.
 */
export function createChannel(
    { toEnvironment, fromEnvironment }: Directions,
    claims: Claims,
    onFrame: (type: number, payload: Buffer) => void,
    { onBroken, onDeaf }: { onBroken(): void; onDeaf(): void },
): Channel {
    let corked = false;
    let closed = false;
    let unclaimed = 0;
    let offered = 0;
    const read = frameReader(onFrame);
    fromEnvironment.on("data", (chunk: Buffer) => unlessBroken(() => read(chunk)));
    // The process is gone, or its handler has closed what is not its own.
    fromEnvironment.on("error", onBroken).on("end", onBroken);
    toEnvironment.on("error", onDeaf).on("end", onDeaf).resume();

    function unlessBroken(work: () => void): void {
        try {
            work();
        } catch {
            // The handler wrote to the channel itself; nothing it says can be trusted any more.
            onBroken();
        }
    }

    function flush(): void {
        if (!corked || closed) return;
        corked = false;
        if (offered > 0) {
            unlessBroken(() => claims.offer(offered));
            stayAwake();
        }
        offered = 0;
        toEnvironment.uncork();
    }

    function send(frame: Buffer): void {
        const first = !corked;
        if (first) toEnvironment.cork();
        corked = true;
        toEnvironment.write(frame);
        if (first) writeTogether("environment", flush);
    }

    return {
        send,
        offer: (frame) => {
            offered++;
            send(frame);
        },
        takeBack: (atMost) => {
            flush();
            return closed ? Math.min(unclaimed, atMost) : claims.takeBack(atMost);
        },
        close: () => {
            if (closed) return;
            flush();
            // The process is gone: what it has not claimed by now it has not begun.
            unclaimed = claims.takeBack(mostUnclaimed);
            claims.close();
            closed = true;
            toEnvironment.destroy();
            fromEnvironment.destroy();
        },
    };
}

// Far more than wait in one channel.
const mostUnclaimed = 255;
