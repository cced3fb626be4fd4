/**
 * Puts what the program warns of into a list, and fails with what it logs as an error, as an update does; without an engine
 * the SDK would print both. Returns what ends that.
 */
export function collectLog(warnings: string[], fail: (error: Error) => void): () => void {
    const { warn, error } = console;
    console.warn = (message: unknown, ...rest: unknown[]) => {
        const text = told("warning", message);
        if (text === undefined) warn(message, ...rest);
        else warnings.push(text);
    };
    console.error = (message: unknown, ...rest: unknown[]) => {
        const text = told("error", message);
        if (text === undefined) error(message, ...rest);
        else fail(new Error(text));
    };
    return () => Object.assign(console, { warn, error });
}

function told(severity: string, message: unknown): string | undefined {
    return new RegExp(`^${severity}: \\[runtime\\] (.*)$`, "s").exec(String(message))?.[1];
}
