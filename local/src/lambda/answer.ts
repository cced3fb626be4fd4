import { frameType, splitHead } from "./frames";
import { type FunctionError, readFunctionError } from "./function-error";
import type { End, Outcome } from "./handler-call";

/** What an environment answers to one call. */
export interface Answer {
    /** JSON; empty where the handler streams. */
    result: string;
    /** Undefined unless that is the answer. */
    error: FunctionError | undefined;
    /** Resident memory in bytes, and duration in milliseconds; undefined where it does not say. */
    memory: number | undefined;
    duration: number | undefined;
    /** Bytes of the response that the handler has streamed; undefined where it does not stream. */
    streamed: number | undefined;
}

/**
 * Reads a frame that answers: to a call where `called`, else to the wish to load the handler. Throws on another one, and on
 * an error that is none: a handler can write to the channel too.
 */
export function readAnswer(type: number, payload: Buffer, called: boolean): Answer {
    const expected: number[] = called ? [frameType.result, frameType.error] : [frameType.ready, frameType.initError];
    if (!expected.includes(type)) throw new Error("no answer to what was asked");
    const [head, text] = called ? splitHead(payload) : ["", payload.toString()];
    const [memory, duration, streamed] = head === "" ? [] : head.split(" ").map(Number);
    const failed = type === frameType.error || type === frameType.initError;
    const error = failed ? readFunctionError(text) : undefined;
    if (failed && !error) throw new Error("the error reported is none");
    return { result: text, error, memory, duration, streamed };
}

/** Reads a frame that says how many bytes a complete response has. Throws if it does not. */
export function readStreamed(payload: Buffer): number {
    const digits = payload.toString("latin1");
    if (!/^\d{1,15}$/.test(digits)) throw new Error("no number of bytes");
    return Number(digits);
}

/** Reads what came of something that an invocation left behind, or before the first one the module. Throws if it is none. */
export function readLate(payload: Buffer): { requestId: string | undefined; error: FunctionError } {
    if (!payload.includes("\n")) throw new Error("no line of its own");
    const [requestId, text] = splitHead(payload);
    const error = text === "" ? {} : readFunctionError(text);
    if (!error) throw new Error("the error reported is none");
    return { requestId: requestId || undefined, error };
}

/** How a call ended by its answer, or by how its environment did: `ended` says why that was. */
export function outcomeOf(answer: Answer | string, ended: End, took: number): Outcome {
    if (typeof answer === "string") return { ended, detail: answer, duration: took };
    if (ended === "memory") return { ended, detail: "signal: SIGKILL", duration: took };
    const { result, error, streamed, duration = took } = answer;
    if (error) return { error, duration };
    return streamed === undefined ? { result, duration } : { result, streamed, duration };
}
