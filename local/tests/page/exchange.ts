import type { Exchange, ExchangeRecord } from "../../src/page/exchange";

/** A request that was served, as the page is told of it. */
export function exchange(record: Partial<ExchangeRecord> = {}, more: Partial<Exchange> = {}): Exchange {
    return {
        record: {
            ...{
                requestId: "request",
                time: 1_000_000,
                httpMethod: "POST",
                target: "/v0/lambda",
                port: 3000,
                sourceIp: "127.0.0.1",
            },
            ...{ rawHeaders: ["Host", "127.0.0.1:3000"], route: "POST /lambda" },
            invocations: [{ requestId: "call", role: "integration", functionName: "fn", began: 102, ended: 110 }],
            answer: { statusCode: 200, headers: ["Content-Type", "text/plain"], body: "fine" },
            times: { began: 100, finished: 112 },
            ...record,
        },
        lines: [],
        reports: [],
        ...more,
    };
}
