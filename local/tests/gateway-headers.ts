/** The ids of a trace that began here. */
export const trace = {
    received: "Root=1-69572e25-0123456789abcdef01234567",
    sent: "Root=1-69572e25-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0",
};

/** What every event of a REGIONAL API has beside the client's own headers: of this trace, from 192.0.2.1. */
export const forwarded = {
    "X-Amzn-Trace-Id": trace.received,
    "X-Forwarded-For": "192.0.2.1",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https",
};

/** `headers` as `multiValueHeaders`: each value alone in a list. */
export function lists(headers: Record<string, string>): Record<string, string[]> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
}
