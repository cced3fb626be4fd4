import { Socket } from "node:net";
import { Writable } from "node:stream";
import { isBefore24, runtimeError } from "./runtime-error";

/** The response that a handler streams in one invocation. */
export interface ResponseStream {
    /** What the handler is given. */
    given: object;
    /** Bytes that were handed over to the server. */
    written(): number;
    finished(): boolean;
    /** Resolves when the handler has ended its response and the server has all of it; rejects if it never will. */
    done: Promise<void>;
    /** Ends a response that failed, and resolves when the server has what was written before. */
    abandon(): Promise<void>;
}

const toServer = 6;
// While the handler is loaded, not when the first response begins.
const socket = openSocket();

/**
 * Opens the stream of an invocation. `ended` is told, with the number of bytes, when the handler has ended its response.
 * The highest number of bytes that wait before `write` says false is Node's own if there is none given.
 */
export function openResponseStream(
    runtime: string,
    highWaterMark: number | undefined,
    ended: (bytes: number) => void,
): ResponseStream {
    let written = 0;
    let abandoned = false;
    const inner: AwsStream = new Writable({
        ...(highWaterMark ? { highWaterMark } : {}),
        write: (chunk: Buffer, _, callback) => {
            written += chunk.length;
            socket.write(chunk, callback);
        },
        writev: (chunks, callback) => {
            socket.cork();
            for (const { chunk } of chunks) {
                written += chunk.length;
                socket.write(chunk);
            }
            socket.write(nothing, callback);
            socket.uncork();
        },
    });
    const done = new Promise<void>((resolve, reject) => {
        inner.on("finish", () => {
            if (!abandoned) ended(written);
            resolve();
        });
        inner.on("error", reject);
        // Node's HTTP client, which AWS's runtime writes to, says so of a request that is destroyed.
        inner.on("close", () => reject(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" })));
    });
    // Whoever waits for it hears of it; where the handler has failed already nobody does.
    done.catch(() => {});

    let begun = false;
    const write = inner.write.bind(inner) as (chunk: unknown, ...more: unknown[]) => boolean;
    const end = inner.end.bind(inner) as (chunk: unknown) => unknown;
    const own = {
        setContentType: () => {
            // ST15
            if (!begun) return;
            throw runtimeError("Runtime.InvalidStreamingOperation", "Cannot set content-type, too late.");
        },
        write: (chunk: { length: number }, ...more: unknown[]) => {
            // ST16: what has no length is no chunk.
            void chunk.length;
            const bytes = typeof chunk === "string" || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk);
            // ST14: with the first write, and with no other.
            if (!begun) inner._onBeforeFirstWrite?.((first) => write(first));
            const takesMore = write(bytes, ...more);
            begun = true;
            return takesMore;
        },
        // ST21
        ...(isBefore24(runtime) ? { end: (chunk: unknown) => void end(chunk) } : {}),
    };
    return {
        given: facade(Object.assign(inner, own), runtime),
        written: () => written,
        finished: () => inner.writableFinished,
        done,
        abandon: async () => {
            abandoned = !inner.writableEnded;
            if (!inner.destroyed && abandoned) inner.end();
            await done.catch(() => {});
            await new Promise((resolve) => socket.write(nothing, resolve));
        },
    };
}

const nothing = new Uint8Array(0);

interface AwsStream extends Writable {
    _onBeforeFirstWrite?(write: (chunk: string | Uint8Array) => void): void;
}

function openSocket(): Socket {
    const opened = new Socket({ fd: toServer, readable: false, writable: true });
    // The server is gone.
    opened.on("error", () => process.exit(1));
    // While something is written the loop goes on all the same.
    return opened.unref();
}

// ST21: what of a stream the runtime lets its handlers see.
const methods = [
    ...["cork", "destroy", "end", "uncork", "write", "addListener", "emit", "eventNames", "getMaxListeners"],
    ...["listenerCount", "listeners", "off", "on", "once", "prependListener", "prependOnceListener", "rawListeners"],
    ...["removeAllListeners", "removeListener", "setMaxListeners", "setContentType"],
];
const readOnly = [
    ...["writableFinished", "writableObjectMode", "writableEnded", "writableNeedDrain"],
    ...["writableHighWaterMark", "writableCorked", "writableLength"],
];

function facade(inner: object, runtime: string): object {
    const members = inner as Record<string, unknown>;
    const settable = ["destroyed", "_onBeforeFirstWrite", ...(isBefore24(runtime) ? ["writable"] : [])];
    const gettable = [...readOnly, isBefore24(runtime) ? "writableBuffer" : "writable"];
    const given: object = {};
    for (const name of methods) Object.assign(given, { [name]: (members[name] as () => void).bind(inner) });
    for (const name of [...settable, ...gettable]) {
        const set = (value: unknown) => Object.assign(inner, { [name]: value });
        Object.defineProperty(given, name, { get: () => members[name], ...(settable.includes(name) ? { set } : {}) });
    }
    return given;
}
