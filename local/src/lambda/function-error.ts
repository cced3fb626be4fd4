/** `errorType`, `errorMessage` and `trace`, as the Lambda runtime reports them. */
export interface FunctionError {
    errorType: string;
    errorMessage: string;
    trace: string[];
}

/** An error, or whatever was thrown in place of one, as the runtime reports it. Never throws. */
export function toFunctionError(error: unknown, errorType?: string): FunctionError {
    try {
        if (!(error instanceof Error))
            return { errorType: errorType ?? typeof error, errorMessage: String(error), trace: [] };
        const { name, message, stack } = error;
        const trace = typeof stack === "string" ? stack.split("\n") : [];
        return { errorType: errorType ?? String(name), errorMessage: String(message), trace };
    } catch {
        // Its properties throw, or it has no text.
        return { errorType: errorType ?? "handled", errorMessage: "The error thrown cannot be read", trace: [] };
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
