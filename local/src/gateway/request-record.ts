import type { IncomingMessage } from "node:http";
import type { HttpAnswer } from "./gateway-response";
import { addChunk, type StreamRecord } from "./stream-record";
import type { Why } from "./why";

/** One request as people see it, filled in while it is served. What is not known yet, or never comes to be, is absent. */
export interface RequestRecord {
    /** `x-amzn-RequestId` */
    requestId: string;
    /** When it came, in milliseconds since 1970. */
    time: number;
    httpMethod: string;
    /** Raw path with stage and query. */
    target: string;
    /** Of the API's server. */
    port: number;
    /** Node's raw list: name, value, name, value … */
    rawHeaders: string[];
    sourceIp: string;
    body?: Buffer;
    /** `GET /users/{id}` */
    route?: string;
    /** What the function was given, JSON. */
    event?: string;
    invocations: InvocationRecord[];
    /** Why the answer is not the function's. */
    why?: Why;
    /** As sent, HEAD and streams included; headers flat. */
    answer?: { statusCode: number; headers: string[]; body: string | Buffer };
    stream?: StreamRecord;
    /** Nobody was there to read the answer. */
    gone?: boolean;
    /** Milliseconds of the performance clock: when it was read, when its answer was sent. */
    times: { began: number; finished?: number };
    /** What who observes keeps with it. */
    observed?: unknown;
}

/** A call of a function for a request; its log lines bear the id. */
export interface InvocationRecord {
    requestId: string;
    role: "integration" | "authorizer";
    functionName: string;
    began: number;
    ended?: number;
}

/** Told of a request when it came, when a function is called for it, with each chunk of a stream and when it is over. */
export type RequestObserver = (moment: "began" | "invoked" | "chunk" | "finished", record: RequestRecord) => void;

/** Notes why a request is refused; what was noted last counts. */
export function explain(record: RequestRecord | undefined, { fact, reason, advice }: Why): void {
    if (record) record.why = { fact, reason: oneLine(reason), advice: oneLine(advice) };
}

// Reasons quote bodies, tokens and policies: they end up on a terminal and in the comment of a test.
function oneLine(text: string): string {
    const clean = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
    return clean.length > 500 ? `${clean.slice(0, 499)}…` : clean;
}

/** Notes that a function is called for a request; returns what is to be called when it has answered. */
export function noteInvocation(
    observe: RequestObserver | undefined,
    record: RequestRecord | undefined,
    { requestId, role, functionName }: Omit<InvocationRecord, "began" | "ended">,
): () => void {
    if (!record) return () => {};
    const began = performance.now();
    const invocation: InvocationRecord = { requestId, role, functionName, began, ended: undefined };
    // To push to an empty list makes room for seventeen, and most requests have one.
    if (record.invocations.length === 0) record.invocations = [invocation];
    else record.invocations.push(invocation);
    observe?.("invoked", record);
    return () => {
        invocation.ended = performance.now();
    };
}

/** Notes a part of a streamed answer, before or after it is sent, and tells of it. */
export function noteChunk(
    observe: RequestObserver | undefined,
    record: RequestRecord | undefined,
    chunk: Buffer,
): void {
    if (!record) return;
    record.stream ??= { bytes: 0, chunks: 0, times: [], kept: [] };
    addChunk(record.stream, chunk);
    observe?.("chunk", record);
}

/** Begins the record of a request, and tells of it. */
export function beginRecord(observe: RequestObserver, request: IncomingMessage): RequestRecord {
    const { method: httpMethod = "", url: target = "", rawHeaders } = request;
    const record: RequestRecord = {
        requestId: "",
        time: Date.now(),
        httpMethod,
        target,
        port: request.socket.localPort ?? 0,
        rawHeaders,
        sourceIp: sourceIpOf(request),
        invocations: [],
        times: { began: performance.now(), finished: undefined },
        // An object that grows takes as long as all the rest here, and each request makes one.
        body: undefined,
        route: undefined,
        event: undefined,
        why: undefined,
        answer: undefined,
        stream: undefined,
        gone: undefined,
        observed: undefined,
    };
    observe("began", record);
    return record;
}

/** Ends the record of a request with its answer, and tells of it. */
export function finishRecord(
    observe: RequestObserver | undefined,
    record: RequestRecord | undefined,
    answer: HttpAnswer | undefined,
    gone: boolean,
    ownHeaders: string[] = [],
    at = performance.now(),
): void {
    if (!record) return;
    if (answer) {
        const { statusCode, headers, body } = answer;
        record.answer = { statusCode, headers: headers.concat(ownHeaders), body };
    }
    record.gone = gone;
    record.times.finished = at;
    observe?.("finished", record);
}

/** The peer's address. */
function sourceIpOf(request: IncomingMessage): string {
    const { remoteAddress = "" } = request.socket;
    return remoteAddress.startsWith("::ffff:") ? remoteAddress.slice(7) : remoteAddress;
}
