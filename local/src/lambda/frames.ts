// The channel between the server and an execution environment: frames of a type (one byte), a length (four bytes, big
// endian) and a payload (UTF-8). Node's own IPC is several times slower.

/** What a frame carries. */
export const frameType = {
    /** To the environment: JSON of InitPayload. */
    init: 1,
    /** To the environment: one line of JSON of InvocationHead, then the event's JSON. */
    invoke: 2,
    /** From the environment: the handler is loaded. Empty. */
    ready: 3,
    /** From the environment: JSON of FunctionError; the handler could not be loaded. */
    initError: 4,
    /** From the environment: a line as AnswerHead says, then the result's JSON, or nothing where it was streamed. */
    result: 5,
    /** From the environment: a line as AnswerHead says, then JSON of FunctionError. */
    error: 6,
    /** From the environment: one line for the log. */
    log: 7,
    /** From the environment: it ends, and has not called the handler with the events it may have been sent. Empty. */
    notBegun: 8,
    /** From the environment: the response that the handler streams is complete; so many bytes, in decimal digits. */
    streamed: 9,
    /**
     * From the environment: a line with the request that had its answer before, if any, then JSON of the FunctionError that
     * what it left behind came to, or nothing where this process ends without one (F10).
     */
    late: 10,
} as const;

/** Resident memory in bytes, duration in ms, and where the handler streams, so many bytes; separated by spaces. */
export type AnswerHead = [memory: number, duration: number, streamed?: number];

/** What is not in the environment's variables. */
export interface InitPayload {
    taskRoot: string;
    handler: string;
    runtime: string;
    functionArn: string;
}

export interface InvocationHead {
    requestId: string;
    traceId: string;
    /** Milliseconds it may take. */
    limit: number;
    /** JSON, where the one who invokes gives it. */
    clientContext?: string;
    /** JSON, where the one who invokes gives it. */
    cognitoIdentity?: string;
    tenantId?: string;
}

const headLength = 5;
// Lambda's largest payload is 6 MB; escaped as JSON no text of it is longer than this.
const largestPayload = 64 * 1024 * 1024;

/** One frame, ready to be written; `rest` is the end of its payload. */
export function encodeFrame(type: number, payload: string, rest: Uint8Array = nothing): Buffer {
    const length = Buffer.byteLength(payload);
    const frame = Buffer.allocUnsafe(headLength + length + rest.length);
    frame[0] = type;
    frame.writeUInt32BE(length + rest.length, 1);
    frame.write(payload, headLength);
    frame.set(rest, headLength + length);
    return frame;
}

const nothing = Buffer.alloc(0);

/**
 * Reads frames from a stream of chunks, however they are cut. The reader returned throws on bytes that are no frame, which
 * only a handler that writes to the channel itself can send.
 */
export function frameReader(onFrame: (type: number, payload: Buffer) => void): (chunk: Buffer) => void {
    let chunks: Buffer[] = [];
    let buffered = 0;
    let wanted = headLength;
    return (chunk) => {
        chunks.push(chunk);
        buffered += chunk.length;
        while (buffered >= wanted) {
            const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, buffered);
            const type = bytes[0] as number;
            const length = bytes.readUInt32BE(1);
            if (type < frameType.init || type > frameType.late || length > largestPayload) throw new Error("no frame");
            wanted = headLength + length;
            const complete = buffered >= wanted;
            chunks = complete ? [bytes.subarray(wanted)] : [bytes];
            if (!complete) return;
            buffered -= wanted;
            wanted = headLength;
            onFrame(type, bytes.subarray(headLength, headLength + length));
        }
    };
}

/** Cuts a payload at its first line break. */
export function splitHead(payload: Buffer): [head: string, rest: string] {
    const end = payload.indexOf(10);
    return [payload.toString("latin1", 0, end), payload.toString("utf8", end + 1)];
}
