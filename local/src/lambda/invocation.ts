import type { LambdaFunction } from "../program/lambda-function";
import type { ExecutionEnvironment } from "./execution-environment";
import type { Print } from "./log-record";
import { endLines, notBegunLine, reportOf, startLine } from "./report";

export interface InvocationRequest {
    requestId: string;
    /** `X-Amzn-Trace-Id`, for the function's environment. */
    traceId: string;
    /** JSON. */
    event: Buffer;
}

/** How an invocation of the function ended. `throttled` is Lambda's TooManyRequestsException. */
export type Invocation = { result: string } | "function error" | "throttled";

/** What came of a request in one environment; `duration` in milliseconds. */
export type Served = { invocation: Invocation; duration: number } | "not begun";

/**
 * Invokes a function in one environment, for as long as the function may run, and prints Lambda's lines. "not begun" if the
 * handler was not called: the request is still to be served.
 */
export function runInvocation(
    environment: ExecutionEnvironment,
    fn: LambdaFunction,
    { requestId, traceId, event }: InvocationRequest,
    initDuration: number | undefined,
    { print, inspectPort }: { print: Print; inspectPort: number | undefined },
    served: (served: Served) => void,
): void {
    // A person at a debugger takes longer than any timeout.
    const limit = inspectPort === undefined ? fn.timeout * 1000 : Number.POSITIVE_INFINITY;
    const names = { functionName: fn.name, requestId };
    let begun = false;
    environment.invoke({
        ...{ requestId, traceId, event, limit },
        begun: () => {
            begun = true;
            print(startLine(requestId), { type: "start", ...names });
        },
        over: (given) => {
            let outcome = given;
            if (outcome === "not begun") {
                if (begun) print(notBegunLine(requestId), { type: "not begun", ...names });
                if (initDuration === undefined || !begun) return served("not begun");
                // There was no earlier invocation: the module itself left it behind, and would again.
                outcome = { ended: "exit", detail: "the handler was not called", duration: 0 };
            }
            const report = reportOf({ fn, outcome, initDuration, maxMemory: environment.maxMemory() });
            print(endLines(requestId, report), { type: "report", ...names, ...report });
            served({ invocation: "result" in outcome ? outcome : "function error", duration: outcome.duration });
        },
    });
}
