import { format } from "node:util";
import { toFunctionError } from "./function-error";

const levels = {
    trace: "TRACE",
    debug: "DEBUG",
    log: "INFO",
    info: "INFO",
    warn: "WARN",
    error: "ERROR",
    fatal: "FATAL",
} as const;

type LogFormat = "JSON" | "Text";
type Line = (level: string, requestId: string | undefined, values: unknown[]) => string;

let logFormat: LogFormat = "Text";

/**
 * Makes console write lines in the function's log format, `JSON` or `Text`.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function patchConsole(
    chosen: LogFormat,
    requestId: () => string | undefined,
    write: (line: string) => void,
): void {
    logFormat = chosen;
    const line: Line = chosen === "JSON" ? jsonLine : textLine;
    for (const [method, level] of Object.entries(levels))
        Object.assign(console, { [method]: (...values: unknown[]) => write(line(level, requestId(), values)) });
}

/** Logs an error that ends an invocation, as the runtime does in each format. `what` is for the text format only. */
export function logError(what: string, error: unknown): void {
    const thrown = error instanceof Error ? error : new Error(toFunctionError(error).errorMessage);
    if (logFormat === "JSON") {
        console.error(thrown);
        return;
    }
    const { trace: stack, ...reported } = toFunctionError(thrown);
    const text = attempt(() => JSON.stringify({ ...reported, ...thrown, stack })) ?? JSON.stringify(reported);
    console.error(what, `\t${text}`);
}

const textLine: Line = (level, requestId, values) => {
    const message = format(...values).replaceAll("\n", "\r");
    return [new Date().toISOString(), requestId ?? "undefined", level, message].join("\t");
};

const jsonLine: Line = (level, requestId, values) => {
    const head = { timestamp: new Date().toISOString(), level, requestId };
    const [message, ...rest] = values;
    if (rest.length === 0) {
        const line = attempt(() => JSON.stringify({ ...head, message }, withErrors));
        if (line !== undefined) return line;
    }
    const error = rest.find((value) => value instanceof Error);
    return JSON.stringify({ ...head, message: format(...values), ...(error && described(error)) });
};

function withErrors(_: string, value: unknown): unknown {
    return value instanceof Error ? { ...described(value), ...value } : value;
}

function described(error: Error): object {
    const { errorMessage, trace } = toFunctionError(error);
    return { errorType: error.constructor?.name ?? "UnknownError", errorMessage, stackTrace: trace };
}

// Circular values and bigints have no JSON; the caller writes them as text.
function attempt(write: () => string): string | undefined {
    try {
        return write();
    } catch {
        return undefined;
    }
}
