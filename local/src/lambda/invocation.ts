import type { LambdaFunction } from "../program/lambda-function";
import type { ExecutionEnvironment } from "./execution-environment";
import { endLines, notBegunLine, startLine } from "./report";

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
    { print, inspectPort }: { print(line: string): void; inspectPort: number | undefined },
    served: (served: Served) => void,
): void {
    // A person at a debugger takes longer than any timeout.
    const limit = inspectPort === undefined ? fn.timeout * 1000 : Number.POSITIVE_INFINITY;
    let begun = false;
    environment.invoke({
        ...{ requestId, traceId, event, limit },
        begun: () => {
            begun = true;
            print(startLine(requestId));
        },
        over: (given) => {
            let outcome = given;
            if (outcome === "not begun") {
                if (begun) print(notBegunLine(requestId));
                if (initDuration === undefined || !begun) return served("not begun");
                // There was no earlier invocation: the module itself left it behind, and would again.
                outcome = { ended: "exit", detail: "the handler was not called", duration: 0 };
            }
            print(endLines({ requestId, fn, outcome, initDuration, maxMemory: environment.maxMemory() }));
            served({ invocation: "result" in outcome ? outcome : "function error", duration: outcome.duration });
        },
    });
}
