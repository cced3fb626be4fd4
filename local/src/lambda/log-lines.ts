import { printable } from "./printable";

/** Most bytes of log lines that one invocation may print (F29). */
const invocationLimit = 256 * 1024;

/** Collects what an execution environment logs into whole, printable lines. */
export interface LogLines {
    /** A line of the function's own log format. */
    line(text: string): void;
    /** Raw output of the process, cut anywhere. */
    output(chunk: string): void;
    /** Prints an unfinished line, and starts to count anew. */
    flush(): void;
}

/** Makes a collector; every printable line goes to `print`, control characters escaped. */
export function createLogLines(print: (line: string) => void): LogLines {
    let unfinished = "";
    let bytes = 0;
    const line = (text: string) => {
        if (bytes > invocationLimit) return;
        bytes += text.length;
        print(
            bytes > invocationLimit ? `… more than ${invocationLimit} bytes of log in one invocation` : printable(text),
        );
    };
    return {
        line,
        output: (chunk) => {
            const lines = `${unfinished}${chunk}`.split("\n");
            unfinished = lines.pop() ?? "";
            for (const text of lines) line(text);
            // A line without an end may not grow without one.
            if (unfinished.length > invocationLimit) {
                line(unfinished);
                unfinished = "";
            }
        },
        flush: () => {
            if (unfinished !== "") line(unfinished);
            unfinished = "";
            bytes = 0;
        },
    };
}
