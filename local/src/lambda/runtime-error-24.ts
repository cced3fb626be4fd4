import type { FunctionError } from "./function-error";
import { unreadable, withoutDelete } from "./runtime-error";

/** What the runtimes from Node.js 24 on report themselves: its `name` is the error's own, and is logged with it. */
class RuntimeError extends Error {
    constructor(name: string, message: string) {
        super(message);
        this.name = `Runtime.${name}`;
    }
}

export class HandlerNotFoundError extends RuntimeError {
    constructor(message: string) {
        super("HandlerNotFound", message);
    }
}

export class MalformedHandlerNameError extends RuntimeError {
    constructor(message: string) {
        super("MalformedHandlerName", message);
    }
}

export class MalformedStreamingHandler extends RuntimeError {
    constructor(message: string) {
        super("MalformedStreamingHandler", message);
    }
}

export class InvalidStreamingOperation extends RuntimeError {
    constructor(message: string) {
        super("InvalidStreamingOperation", message);
    }
}

export class ImportModuleError extends RuntimeError {
    constructor(cause: unknown) {
        super("ImportModuleError", String(cause));
    }
}

export class UserCodeSyntaxError extends RuntimeError {
    constructor(cause: Error) {
        super("UserCodeSyntaxError", String(cause));
        this.stack = cause.stack;
    }
}

export class CallbackHandlerDeprecatedError extends RuntimeError {
    constructor(message: string) {
        super("CallbackHandlerDeprecated", message);
    }
}

export class JSONStringifyError extends RuntimeError {
    constructor() {
        super("JSONStringifyError", "Unable to stringify response body");
    }
}

export class PlatformError extends RuntimeError {
    constructor(message: string) {
        super("PlatformError", message);
    }
}

/** What was thrown, as it is reported. */
export function functionError(thrown: unknown): FunctionError {
    try {
        if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
        const { name, message, stack } = thrown as { name?: string; message?: string; stack?: string };
        return {
            errorType: name === null || name === undefined ? undefined : withoutDelete(name),
            errorMessage: message === null || message === undefined ? undefined : withoutDelete(message),
            trace: stack === null || stack === undefined ? [] : withoutDelete(stack).split("\n"),
        };
    } catch {
        return { ...unreadable, trace: [] };
    }
}

/** What was thrown as an error; throws where it has no text. */
export function intoError(thrown: unknown): Error {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
}
