import { format } from "node:util";

const levels = { trace: "TRACE", debug: "DEBUG", log: "INFO", info: "INFO", warn: "WARN", error: "ERROR" } as const;

/**
 * Makes console write lines in the function's log format, `JSON` or `Text`.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function patchConsole(
    logFormat: "JSON" | "Text",
    requestId: () => string | undefined,
    write: (line: string) => void,
): void {
    for (const [method, level] of Object.entries(levels)) {
        const line = logFormat === "JSON" ? jsonLine : textLine;
        Object.assign(console, { [method]: (...values: unknown[]) => write(line(level, requestId(), values)) });
    }
}

function textLine(level: string, requestId: string | undefined, values: unknown[]): string {
    const message = format(...values).replaceAll("\n", "\r");
    return [new Date().toISOString(), requestId ?? "undefined", level, message].join("\t");
}

function jsonLine(level: string, requestId: string | undefined, values: unknown[]): string {
    const head = { timestamp: new Date().toISOString(), level, requestId };
    if (values.length === 1 && !(values[0] instanceof Error)) {
        try {
            return JSON.stringify({ ...head, message: values[0] }, withErrors);
        } catch {
            // Circular: as text, like several values.
        }
    }
    const error = values.find((value) => value instanceof Error);
    return JSON.stringify({ ...head, message: format(...values), ...(error && described(error)) });
}

function withErrors(_: string, value: unknown): unknown {
    if (value instanceof Error) return described(value);
    return typeof value === "bigint" ? String(value) : value;
}

function described(error: Error): object {
    return { errorType: error.name, errorMessage: error.message, stackTrace: error.stack?.split("\n") ?? [] };
}
