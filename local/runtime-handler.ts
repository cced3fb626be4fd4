import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { FunctionError, InitPayload, InvocationHead } from "./frames";

/** A loaded handler, called with a parsed event. */
export interface Handler {
    invoke(event: unknown, head: InvocationHead): Promise<unknown>;
    /** It may answer through a callback, which an empty event loop ends with null. */
    takesCallback: boolean;
}

type HandlerFunction = (
    event: unknown,
    context: object,
    callback?: (error: unknown, result?: unknown) => void,
) => unknown;

/**
 * Loads `index.handler` from the task root as the Lambda runtime does. Throws errors named as the runtime's:
 * Runtime.MalformedHandlerName, Runtime.ImportModuleError, Runtime.UserCodeSyntaxError, Runtime.HandlerNotFound,
 * Runtime.CallbackHandlerDeprecated.
 */
export async function loadHandler({ taskRoot, handler, runtime }: InitPayload): Promise<Handler> {
    const [, module = "", path = ""] = /^(.+?)\.([^/]+)$/.exec(handler) ?? [];
    if (!path) throw named("Runtime.MalformedHandlerName", `Bad handler: ${handler}`);
    const found = path
        .split(".")
        .reduce<unknown>(
            (at, key) => (at as Record<string, unknown> | undefined)?.[key],
            await load(join(taskRoot, module)),
        );
    if (typeof found !== "function") throw named("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
    const fn = found as HandlerFunction;
    // The rule came with Node.js 24; the runtime of the graph decides, not the Node.js of this machine.
    const takesCallback = Number(/\d+/.exec(runtime)?.[0]) < 24;
    if (fn.length > 2 && !takesCallback) {
        throw named(
            "Runtime.CallbackHandlerDeprecated",
            `${handler} takes a callback; ${runtime} has none, make it an async function`,
        );
    }
    return { takesCallback, invoke: (event, head) => call(fn, event, head, takesCallback) };
}

async function load(file: string): Promise<unknown> {
    try {
        if (existsSync(`${file}.mjs`)) return await import(pathToFileURL(`${file}.mjs`).href);
        return require(existsSync(`${file}.cjs`) ? `${file}.cjs` : file);
    } catch (error) {
        const thrown = error as NodeJS.ErrnoException;
        if (thrown instanceof SyntaxError) throw named("Runtime.UserCodeSyntaxError", String(thrown), thrown);
        if (thrown?.code === "MODULE_NOT_FOUND") throw named("Runtime.ImportModuleError", String(thrown), thrown);
        throw error;
    }
}

function call(fn: HandlerFunction, event: unknown, head: InvocationHead, takesCallback: boolean): Promise<unknown> {
    return new Promise((resolve, reject) => {
        const callback = (error: unknown, result?: unknown) => (error == null ? resolve(result) : reject(error));
        const returned = takesCallback ? fn(event, context(head), callback) : fn(event, context(head));
        if (typeof (returned as PromiseLike<unknown> | null | undefined)?.then === "function") {
            resolve(returned);
        } else if (!takesCallback || fn.length < 3) {
            // P11: what a function returns that is no promise is lost.
            resolve(null);
        }
    });
}

function context(head: InvocationHead): object {
    return {
        callbackWaitsForEmptyEventLoop: true,
        functionVersion: "$LATEST",
        functionName: head.functionName,
        memoryLimitInMB: String(head.memorySize),
        logGroupName: head.logGroupName,
        logStreamName: head.logStreamName,
        invokedFunctionArn: head.functionArn,
        awsRequestId: head.requestId,
        getRemainingTimeInMillis: () => head.deadline - Date.now(),
    };
}

/** An error as the runtime reports it. */
export function toFunctionError(error: unknown, errorType?: string): FunctionError {
    if (!(error instanceof Error)) {
        return { errorType: errorType ?? typeof error, errorMessage: String(error), trace: [] };
    }
    const trace = error.stack?.split("\n") ?? [];
    return { errorType: errorType ?? error.name, errorMessage: error.message, trace };
}

function named(name: string, message: string, cause?: Error): Error {
    const error = new Error(message, { cause });
    error.name = name;
    if (cause?.stack) error.stack = cause.stack;
    return error;
}
