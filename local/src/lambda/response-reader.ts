import type { Readable } from "node:stream";
import { noteReadBuffer } from "./read-buffers";
import type { ResponseReceiver } from "./response-receiver";

/**
 * Reads what the handlers of one environment stream: bytes without any frame, of one invocation after the other. How many they
 * are the environment says in its channel, which may be read sooner.
 */
export interface ResponseReader {
    /** From now on what is read is for this receiver; without one there is nothing to be read. */
    begin(receiver: ResponseReceiver | undefined): void;
    /** Calls back as soon as so many bytes of the response were read, or when nothing more can be read. */
    after(bytes: number, then: () => void): void;
    /** Nothing more is waited for: the environment has ended. */
    close(): void;
}

/** `onStray` is told of bytes that no invocation can have written. */
export function createResponseReader(source: Readable, onStray: () => void): ResponseReader {
    let receiver: ResponseReceiver | undefined;
    let received = 0;
    let closed = false;
    const waiting: { bytes: number; then(): void }[] = [];

    function look(): void {
        for (let first = waiting[0]; first && (closed || received >= first.bytes); first = waiting[0]) {
            waiting.shift();
            first.then();
        }
    }

    function close(): void {
        closed = true;
        look();
    }

    source.on("data", (chunk: Buffer) => {
        if (!receiver) return onStray();
        received += chunk.length;
        noteReadBuffer(chunk.buffer.byteLength);
        const full = receiver.write(chunk);
        // What is left when the handler has written all is no more than the system held for it.
        if (full && waiting.length === 0) {
            source.pause();
            full.then(() => source.resume());
        }
        look();
    });
    source.on("error", close).on("close", close);
    return {
        begin: (next) => {
            receiver = next;
            received = 0;
        },
        after: (bytes, then) => {
            waiting.push({ bytes, then });
            look();
            if (waiting.length > 0) source.resume();
        },
        close,
    };
}
