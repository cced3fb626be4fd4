import type { LambdaFunction } from "../program/program";
import type { FunctionError } from "./function-error";
import { jsonLine } from "./json-line";
import type { Report } from "./log-record";
import { madeUpRuntime } from "./made-up-runtime";

/** What Lambda itself logs of a function that logs JSON: each returns the lines that its system log level lets through. */
export interface PlatformEvents {
    /** An environment, of that log stream, begins to load the handler. */
    initStart(logStream: string): string[];
    /** It has, or could not, after so many milliseconds. */
    initDone(duration: number, error?: FunctionError): string[];
    start(requestId: string): string[];
    /** An invocation is over, and had a result of so many bytes. */
    done(requestId: string, report: Report, producedBytes: number): string[];
}

// In their order.
const levels = ["DEBUG", "INFO", "WARN"] as const;
type Level = (typeof levels)[number];

/**
 * Makes the events of a function in the fields and the order that CloudWatch has them in, each at the level that AWS gives it.
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function platformEvents(fn: LambdaFunction): PlatformEvents {
    const least = levels.indexOf((fn.systemLogLevel?.toUpperCase() ?? "INFO") as Level);
    const event = (level: Level, type: string, record: object): string[] =>
        levels.indexOf(level) < least
            ? []
            : [jsonLine({ time: new Date().toISOString(), type: `platform.${type}`, record })];
    const onDemand = { initializationType: "on-demand", phase: "init" };
    return {
        initStart: (logStream) =>
            event("INFO", "initStart", {
                ...onDemand,
                ...madeUpRuntime(fn),
                ...{ functionName: fn.name, functionVersion: "$LATEST" },
                ...{ instanceId: logStream, instanceMaxMemory: fn.memorySize * 2 ** 20 },
            }),
        initDone: (duration, error) => {
            const ended = { ...onDemand, ...(error ? failed("error", error.errorType) : { status: "success" }) };
            const level = error ? "WARN" : "DEBUG";
            return [
                ...event(level, "initRuntimeDone", ended),
                ...event(level, "initReport", { ...ended, metrics: { durationMs: thousandths(duration) } }),
            ];
        },
        start: (requestId) => event("INFO", "start", { requestId, functionArn: fn.arn, version: "$LATEST" }),
        done: (requestId, report, producedBytes) => {
            const { status, initDuration } = report;
            const durationMs = thousandths(report.duration);
            // JSON leaves out what is undefined.
            const errorType = status === "success" ? undefined : report.errorType;
            const metrics = {
                durationMs,
                billedDurationMs: report.billedDuration,
                memorySizeMB: report.memorySize,
                maxMemoryUsedMB: report.maxMemoryUsed,
                initDurationMs: initDuration === undefined ? undefined : thousandths(initDuration),
            };
            const [done, reported] = status === "success" ? (["DEBUG", "INFO"] as const) : (["WARN", "WARN"] as const);
            return [
                ...event(done, "runtimeDone", { requestId, status, errorType, metrics: { durationMs, producedBytes } }),
                ...event(reported, "report", { requestId, metrics, status, errorType }),
            ];
        },
    };
}

function failed(status: string, errorType: string | undefined): object {
    return { status, ...(errorType !== undefined && { errorType }) };
}

function thousandths(milliseconds: number): number {
    return Math.round(milliseconds * 1000) / 1000;
}
