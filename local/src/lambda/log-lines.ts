import type { LogSource } from "./log-record";

/** Most bytes of log lines that one invocation may print (F29). */
const invocationLimit = 256 * 1024;

/** Collects what an execution environment logs into whole lines. */
export interface LogLines {
    /** A line of the function's own log format. */
    line(text: string): void;
    /** Raw output of the process, cut anywhere. */
    output(chunk: string): void;
    /** Prints an unfinished line, and starts to count anew. */
    flush(): void;
}

/** Makes a collector; every line goes to `print`, as it was written. */
export function createLogLines(print: (line: string, source: LogSource) => void): LogLines {
    let unfinished = "";
    let bytes = 0;
    const line = (text: string, source: LogSource) => {
        if (bytes > invocationLimit) return;
        bytes += text.length;
        const more = `… more than ${invocationLimit} bytes of log in one invocation`;
        print(bytes > invocationLimit ? more : text, source);
    };
    return {
        line: (text) => line(text, "console"),
        output: (chunk) => {
            const lines = `${unfinished}${chunk}`.split("\n");
            unfinished = lines.pop() ?? "";
            for (const text of lines) line(text, "output");
            // A line without an end may not grow without one.
            if (unfinished.length > invocationLimit) {
                line(unfinished, "output");
                unfinished = "";
            }
        },
        flush: () => {
            if (unfinished !== "") line(unfinished, "output");
            unfinished = "";
            bytes = 0;
        },
    };
}
