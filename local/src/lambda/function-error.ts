/** `errorType`, `errorMessage` and `trace`, as the Lambda runtime reports them. */
export interface FunctionError {
    errorType: string;
    errorMessage: string;
    trace: string[];
}

const unreadable =
    "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack";

/** An error, or whatever was thrown in place of one, as the runtime reports it. Never throws. */
export function toFunctionError(error: unknown, errorType?: string): FunctionError {
    try {
        if (!(error instanceof Error))
            return { errorType: errorType ?? typeof error, errorMessage: String(error), trace: [] };
        const { name, message, stack } = error;
        const trace = stack?.replaceAll("\x7f", "%7F").split("\n") ?? [];
        const [type, text] = [name, message].map((part) => part.replaceAll("\x7f", "%7F"));
        return { errorType: errorType ?? String(type), errorMessage: String(text), trace };
    } catch {
        // Its properties throw or are no texts, or it has no text itself.
        return { errorType: errorType ?? "handled", errorMessage: unreadable, trace: [] };
    }
}

/** Reads the JSON of a function error. A handler can write to the channel too, so it may be anything; undefined then. */
export function readFunctionError(text: string): FunctionError | undefined {
    try {
        const { errorType, errorMessage, trace } = JSON.parse(text);
        return { errorType: String(errorType), errorMessage: String(errorMessage), trace: [trace].flat().map(String) };
    } catch {
        return undefined;
    }
}
