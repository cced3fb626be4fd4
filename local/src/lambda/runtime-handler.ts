import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { InitPayload } from "./frames";
import { type Call, callAsync, callWithCallback, type HandlerFunction } from "./runtime-call";
import { isBefore24, runtimeError } from "./runtime-error";
import { streams } from "./runtime-streaming-globals";

/**
 * A loaded handler, to be called with a parsed event, a context, and who is told, with the number of bytes, that a streamed
 * response is complete. Throws what the handler throws at once.
 */
export type Handler = (event: unknown, context: object, streamed: (bytes: number) => void) => Call;

/**
 * Loads `index.handler` from the task root as the Lambda runtime does. Throws errors named as the runtime's:
 * Runtime.MalformedHandlerName, Runtime.ImportModuleError, Runtime.UserCodeSyntaxError, Runtime.HandlerNotFound,
 * Runtime.CallbackHandlerDeprecated, Runtime.MalformedStreamingHandler.
 */
export async function loadHandler({ taskRoot, handler, runtime }: InitPayload): Promise<Handler> {
    // F22: two dots would lead out of the task root, and are refused on AWS too.
    if (handler.includes("..")) {
        throw runtimeError(
            "Runtime.MalformedHandlerName",
            `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
        );
    }
    // Folders may have dots; the module's name ends at the first of its own.
    const [, folder = "", name = "", path = ""] = /^(.*\/)?([^/.]*)\.([^/]*)$/.exec(handler) ?? [];
    if (!name) throw runtimeError("Runtime.MalformedHandlerName", "Bad handler");
    const exported = await load(join(taskRoot, folder, name), folder + name, runtime);
    const within = (root: unknown) =>
        path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], root);
    // Node.js 24's runtime looks into the default export too.
    const byDefault = isBefore24(runtime) ? undefined : (exported as { default?: unknown } | null | undefined)?.default;
    const found = within(exported) || within(byDefault);
    if (!found) throw runtimeError("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
    if (typeof found !== "function") throw runtimeError("Runtime.HandlerNotFound", `${handler} is not a function`);
    const fn = found as HandlerFunction;
    if (streams(fn)) {
        // Most functions never need Node's sockets.
        const { callStreaming } = await import("./runtime-streaming");
        return (event, context, streamed) => callStreaming(fn, event, context, runtime, streamed);
    }
    const takesCallback = isBefore24(runtime);
    if (fn.length > 2 && !takesCallback) {
        throw runtimeError(
            "Runtime.CallbackHandlerDeprecated",
            "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
        );
    }
    const call = takesCallback ? callWithCallback : callAsync;
    return (event, context) => call(fn, event, context);
}

async function load(file: string, module: string, runtime: string): Promise<unknown> {
    try {
        // In the order in which AWS looks for them.
        const found = [".js", ".mjs", ".cjs"].map((ending) => file + ending).find((path) => existsSync(path));
        if (!found?.endsWith(".mjs")) return require(found ?? file);
        return await import(pathToFileURL(found).href);
    } catch (error) {
        const thrown = error as NodeJS.ErrnoException;
        // An ES module by its package.json that awaits at its top.
        if (thrown?.code === "ERR_REQUIRE_ASYNC_MODULE") return await import(pathToFileURL(`${file}.js`).href);
        if (thrown instanceof SyntaxError) {
            const reported = runtimeError("Runtime.UserCodeSyntaxError", String(thrown));
            // Where it is; the runtimes before do not tell.
            if (!isBefore24(runtime) && thrown.stack) reported.stack = thrown.stack;
            throw reported;
        }
        if (thrown?.code === "MODULE_NOT_FOUND") {
            const message = String(thrown).replace(`'${file}'`, `'${module}'`);
            throw runtimeError("Runtime.ImportModuleError", message);
        }
        throw error;
    }
}
