import { randomHex } from "./request-ids";

/** The X-Ray trace of one request. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
export interface TraceIds {
    /** `X-Amzn-Trace-Id` of the event: the client's own, or a new root (E50). */
    received: string;
    /** `X-Amzn-Trace-Id` of the response, and of the function's environment: always with a second part (H3). */
    sent: string;
}

/** Continues the client's trace, or begins one. `client` is the request's `X-Amzn-Trace-Id`, if it has one. */
export function createTraceIds(client: string | undefined, now: number): TraceIds {
    // A header without a root is none.
    const received =
        client && /(^|;)Root=1-/.test(client)
            ? client
            : `Root=1-${Math.floor(now / 1000).toString(16)}-${randomHex(24)}`;
    const sent = received.includes(";") ? received : `${received};Parent=${randomHex(16)};Sampled=0`;
    return { received, sent };
}
