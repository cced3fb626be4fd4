import type { ExecutionEnvironment } from "./execution-environment";
import type { LambdaFunction } from "./lambda-function";
import { endLines, startLine } from "./report";

export interface InvocationRequest {
    requestId: string;
    /** `X-Amzn-Trace-Id`, for the function's environment. */
    traceId: string;
    /** JSON. */
    event: string;
}

/** How an invocation of the function ended. `throttled` is Lambda's TooManyRequestsException. */
export type Invocation = { result: string } | "function error" | "throttled";

/** Invokes a function in an environment of its own, for as long as the function may run, and prints Lambda's lines. */
export async function runInvocation(
    environment: ExecutionEnvironment,
    fn: LambdaFunction,
    { requestId, traceId, event }: InvocationRequest,
    initDuration: number | undefined,
    { print, inspectPort }: { print(line: string): void; inspectPort: number | undefined },
): Promise<Invocation> {
    print(startLine(requestId));
    const began = performance.now();
    // A person at a debugger takes longer than any timeout.
    const limit = inspectPort === undefined ? fn.timeout * 1000 : Number.POSITIVE_INFINITY;
    const outcome = await environment.invoke(requestId, traceId, event, limit);
    const [duration, maxMemory] = [performance.now() - began, environment.maxMemory()];
    print(endLines({ requestId, fn, outcome, duration, initDuration, maxMemory }));
    return "result" in outcome ? outcome : "function error";
}
