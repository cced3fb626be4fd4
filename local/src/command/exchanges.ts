import type { RequestObserver, RequestRecord } from "../gateway/gateway";
import type { LogRecord, Print } from "../lambda/lambda";
import type { Exchange, LoggedLine } from "../page/page";

/** Told of requests with what their functions log. */
export interface ExchangeListener {
    began?(exchange: Exchange): void;
    /** A function is called, a part of a stream was sent. */
    changed?(exchange: Exchange): void;
    line?(exchange: Exchange, line: LoggedLine): void;
    finished?(exchange: Exchange): void;
    /** An invocation has ended after its request, at its own timeout for example. */
    late?(exchange: Exchange): void;
    /** What belongs to no request that runs. */
    stray?(line: string, record: LogRecord | undefined): void;
}

// Invocations that never report, as those of a server that ends, may not pile up.
const mostRunning = 2000;

/** Brings together what API Gateway tells of requests and what Lambda tells of invocations, for any number of listeners. */
export function createExchanges(listeners: ExchangeListener[]): { observe: RequestObserver; print: Print } {
    const byInvocation = new Map<string, Exchange>();

    const observe: RequestObserver = (moment, record) => {
        const exchange = exchangeOf(record);
        if (moment === "invoked") {
            const [oldest] = byInvocation.size < mostRunning ? [] : byInvocation.keys();
            if (oldest !== undefined) byInvocation.delete(oldest);
            byInvocation.set(record.invocations.at(-1)?.requestId ?? "", exchange);
        }
        if (moment === "finished") {
            for (const { requestId, ended } of record.invocations)
                if (ended !== undefined) byInvocation.delete(requestId);
        }
        const name = moment === "began" || moment === "finished" ? moment : "changed";
        for (const listener of listeners) listener[name]?.(exchange);
    };

    const print: Print = (text, record) => {
        if (text === undefined) return;
        const requestId = record && "requestId" in record ? record.requestId : undefined;
        const exchange = requestId === undefined ? undefined : byInvocation.get(requestId);
        if (!record || !exchange || requestId === undefined) {
            for (const listener of listeners) listener.stray?.(text, record);
        } else if (record.type === "function") {
            const line = { requestId, functionName: record.functionName, text, time: Date.now() };
            exchange.lines.push(line);
            for (const listener of listeners) listener.line?.(exchange, line);
        } else if (record.type === "report") {
            exchange.reports.push(record);
            if (exchange.record.times.finished === undefined) return;
            byInvocation.delete(requestId);
            for (const listener of listeners) listener.late?.(exchange);
        }
    };
    return { observe, print };
}

function exchangeOf(record: RequestRecord): Exchange {
    record.observed ??= { id: undefined, record, lines: [], reports: [] };
    return record.observed as Exchange;
}
