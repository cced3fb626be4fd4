/** A streamed answer: how long it is, and its beginning. */
export interface StreamRecord {
    bytes: number;
    chunks: number;
    /** Of the first 1,000 chunks; milliseconds of the performance clock. */
    times: { time: number; size: number }[];
    /** The first 256 KB. */
    kept: Buffer[];
}

/** Adds what was sent just now, as far as the limits of what is kept let it. */
export function addChunk(stream: StreamRecord, chunk: Buffer): void {
    const room = Math.max(0, limits.bytes - stream.bytes);
    if (room > 0) stream.kept.push(Buffer.from(chunk.subarray(0, room)));
    if (stream.times.length < limits.times) stream.times.push({ time: performance.now(), size: chunk.length });
    stream.bytes += chunk.length;
    stream.chunks++;
}

const limits = { times: 1000, bytes: 256 * 1024 };
