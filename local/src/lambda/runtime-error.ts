import { Module } from "./runtime-modules";

/** Whether the runtime is one of those that end with Node.js 22. The graph's decides, not the Node.js of this machine. */
export function isBefore24(runtime: string): boolean {
    return Number(/\d+/.exec(runtime)?.[0]) < 24;
}

/** What is reported of an error that cannot be read. */
export const unreadable = {
    errorType: "handled",
    errorMessage:
        "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
};

/** An error that is named as the runtime names its own. In logs its type is the name of its class. */
export function runtimeError(name: string, message: string): Error {
    const className = name.replace(/^Runtime\./, "");
    const { [className]: Named = Error } = { [className]: class extends Error {} };
    return withoutFrames(Object.assign(new Named(message), name === "Error" ? {} : { name }));
}

/** An error of the runtime's own, with nothing of the runtime in its stack. */
export function withoutFrames<Thrown extends Error>(error: Thrown): Thrown {
    // The first line is made when it is read first; by then the error has its name.
    error.stack = String(error);
    return error;
}

/** The JSON of a result. Throws `unserializable()` where it has none. */
export function resultText(result: unknown, unserializable: () => Error): string {
    let text: string | undefined;
    try {
        text = JSON.stringify(result === undefined ? null : result);
    } catch {
        throw withoutFrames(unserializable());
    }
    // Symbols and functions have no JSON, and AWS's native client takes nothing but a text.
    if (text === undefined) throw withoutFrames(new TypeError("Wrong arguments"));
    return text;
}

/** Names, message and stack with the one character that is no header's. */
export function withoutDelete(text: string): string {
    return text.replaceAll("\x7f", "%7F");
}

/** What Node's HTTP client throws at the type of an init error that no header can hold: AWS's runtimes post it in one. */
export function refusedErrorType(errorType: string | undefined): unknown {
    if (errorType !== undefined && !/[^\t\x20-\x7e\x80-\xff]/.test(errorType)) return undefined;
    const http = Module._load("node:http") as typeof import("node:http");
    try {
        http.request({ headers: { "Lambda-Runtime-Function-Error-Type": errorType } }).destroy();
    } catch (error) {
        return error;
    }
}
