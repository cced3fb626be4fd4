import { read, readSync, writeSync } from "node:fs";
import { createClaiming } from "./claims";
import { frameReader } from "./frames";

const fromServer = 3;
const claims = createClaiming(4);
const toServer = 5;
const frames: Buffer[] = [];
const accept = frameReader((_, payload) => frames.push(payload));
const chunk = Buffer.allocUnsafe(256 * 1024);
// A debugger must be answered while no request is there: then, and only then, wait in the event loop.
const debugged = process.execArgv.some((flag) => flag.startsWith("--inspect"));

/** Writes a frame to the server; ends this process if that is gone. */
export function send(frame: Buffer): void {
    for (let sent = 0; sent < frame.length; ) {
        try {
            sent += writeSync(toServer, frame, sent);
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "EAGAIN") process.exit(1);
        }
    }
}

/** Reads the payload of the next frame; blocks until there is one. */
export async function nextFrame(): Promise<Buffer> {
    for (;;) {
        const payload = frames.shift();
        if (payload) return payload;
        const length = debugged ? await readLater() : readSync(fromServer, chunk);
        // The server is gone.
        if (length === 0) process.exit(0);
        // A frame may keep the bytes; the next read writes over the chunk.
        accept(Buffer.from(chunk.subarray(0, length)));
    }
}

/** Whether the event of the last frame is still this environment's; called once for each event. */
export const claim = claims.claim;

function readLater(): Promise<number> {
    return new Promise((resolve) => read(fromServer, chunk, 0, chunk.length, null, (_, length = 0) => resolve(length)));
}
