import type { LogRecord } from "../lambda/lambda";

/** A request with all that became of it: what the log shows of it and the page keeps. */
export interface Exchange {
    /** On the page. */
    id?: number;
    record: ExchangeRecord;
    lines: LoggedLine[];
    reports: ReportRecord[];
}

export type ReportRecord = Extract<LogRecord, { type: "report" }>;

/** A line that a function logged. */
export interface LoggedLine {
    /** Of the invocation. */
    requestId: string | undefined;
    functionName: string;
    text: string;
    /** Milliseconds since 1970. */
    time: number;
}

/** What API Gateway tells of a request; see its record of one. */
export interface ExchangeRecord {
    requestId: string;
    time: number;
    httpMethod: string;
    target: string;
    port: number;
    rawHeaders: string[];
    sourceIp: string;
    body?: Buffer;
    route?: string;
    event?: string;
    invocations: { requestId: string; role: string; functionName: string; began: number; ended?: number }[];
    why?: Why;
    answer?: { statusCode: number; headers: string[]; body: string | Buffer };
    stream?: { bytes: number; chunks: number; times: { time: number; size: number }[]; kept: Buffer[] };
    gone?: boolean;
    times: { began: number; finished?: number };
    observed?: unknown;
}

/** Why an answer is not the function's: the fact's number, what happened, what to do about it. */
export interface Why {
    fact: string;
    reason: string;
    advice: string;
}

/** Why a request has an answer that is not the function's, with what the function's end says of it. */
export function whyOf({ record: { why }, reports }: Exchange): Why | undefined {
    const report = reports.at(-1);
    if (why?.fact !== "P20" || !report) return why;
    if (report.status === "timeout") {
        const advice = "raise the function's timeout, or look at what it waited for; its log ends there";
        return { ...why, reason: `the function failed: ${report.endReason}`, advice };
    }
    const { errorType, errorMessage, endReason } = report;
    const error = errorMessage ? `${errorType}: ${errorMessage}` : errorType;
    return { ...why, reason: `the function failed: ${endReason ?? error}` };
}

/** What the first invocation of an environment says of its init, in milliseconds; undefined for all others. */
export function initDurationOf({ reports }: Exchange): number | undefined {
    return reports.find(({ initDuration }) => initDuration !== undefined)?.initDuration;
}
