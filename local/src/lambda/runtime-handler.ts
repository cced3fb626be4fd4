import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { InitPayload } from "./frames";
import { type Call, callAsync, callWithCallback, type HandlerFunction } from "./runtime-call";
import { isBefore24 } from "./runtime-error";

/** A loaded handler, to be called with a parsed event and a context. Throws what the handler throws at once. */
export type Handler = (event: unknown, context: object) => Call;

/**
 * Loads `index.handler` from the task root as the Lambda runtime does. Throws errors named as the runtime's:
 * Runtime.MalformedHandlerName, Runtime.ImportModuleError, Runtime.UserCodeSyntaxError, Runtime.HandlerNotFound,
 * Runtime.CallbackHandlerDeprecated.
 */
export async function loadHandler({ taskRoot, handler, runtime }: InitPayload): Promise<Handler> {
    const [, module = "", path = ""] = /^([^.]*[^./])\.([^/]+)$/.exec(handler) ?? [];
    // F22: two dots would lead out of the task root, and are refused on AWS too.
    if (!path || handler.includes("..")) throw named("Runtime.MalformedHandlerName", `Bad handler: ${handler}`);
    const exported = await load(join(taskRoot, module));
    const found = path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], exported);
    if (found === undefined || found === null)
        throw named("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
    if (typeof found !== "function") throw named("Runtime.HandlerNotFound", `${handler} is not a function`);
    const fn = found as HandlerFunction;
    const takesCallback = isBefore24(runtime);
    if (fn.length > 2 && !takesCallback) {
        throw named(
            "Runtime.CallbackHandlerDeprecated",
            "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
        );
    }
    const call = takesCallback ? callWithCallback : callAsync;
    return (event, context) => call(fn, event, context);
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

function named(name: string, message: string, cause?: Error): Error {
    const error = new Error(message, { cause });
    error.name = name;
    if (cause?.stack) error.stack = cause.stack;
    return error;
}
