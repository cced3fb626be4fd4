import type { ExecutionEnvironment, Outcome } from "./execution-environment";
import type { LambdaFunction } from "./lambda-function";
import { endLines, notBegunLine, startLine } from "./report";

export interface InvocationRequest {
    requestId: string;
    /** `X-Amzn-Trace-Id`, for the function's environment. */
    traceId: string;
    /** JSON. */
    event: string;
}

/** How an invocation of the function ended. `throttled` is Lambda's TooManyRequestsException. */
export type Invocation = { result: string } | "function error" | "throttled";

/**
 * Invokes a function in an environment of its own, for as long as the function may run, and prints Lambda's lines. "not
 * begun" if what an earlier invocation left behind ended the environment before the handler was called (F10).
 */
export async function runInvocation(
    environment: ExecutionEnvironment,
    fn: LambdaFunction,
    { requestId, traceId, event }: InvocationRequest,
    initDuration: number | undefined,
    { print, inspectPort }: { print(line: string): void; inspectPort: number | undefined },
): Promise<Invocation | "not begun"> {
    print(startLine(requestId));
    const began = performance.now();
    // A person at a debugger takes longer than any timeout.
    const limit = inspectPort === undefined ? fn.timeout * 1000 : Number.POSITIVE_INFINITY;
    let outcome: Outcome = await environment.invoke(requestId, traceId, event, limit);
    if (outcome === "not begun") {
        if (initDuration === undefined) {
            print(notBegunLine(requestId));
            return outcome;
        }
        // There was no earlier invocation: the module itself left it behind, and would again.
        outcome = { ended: "exit", detail: "the handler was not called" };
    }
    const [duration, maxMemory] = [performance.now() - began, environment.maxMemory()];
    print(endLines({ requestId, fn, outcome, duration, initDuration, maxMemory }));
    return "result" in outcome ? outcome : "function error";
}
