import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { withoutFrames } from "./runtime-error";
import { HandlerNotFound, ImportModuleError, MalformedHandlerName, UserCodeSyntaxError } from "./runtime-error-22";
import type { HandlerFunction } from "./runtime-handler";
import { Module } from "./runtime-modules";

// The runtime is no module of the handler's.
const requireFile = Module.createRequire(__filename);

/**
 * Loads `index.handler` from the task root as the Node.js 22 runtime does: by `require`, or by `import` where that is asked
 * for. Throws its errors: MalformedHandlerName, ImportModuleError, UserCodeSyntaxError, HandlerNotFound.
 */
export async function loadHandler22(taskRoot: string, handler: string): Promise<HandlerFunction> {
    // F22: two dots would lead out of the task root, and are refused on AWS too.
    if (handler.includes("..")) {
        const message = `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`;
        throw withoutFrames(new MalformedHandlerName(message));
    }
    const file = basename(handler);
    const folder = handler.substring(0, handler.indexOf(file));
    // Folders may have dots; the module's name ends at the first of its own.
    const [, name, path] = /^([^.]*)\.(.*)$/.exec(file) ?? [];
    if (name === undefined || path === undefined) throw withoutFrames(new MalformedHandlerName("Bad handler"));
    const loaded = await load(taskRoot, folder, name);
    // biome-ignore lint/suspicious/noExplicitAny: it may be anything
    const found = path.split(".").reduce<any>((within, key) => within?.[key], loaded);
    if (!found) throw withoutFrames(new HandlerNotFound(`${handler} is undefined or not exported`));
    if (typeof found !== "function") throw withoutFrames(new HandlerNotFound(`${handler} is not a function`));
    return found;
}

async function load(taskRoot: string, folder: string, name: string): Promise<unknown> {
    try {
        return await find(taskRoot, folder, name);
    } catch (error) {
        if (error instanceof SyntaxError) throw withoutFrames(new UserCodeSyntaxError(error as unknown as string));
        // Of null and undefined this reports that they have no code.
        if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") {
            throw withoutFrames(new ImportModuleError(error as string));
        }
        throw error;
    }
}

// In the order in which AWS looks for them. What a module exports may be nothing: then the next one counts.
async function find(taskRoot: string, folder: string, name: string): Promise<unknown> {
    const path = resolve(taskRoot, folder, name);
    const required = (file: string) => (existsSync(file) ? requireFile(file) : undefined);
    const imported = async (file: string) => (existsSync(file) ? await import(pathToFileURL(file).href) : undefined);
    const isEsm = () => existsSync(`${path}.js`) && isTypeModule(dirname(path));
    const bare = required(path);
    if (bare) return bare;
    const esm = isEsm();
    return (
        (!esm && required(`${path}.js`)) ||
        (esm && (await imported(`${path}.js`))) ||
        (await imported(`${path}.mjs`)) ||
        required(`${path}.cjs`) ||
        requireFile(requireFile.resolve(name, { paths: [taskRoot, folder] }))
    );
}

// The next package.json above decides.
function isTypeModule(folder: string): boolean {
    if (folder.endsWith("/node_modules")) return false;
    const file = join(folder, "package.json");
    if (existsSync(file)) {
        try {
            const description = JSON.parse(readFileSync(file, "utf8"));
            if (description) return description.type === "module";
        } catch (error) {
            console.warn(`${file} cannot be read, it will be ignored for ES module detection purposes.`, error);
            return false;
        }
    }
    return folder === dirname(folder) ? false : isTypeModule(dirname(folder));
}
