import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";

// Events may wait in the channel of an environment that is busy, so that it need not be woken for each. Should the one
// before them take long, another environment shall have them, and none of the two may begin what the other one did. So
// there is a claim for each event: a byte of a file that both processes read through one open file description. Such a
// read moves the offset they share, and the system lets no two have the same byte.

/** The server's end: offers events to an environment, and takes back those it has not begun. */
export interface Claims {
    /** File descriptor, for the environment to inherit. */
    fd: number;
    /** Offers so many events more; called before they are sent. */
    offer(events: number): void;
    /** Takes back all that is not claimed, of so many at most; returns how many. They are the last ones offered. */
    takeBack(atMost: number): number;
    close(): void;
}

/** Makes the claims of one environment, in a file at `path` that nobody else will find there. */
export function createClaims(path: string): Claims {
    const offered = openSync(path, "wx", 0o600);
    const fd = openSync(path, "r");
    unlinkSync(path);
    let count = 0;
    return {
        fd,
        offer: (events) => {
            const claims = Uint8Array.from({ length: events }, (_, index) => claimOf(count + index));
            count += writeSync(offered, claims, 0, events, count);
        },
        takeBack: (atMost) => readSync(fd, new Uint8Array(atMost), 0, atMost, null),
        close: () => {
            closeSync(offered);
            closeSync(fd);
        },
    };
}

/** The environment's end: says of each event, in their order, whether it may begin. */
export interface Claiming {
    /** Looks whether there is an event to begin, without waiting for one. */
    offered(): boolean;
    /** Whether the next event is this environment's to begin; called once for each. */
    claim(): boolean;
}

/** Claims events through the file descriptor that was inherited. */
export function createClaiming(fd: number): Claiming {
    const byte = new Uint8Array(1);
    let held: number | undefined;
    let count = 0;
    const offered = () => {
        if (held === undefined && readSync(fd, byte, 0, 1, null) === 1) held = byte[0];
        return held !== undefined;
    };
    return {
        offered,
        claim: () => {
            const own = claimOf(count++);
            // Its claim was taken back; the one there is belongs to an event that was sent later.
            if (!offered() || held !== own) return false;
            held = undefined;
            return true;
        },
    };
}

// Far fewer events wait in one channel than there are values of a byte.
function claimOf(event: number): number {
    return event & 255;
}
