import type { FunctionError } from "./function-error";

/**
 * Prints a line as people read it; `record` says what it is, where it is a function's. Where the function logs JSON,
 * `inCloudWatch` makes what CloudWatch holds in its place; what only CloudWatch holds has no line.
 */
export type Print = (line: string | undefined, record?: LogRecord, inCloudWatch?: () => string[]) => void;

/**
 * What a line of the log is. The function's own lines stay as it wrote them, in its log format, unescaped in `text`; they
 * are those of the invocation that began last: what is logged after its end is still of its doing.
 */
export type LogRecord = { functionName: string } & (
    | { type: "function"; requestId: string | undefined; source: LogSource; text: string }
    | { type: "start"; requestId: string }
    | { type: "not begun"; requestId: string }
    | { type: "init error"; error: FunctionError; initDuration: number }
    /** What an invocation left behind failed after its answer (F10); or before the first one, what the module did. */
    | { type: "late error"; requestId: string | undefined; error: FunctionError }
    | ({ type: "report"; requestId: string } & Report)
);

/** Lines that the console wrote, and those of the process's standard output and error. */
export type LogSource = "console" | "output";

/** What REPORT says. Durations in milliseconds, memory in MB. */
export interface Report {
    status: "success" | "error" | "timeout";
    errorType: string | undefined;
    errorMessage: string | undefined;
    /** Why its environment ended, if it did. */
    endReason: string | undefined;
    duration: number;
    billedDuration: number;
    /** Only of the first invocation of an environment. */
    initDuration: number | undefined;
    memorySize: number;
    maxMemoryUsed: number;
    /** Of the function. */
    timeout: number;
}
