import { types } from "node:util";
import type { FunctionError } from "./function-error";
import { unreadable, withoutDelete } from "./runtime-error";

/** What the Node.js 22 runtime reports itself: in logs its type is the name of its class, in answers it is `name`. */
class RuntimeError extends Error {
    static {
        // Not its own, that it is no property of what is logged.
        Object.defineProperty(RuntimeError.prototype, "name", { get: nameOf, configurable: true });
    }
}

function nameOf(this: Error): string {
    return `Runtime.${this.constructor.name}`;
}

export class ImportModuleError extends RuntimeError {}
export class HandlerNotFound extends RuntimeError {}
export class MalformedHandlerName extends RuntimeError {}
export class MalformedStreamingHandler extends RuntimeError {}
export class InvalidStreamingOperation extends RuntimeError {}
export class UserCodeSyntaxError extends RuntimeError {}

export class UnhandledPromiseRejection extends RuntimeError {
    reason: unknown;
    promise: unknown;

    constructor(reason: unknown, promise: unknown) {
        // What has no text fails here.
        super(reason as string);
        this.reason = reason;
        this.promise = promise;
    }
}

/** What was thrown, as it is reported. */
export function functionError(thrown: unknown): FunctionError {
    try {
        const { name, message, stack } = thrown as Error;
        if (types.isNativeError(thrown) || [name, message, stack].every((text) => text && typeof text === "string"))
            return {
                errorType: name === undefined || name === null ? undefined : withoutDelete(name),
                errorMessage: message === undefined || message === null ? undefined : withoutDelete(message),
                trace: withoutDelete(stack as string).split("\n"),
            };
    } catch {
        if (thrown !== undefined && thrown !== null) return unreadable;
    }
    try {
        return { errorType: typeof thrown, errorMessage: (thrown as object).toString(), trace: [] };
    } catch {
        return unreadable;
    }
}

/** What was thrown as an error; throws where it has no text. */
export function intoError(thrown: unknown): Error {
    return thrown instanceof Error ? thrown : new Error(thrown as string);
}
