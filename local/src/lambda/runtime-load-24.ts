import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isBefore24, withoutFrames } from "./runtime-error";
import {
    CallbackHandlerDeprecatedError,
    HandlerNotFoundError,
    ImportModuleError,
    MalformedHandlerNameError,
    UserCodeSyntaxError,
} from "./runtime-error-24";
import type { HandlerFunction } from "./runtime-handler";
import { Module } from "./runtime-modules";
import { streams } from "./runtime-streaming-globals";

/**
 * Loads `index.handler` from the task root as the runtimes from Node.js 24 on do: always by `import`. Throws their errors:
 * MalformedHandlerName, ImportModuleError, UserCodeSyntaxError, HandlerNotFound, CallbackHandlerDeprecated.
 */
export async function loadHandler24(taskRoot: string, handler: string): Promise<HandlerFunction> {
    // F22: two dots would lead out of the task root, and are refused on AWS too.
    if (handler.includes("..")) {
        const message = `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`;
        throw withoutFrames(new MalformedHandlerNameError(message));
    }
    const file = basename(handler);
    const folder = handler.substring(0, handler.indexOf(file)).replace(/\/$/, "");
    // Folders may have dots; the module's name ends at the first of its own.
    const [, name, path] = /^([^.]*)\.(.*)$/.exec(file) ?? [];
    if (name === undefined || path === undefined) throw withoutFrames(new MalformedHandlerNameError("Bad handler"));
    const loaded = await load(taskRoot, folder, name);
    const byDefault = () => (isObject(loaded) && "default" in loaded ? within(path, loaded.default) : undefined);
    const found = within(path, loaded) || byDefault();
    if (!found) throw withoutFrames(new HandlerNotFoundError(`${handler} is undefined or not exported`));
    if (typeof found !== "function") throw withoutFrames(new HandlerNotFoundError(`${handler} is not a function`));
    const fn = found as HandlerFunction;
    if (!streams(fn) && fn.length >= 3) throw withoutFrames(new CallbackHandlerDeprecatedError(callbackDeprecated));
    return fn;
}

const callbackDeprecated =
    "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.";

async function load(taskRoot: string, folder: string, name: string): Promise<unknown> {
    try {
        // In the order in which AWS looks for them.
        for (const ending of ["", ".js", ".mjs", ".cjs"]) {
            const file = resolve(taskRoot, folder, name) + ending;
            if (existsSync(file)) return importedCommonJs(file) ?? (await import(specifier(file)));
        }
        // The runtime is no module of the handler's.
        const requireFile = Module.createRequire(__filename);
        return requireFile(requireFile.resolve(name, { paths: [taskRoot, join(taskRoot, folder)] }));
    } catch (error) {
        if (error instanceof SyntaxError) throw new UserCodeSyntaxError(error);
        if (error instanceof Error && (error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") {
            throw withoutFrames(new ImportModuleError(error));
        }
        throw error;
    }
}

// A path, as AWS gives it: what stands for something else in a URL does so in the name of a file.
function specifier(file: string): string {
    return process.platform === "win32" ? pathToFileURL(file).href : file;
}

/**
 * What `import` makes of a CommonJS module, without what it costs before Node.js 24: as long as all else that an init takes.
 * The names that it finds besides are those of `default` too. Undefined for all that `import` itself is to judge.
 */
function importedCommonJs(file: string): { default: unknown } | undefined {
    // From it on only stacks would differ.
    if (!isBefore24(process.version) || /[%#?]/.test(file) || !statSync(file).isFile()) return undefined;
    const text = readFileSync(file, "utf8");
    if (/\b(?:import|export)\b/.test(text) && !isCommonJs(text)) return undefined;
    try {
        // As `import` does: a module without a parent.
        const exports = Module._load(file);
        // Of a function only the names that Node finds count; it has been loaded, and is not run again.
        return isObject(exports) ? { default: exports } : undefined;
    } catch (error) {
        // What does not compile, as with an `await` outside a function, has not run.
        if (!isCommonJs(text)) return undefined;
        throw error;
    }
}

function isCommonJs(text: string): boolean {
    // Most functions never need it.
    const { compileFunction } = Module._load("node:vm") as typeof import("node:vm");
    try {
        compileFunction(text, ["exports", "require", "module", "__filename", "__dirname"]);
        return true;
    } catch {
        return false;
    }
}

function within(path: string, value: unknown): unknown {
    return path.split(".").reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), value);
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null;
}
