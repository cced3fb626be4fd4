/**
 * Puts what the program warns of into a list; without an engine the SDK would print it. Returns what ends that.
 */
export function collectWarnings(warnings: string[]): () => void {
    const { warn } = console;
    console.warn = (message: unknown, ...rest: unknown[]) => {
        const text = /^warning: \[runtime\] (.*)$/s.exec(String(message))?.[1];
        if (text === undefined) warn(message, ...rest);
        else warnings.push(text);
    };
    return () => {
        console.warn = warn;
    };
}
