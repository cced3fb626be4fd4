import { format } from "node:util";
import { encodeFrame, frameType } from "./frames";
import { escapeControls, jsonLine } from "./json-line";
import { send } from "./runtime-channel";

// In their order.
const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/** Where the runtimes differ. */
export interface ConsoleOptions {
    requestId(): unknown;
    tenantId(): unknown;
    /** Whether an error that comes first of several values is told as one in the format JSON. */
    firstErrorCounts: boolean;
    /** Of what was thrown, in the format Text, where its properties have no JSON. */
    unformatted(error: unknown): object;
    /** What was thrown as an error. */
    intoError(thrown: unknown): Error;
}

/** Logs an error that ends an invocation or an init. `what` is for the text format only. */
export type LogError = (what: string, thrown: unknown) => void;

/**
 * Makes console write lines in the function's log format, from its level on, as the environment has them.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function patchConsole(options: ConsoleOptions): LogError {
    const json = process.env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === "JSON";
    // A level that is none lets everything through, as -1 does.
    const least = levels.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase() ?? "");
    const line = json ? inJson : textLine;
    for (const [index, level] of levels.entries()) {
        // In a list, since AWS's have no names either.
        const [log] = [
            (message: unknown, ...values: unknown[]) =>
                send(encodeFrame(frameType.log, line(options, level, [message, ...values]))),
        ];
        Object.assign(console, { [level.toLowerCase()]: index < least ? () => {} : log });
    }
    console.log = console.info;
    return json
        ? (_, thrown) => console.error(options.intoError(thrown))
        : (what, thrown) => console.error(what, formatted(options.intoError(thrown), options));
}

type Line = (options: ConsoleOptions, level: string, values: unknown[]) => string;

const textLine: Line = ({ requestId }, level, values) =>
    [new Date().toISOString(), requestId(), level, format(...values)].map(String).join("\t");

const inJson: Line = (options, level, values) => {
    const line: Record<string, unknown> = {
        timestamp: new Date().toISOString(),
        level,
        requestId: options.requestId(),
    };
    const tenantId = options.tenantId();
    if (tenantId !== undefined) line.tenantId = tenantId;
    const [message] = values;
    if (values.length === 1) {
        try {
            return escapeControls(JSON.stringify({ ...line, message }, withErrors));
        } catch {
            // Circular values and bigints have no JSON.
            return jsonLine({ ...line, message: format(message) });
        }
    }
    line.message = format(...values);
    for (const error of values.slice(options.firstErrorCounts ? 0 : 1)) {
        if (!(error instanceof Error)) continue;
        const { stack } = error;
        line.errorType = error.constructor?.name ?? "UnknownError";
        line.errorMessage = error.message;
        line.stackTrace = typeof stack === "string" ? stack.split("\n") : [];
        break;
    }
    return jsonLine(line);
};

function withErrors(_: string, value: unknown): unknown {
    if (!(value instanceof Error)) return value;
    const { stack } = value;
    const described = {
        errorType: value.constructor?.name ?? "UnknownError",
        errorMessage: value.message,
        stackTrace: typeof stack === "string" ? stack.split("\n") : stack,
    };
    return Object.assign(described, value);
}

function formatted(error: Error, { unformatted }: ConsoleOptions): string {
    try {
        return `\t${JSON.stringify(error, (_, value) => withProperties(value))}`;
    } catch {
        return `\t${JSON.stringify(unformatted(error))}`;
    }
}

function withProperties(value: unknown): unknown {
    if (!(value instanceof Error)) return value;
    const { name: errorType, message: errorMessage, code } = value as NodeJS.ErrnoException;
    const described = Object.assign({ errorType, errorMessage, code }, value);
    return typeof value.stack === "string" ? Object.assign(described, { stack: value.stack.split("\n") }) : described;
}
