import type { LambdaFunction } from "../program/program";
import { streamedResponse, wholeResponse } from "./caller-response";
import type { ExecutionEnvironment } from "./execution-environment";
import type { Print } from "./log-record";
import { platformEvents } from "./platform-events";
import { endLines, notBegunLine, reportOf, startLine } from "./report";
import type { ResponseReceiver } from "./response-receiver";

export interface InvocationRequest {
    requestId: string;
    /** `X-Amzn-Trace-Id`, for the function's environment. */
    traceId: string;
    /** JSON. */
    event: Buffer;
    /** Told of the response as it comes; without one the result is the whole of it. */
    receiver?: ResponseReceiver;
}

/**
 * How an invocation of the function ended: with a result, empty where it was streamed, with an error, whose message is undefined where the function had
 * no say in it, or not at all: `throttled` is Lambda's TooManyRequestsException.
 */
export type Invocation = { result: string } | { errorMessage: string | undefined } | "throttled";

/** What came of a request in one environment; `duration` in milliseconds, `streamed` if that is how the handler answers. */
export type Served = { invocation: Invocation; duration: number; streamed: boolean } | "not begun";

export interface InvocationOptions {
    print: Print;
    inspectPort: number | undefined;
    /** Most bytes that a handler may stream in one invocation; Lambda's limit if there is none given. */
    streamLimit?: number | undefined;
}

/**
 * Invokes a function in one environment, for as long as the function may run, and prints Lambda's lines. "not begun" if the
 * handler was not called: the request is still to be served.
 */
export function runInvocation(
    environment: ExecutionEnvironment,
    fn: LambdaFunction,
    { requestId, traceId, event, receiver }: InvocationRequest,
    initDuration: number | undefined,
    { print, inspectPort, streamLimit }: InvocationOptions,
    served: (served: Served) => void,
): void {
    // A person at a debugger takes longer than any timeout.
    const limit = inspectPort === undefined ? fn.timeout * 1000 : Number.POSITIVE_INFINITY;
    const response = receiver ? streamedResponse(receiver, streamLimit) : wholeResponse();
    const events = fn.logFormat === "JSON" ? platformEvents(fn) : undefined;
    let begun = false;
    environment.invoke({
        requestId,
        traceId,
        event,
        limit,
        receiver: response.receiver,
        begun: () => {
            begun = true;
            const inCloudWatch = events && (() => events.start(requestId));
            print(startLine(requestId), { type: "start", functionName: fn.name, requestId }, inCloudWatch);
        },
        over: (given) => {
            let outcome = given;
            if (outcome === "not begun") {
                if (begun) print(notBegunLine(requestId), { type: "not begun", functionName: fn.name, requestId });
                if (initDuration === undefined || !begun) return served("not begun");
                // There was no earlier invocation: the module itself left it behind, and would again.
                outcome = { ended: "exit", detail: "the handler was not called", duration: 0 };
            }
            const streamed = "streamed" in outcome;
            outcome = response.outcome(outcome);
            const errorMessage = "error" in outcome ? outcome.error.errorMessage : undefined;
            const report = reportOf({ fn, requestId, outcome, initDuration, maxMemory: environment.maxMemory() });
            const produced = () => ("result" in outcome ? (outcome.streamed ?? Buffer.byteLength(outcome.result)) : 0);
            const inCloudWatch = events && (() => events.done(requestId, report, produced()));
            print(endLines(requestId, report), report, inCloudWatch);
            served({
                invocation: "result" in outcome ? outcome : { errorMessage },
                duration: outcome.duration,
                streamed,
            });
        },
    });
}
