import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { type: "minor" }) => void;

/** Bytes of buffers that may have been read into before V8 looks which of them are still in use. */
const often = 4 * 1024 * 1024;

let collect: Collect | undefined;
let read = 0;

/**
 * To be told of each buffer that was read into, and is soon thrown away. Left to itself V8 lets such buffers of the young
 * generation pile up to twice its size, 32 MB, while hardly anything else is allocated.
 */
export function noteReadBuffer(bytes: number): void {
    read += bytes;
    if (read < often) return;
    read = 0;
    collect ??= exposed();
    collect({ type: "minor" });
}

function exposed(): Collect {
    setFlagsFromString("--expose-gc");
    const gc: Collect = runInNewContext("gc");
    setFlagsFromString("--no-expose-gc");
    return gc;
}
