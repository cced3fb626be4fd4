/** `errorType`, `errorMessage` and `trace`, as the Lambda runtime reports them; each may be missing where the error lacks it. */
export interface FunctionError {
    errorType?: string;
    errorMessage?: string;
    trace?: string[];
}

/** Reads the JSON of a function error. A handler can write to the channel too, so it may be anything; undefined then. */
export function readFunctionError(text: string): FunctionError | undefined {
    try {
        const { errorType, errorMessage, trace } = JSON.parse(text);
        return {
            ...(errorType !== undefined && { errorType: String(errorType) }),
            ...(errorMessage !== undefined && { errorMessage: String(errorMessage) }),
            ...(trace !== undefined && { trace: [trace].flat().map(String) }),
        };
    } catch {
        return undefined;
    }
}
