import type { LambdaFunction } from "../program/lambda-function";
import type { FunctionError } from "./function-error";
import type { Outcome } from "./handler-call";
import { printable } from "./printable";

// The lines Lambda writes around those of the function. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html

export function startLine(requestId: string): string {
    return `START RequestId: ${requestId} Version: $LATEST`;
}

/** What follows an invocation: why it failed, if it did, END and REPORT. Durations in milliseconds, memory in bytes. */
export function endLines(report: {
    requestId: string;
    fn: LambdaFunction;
    outcome: Exclude<Outcome, "not begun">;
    initDuration: number | undefined;
    maxMemory: number;
}): string {
    const { requestId, fn, outcome, initDuration, maxMemory } = report;
    const { duration } = outcome;
    const fields = [
        `Duration: ${duration.toFixed(2)} ms`,
        `Billed Duration: ${Math.ceil(duration + (initDuration ?? 0))} ms`,
        `Memory Size: ${fn.memorySize} MB`,
        `Max Memory Used: ${Math.min(Math.ceil(maxMemory / 1024 / 1024), fn.memorySize)} MB`,
    ];
    if (initDuration !== undefined) fields.push(`Init Duration: ${initDuration.toFixed(2)} ms`);
    if ("ended" in outcome) fields.push(...statusFields(outcome));
    else if ("error" in outcome) fields.push("Status: error", `Error Type: ${printable(outcome.error.errorType)}`);
    return [
        ...("ended" in outcome ? [endReason(requestId, fn, outcome)] : []),
        `END RequestId: ${requestId}`,
        `REPORT RequestId: ${requestId}\t${fields.join("\t")}`,
    ].join("\n");
}

/** Follows a START after which the handler was not called: the environment ended, or had not come to it. */
export function notBegunLine(requestId: string): string {
    return `RequestId: ${requestId} Not begun; another environment takes over`;
}

/** Why a handler could not be loaded. */
export function initErrorLines({ errorType, errorMessage, trace }: FunctionError, duration: number): string {
    return [
        // As one text, that no line of it passes for one of Lambda's.
        printable(trace.length > 0 ? trace.join("\n") : `${errorType}: ${errorMessage}`),
        `INIT_REPORT Init Duration: ${duration.toFixed(2)} ms\tPhase: init\tStatus: error\tError Type: ${printable(errorType)}`,
    ].join("\n");
}

function statusFields({ ended }: Extract<Outcome, { ended: string }>): string[] {
    if (ended === "timeout") return ["Status: timeout"];
    return ["Status: error", `Error Type: ${ended === "memory" ? "Runtime.OutOfMemory" : "Runtime.ExitError"}`];
}

function endReason(
    requestId: string,
    fn: LambdaFunction,
    { ended, detail }: Extract<Outcome, { ended: string }>,
): string {
    if (ended === "timeout") {
        return `${new Date().toISOString()} ${requestId} Task timed out after ${fn.timeout.toFixed(2)} seconds`;
    }
    const memory = ended === "memory" ? `; it used more than its ${fn.memorySize} MB` : "";
    return `RequestId: ${requestId} Error: Runtime exited with error: ${detail}${memory}`;
}
