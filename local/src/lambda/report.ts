import type { LambdaFunction } from "../program/program";
import type { FunctionError } from "./function-error";
import type { End, Outcome } from "./handler-call";
import type { LogRecord, Report } from "./log-record";
import { printable } from "./printable";

// The lines Lambda writes around those of the function. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html

type ReportRecord = Extract<LogRecord, { type: "report" }>;

export function startLine(requestId: string): string {
    return `START RequestId: ${requestId} Version: $LATEST`;
}

/** What REPORT says of an invocation. Durations in milliseconds, memory in bytes. */
export function reportOf(given: {
    fn: LambdaFunction;
    requestId: string;
    outcome: Exclude<Outcome, "not begun">;
    initDuration: number | undefined;
    maxMemory: number;
}): ReportRecord {
    const { fn, requestId, outcome, initDuration, maxMemory } = given;
    const { duration } = outcome;
    // What is spread into a literal is slow, and each request comes here.
    const { status, errorType, errorMessage } = statusOf(outcome);
    return {
        type: "report",
        functionName: fn.name,
        requestId,
        status,
        errorType,
        errorMessage,
        endReason: "ended" in outcome ? endReason(fn, outcome) : undefined,
        duration,
        billedDuration: Math.ceil(duration + (initDuration ?? 0)),
        initDuration,
        memorySize: fn.memorySize,
        maxMemoryUsed: Math.min(Math.ceil(maxMemory / 1024 / 1024), fn.memorySize),
        timeout: fn.timeout * 1000,
    };
}

/** What follows an invocation: why it failed, if its environment did, END and REPORT. */
export function endLines(requestId: string, report: Report): string {
    const { status, errorType, initDuration } = report;
    const fields = [
        `Duration: ${report.duration.toFixed(2)} ms`,
        `Billed Duration: ${report.billedDuration} ms`,
        `Memory Size: ${report.memorySize} MB`,
        `Max Memory Used: ${report.maxMemoryUsed} MB`,
    ];
    if (initDuration !== undefined) fields.push(`Init Duration: ${initDuration.toFixed(2)} ms`);
    if (status !== "success") fields.push(`Status: ${status}`);
    if (errorType !== undefined) fields.push(`Error Type: ${printable(errorType)}`);
    return [
        ...endReasonLines(requestId, report),
        `END RequestId: ${requestId}`,
        `REPORT RequestId: ${requestId}\t${fields.join("\t")}`,
    ].join("\n");
}

/** Follows a START after which the handler was not called: the environment ended, or had not come to it. */
export function notBegunLine(requestId: string): string {
    return `RequestId: ${requestId} Not begun; another environment takes over`;
}

/** How an environment ended that was to load its handler. */
export function initEndMessage(ended: End, detail: string): string {
    return ended === "timeout" ? "Runtime init took too long" : `Runtime exited with error: ${detail}`;
}

/** What follows an init whose handler could not be loaded. */
export function initErrorLines(error: FunctionError, duration: number): string {
    const type = printable(error.errorType ?? "");
    return [
        ...unloggedError(error),
        `INIT_REPORT Init Duration: ${duration.toFixed(2)} ms\tPhase: init\tStatus: error\tError Type: ${type}`,
    ].join("\n");
}

/** Why a handler could not be loaded, where its runtime could not log it: the environment has ended. */
export function unloggedError({ errorType, errorMessage }: FunctionError): string[] {
    return errorType === "Runtime.ExitError" ? [printable(`${errorType}: ${errorMessage}`)] : [];
}

/** Says that an invocation that has its answer left something behind that failed (F10). */
export function lateErrorLine({ requestId, error }: { requestId: string | undefined; error: FunctionError }): string {
    const { errorType, errorMessage } = error;
    const what =
        errorType === undefined ? "what it left behind ended the environment" : `${errorType}: ${errorMessage}`;
    return printable(
        requestId === undefined
            ? `The module failed after it was loaded: ${what}`
            : `RequestId: ${requestId} Error after the answer: ${what}; in Lambda it may cost the next request its answer`,
    );
}

function endReasonLines(requestId: string, { status, endReason }: Report): string[] {
    if (endReason === undefined) return [];
    if (status === "timeout") return [`${new Date().toISOString()} ${requestId} ${endReason}`];
    return [`RequestId: ${requestId} Error: ${endReason}`];
}

function statusOf(outcome: Exclude<Outcome, "not begun">): Pick<Report, "status" | "errorType" | "errorMessage"> {
    if ("error" in outcome)
        return { status: "error", errorType: outcome.error.errorType, errorMessage: outcome.error.errorMessage };
    const none = { errorType: undefined, errorMessage: undefined };
    if (!("ended" in outcome)) return { status: "success", ...none };
    if (outcome.ended === "timeout") return { status: "timeout", ...none };
    const errorType = outcome.ended === "memory" ? "Runtime.OutOfMemory" : "Runtime.ExitError";
    return { status: "error", ...none, errorType };
}

function endReason(fn: LambdaFunction, { ended, detail }: Extract<Outcome, { ended: string }>): string {
    if (ended === "timeout") return `Task timed out after ${fn.timeout.toFixed(2)} seconds`;
    const memory = ended === "memory" ? `; it used more than its ${fn.memorySize} MB` : "";
    return `Runtime exited with error: ${detail}${memory}`;
}
