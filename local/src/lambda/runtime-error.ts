/** Whether the runtime is one of those that end with Node.js 22. The graph's decides, not the Node.js of this machine. */
export function isBefore24(runtime: string): boolean {
    return Number(/\d+/.exec(runtime)?.[0]) < 24;
}

/** An error of the runtime's own, with nothing of the runtime in its stack. In logs its type is the name of its class. */
export function runtimeError(name: string, message: string, attributes: object = {}): Error {
    const className = name.replace(/^Runtime\./, "");
    // The bundle is minified: a class would lose the name it is written with.
    const { [className]: Named = Error } = { [className]: class extends Error {} };
    const error = Object.assign(new Named(message), name === "Error" ? {} : { name }, attributes);
    error.stack = `${name}: ${message}`;
    return error;
}

/** What a promise that nobody handles was rejected with, as the runtimes before Node.js 24 report it. */
export function rejectionError(reason: unknown, promise: unknown): Error {
    const name = "Runtime.UnhandledPromiseRejection";
    const error = runtimeError(name, toText(reason), { reason, promise });
    // Those runtimes keep the name out of what is logged.
    return Object.defineProperty(error, "name", { value: name, enumerable: false });
}

/** The result as JSON. Throws what the runtime reports where there is none. */
export function resultText(result: unknown, runtime: string): string {
    let text: string | undefined;
    try {
        text = JSON.stringify(result === undefined ? null : result);
    } catch {
        const name = isBefore24(runtime) ? "Error" : "Runtime.JSONStringifyError";
        throw runtimeError(name, "Unable to stringify response body");
    }
    // Symbols and functions have no JSON, and AWS's native client takes nothing but a text.
    if (text === undefined)
        throw Object.assign(new TypeError("Wrong arguments"), { stack: "TypeError: Wrong arguments" });
    return text;
}

function toText(value: unknown): string {
    try {
        return String(value);
    } catch {
        return "The reason cannot be read";
    }
}
