import type { IncomingMessage } from "node:http";
import { rawHeader } from "./event-headers";
import { createRequestIds, type RequestIds } from "./request-ids";
import type { RequestRecord } from "./request-record";
import { createTraceIds, type TraceIds } from "./trace-id";

/** An HTTP request as it came, and what is known of it by now. */
export interface GatewayRequest {
    /** The client's method, or the one it overrides it with (E53). */
    httpMethod: string;
    /** Raw path, stage included. */
    path: string;
    /** Raw query string, without its question mark. */
    query: string;
    /** Node's raw list: name, value, name, value … */
    rawHeaders: string[];
    body: Buffer;
    /** The peer's address. */
    sourceIp: string;
    /** Milliseconds since 1970. */
    time: number;
    ids: RequestIds;
    trace: TraceIds;
    /** The accepted API key, on a method that requires one. */
    apiKey?: { id: string; value: string };
    /** What the authorizer said of the caller (AU27, AU45). */
    authorizer?: Record<string, unknown>;
    /** What people are told of it. */
    record?: RequestRecord;
}

/** What is known of a request before its body is read. */
export type RequestHead = Omit<GatewayRequest, "body">;

/** What is known of a request from its head alone, with the ids that are made for it now. */
export function requestHead(
    { method, url: target = "", rawHeaders }: IncomingMessage,
    record: RequestRecord,
): RequestHead {
    const time = Date.now();
    const question = target.indexOf("?");
    const { sourceIp } = record;
    return {
        // E53
        httpMethod: rawHeader(rawHeaders, "x-http-method-override") || method || "",
        path: question === -1 ? target : target.slice(0, question),
        query: question === -1 ? "" : target.slice(question + 1),
        rawHeaders,
        sourceIp,
        time,
        ids: createRequestIds(),
        trace: createTraceIds(rawHeader(rawHeaders, "x-amzn-trace-id"), time),
        record,
    };
}

/** A request that was admitted, and read to its end. Written out: to spread its head takes longer than to route it. */
export function wholeRequest(
    head: RequestHead,
    { apiKey, authorizer }: Pick<GatewayRequest, "apiKey" | "authorizer">,
    body: Buffer,
): GatewayRequest {
    const { httpMethod, path, query, rawHeaders, sourceIp, time, ids, trace, record } = head;
    return { httpMethod, path, query, rawHeaders, sourceIp, time, ids, trace, record, apiKey, authorizer, body };
}
