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
    const order: string[] = Object.values(levels);
    // A level that is none lets everything through, as -1 does.
    const least = order.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase() ?? "");
    for (const [method, level] of Object.entries(levels)) {
        const log = (...values: unknown[]) => write(line(level, requestId(), values));
        Object.assign(console, { [method]: order.indexOf(level) < least ? () => {} : log });
    }
}

/** Logs an error that ends an invocation, as the runtime does in each format. `what` is for the text format only. */
export function logError(what: string, error: unknown): void {
    const thrown = error instanceof Error ? error : new Error(toFunctionError(error).errorMessage);
    if (logFormat === "JSON") {
        // What cannot be read cannot be logged either, and would end the environment.
        const logged = attempt(() => `${console.error(thrown)}`);
        if (logged === undefined) console.error(Object.prototype.toString.call(thrown));
        return;
    }
    const read = () => {
        const { name: errorType, message: errorMessage, stack } = thrown;
        const lines = typeof stack === "string" ? stack.split("\n") : undefined;
        return JSON.stringify({ errorType, errorMessage, ...thrown, stack: lines });
    };
    const text = attempt(read) ?? JSON.stringify(toFunctionError(thrown));
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
        const line = attempt(() => escaped(JSON.stringify({ ...head, message }, withErrors)));
        if (line !== undefined) return line;
    }
    const error = rest.find((value) => value instanceof Error);
    const text = { ...head, message: format(...values) };
    const whole = error && attempt(() => JSON.stringify({ ...text, ...described(error, []) }));
    return escaped(whole ?? JSON.stringify(text));
};

// The server escapes control characters for the terminal, and these in a way that is no JSON.
function escaped(json: string): string {
    return json.replace(/[\u007f-\u009f]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

function withErrors(_: string, value: unknown): unknown {
    return value instanceof Error ? { ...described(value), ...value } : value;
}

function described(error: Error, withoutStack?: string[]): object {
    const { message: errorMessage, stack } = error;
    const stackTrace: unknown = typeof stack === "string" ? stack.split("\n") : (stack ?? withoutStack);
    const errorType = error.constructor?.name ?? "UnknownError";
    return { errorType, errorMessage, stackTrace };
}

// Circular values and bigints have no JSON; the caller writes them as text.
function attempt(write: () => string): string | undefined {
    try {
        return write();
    } catch {
        return undefined;
    }
}
