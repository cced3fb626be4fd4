import { readLate } from "./answer";
import { createLogLines, type LogLines } from "./log-lines";
import type { Print } from "./log-record";
import { printable } from "./printable";
import { lateErrorLine } from "./report";

/** The log of an execution environment: its function's lines, of which each is of the invocation that began last. */
export interface EnvironmentLog extends LogLines {
    /** To be called when an invocation begins. */
    begin(requestId: string): void;
    /** Takes the frame that says what something left behind has come to (F10). */
    late(payload: Buffer): void;
}

/** Makes the log of one environment of a function. */
export function createEnvironmentLog(functionName: string, print: Print): EnvironmentLog {
    let requestId: string | undefined;
    const lines = createLogLines((text, source) =>
        print(printable(text), { type: "function", functionName, requestId, source, text }),
    );
    return {
        ...lines,
        begin: (begun) => {
            requestId = begun;
        },
        late: (payload) => {
            const record = { type: "late error", functionName, ...readLate(payload) } as const;
            print(lateErrorLine(record), record);
        },
    };
}
