import { resultText } from "./runtime-error";
import { functionError } from "./runtime-error-22";
import { reportError, reportResult } from "./runtime-session";

/** The ways to settle an invocation on Node.js 22: of all, the first one counts. */
export interface Settlers {
    /** The handler's third argument. */
    callback(error: unknown, result?: unknown): void;
    /** What the context has of them. */
    context: {
        callbackWaitsForEmptyEventLoop: boolean;
        succeed(result: unknown): void;
        fail(error: unknown): void;
        done(error: unknown, result?: unknown): void;
    };
    /** What holds as long as none was called: the result is null once the event loop is empty. */
    whenEmpty(): void;
}

// A handler may leave clocks of its own in place of the global ones.
const nextTurn = setImmediate;

/** `onEmptyLoop` sets what is done once the event loop is empty; `next` is called when the invocation has its answer. */
export function createSettlers(
    requestId: string,
    logError: (what: string, error: unknown) => void,
    onEmptyLoop: (listener: () => void) => void,
    next: () => void,
): Settlers {
    let completed = false;
    let finished = false;
    let waits = true;

    function fail(error: unknown): void {
        logError("Invoke Error", error);
        reportError(requestId, JSON.stringify(functionError(error)));
        next();
    }

    function complete(result: unknown): void {
        if (completed) {
            console.error(alreadyCompleted);
            return;
        }
        completed = true;
        reportResult(
            requestId,
            resultText(result, () => new Error("Unable to stringify response body")),
        );
        next();
    }

    function settle(error: unknown, succeeded: () => void): void {
        onEmptyLoop(() => {});
        if (error !== undefined && error !== null) fail(error);
        else succeeded();
    }

    const done = (error: unknown, result?: unknown) => settle(error, () => complete(result));
    const onlyFirst =
        <Given extends unknown[]>(settler: (...given: Given) => void) =>
        (...given: Given) => {
            if (finished) return;
            settler(...given);
            // What failed on the way may be settled once more.
            finished = true;
        };
    return {
        callback: onlyFirst((error: unknown, result?: unknown) =>
            settle(error, () => {
                if (waits) onEmptyLoop(() => nextTurn(() => complete(result)));
                else complete(result);
            }),
        ),
        context: {
            get callbackWaitsForEmptyEventLoop() {
                return waits;
            },
            set callbackWaitsForEmptyEventLoop(value) {
                waits = value;
            },
            succeed: onlyFirst((result: unknown) => done(null, result)),
            fail: onlyFirst((error: unknown) => done(error ?? "handled", null)),
            done: onlyFirst(done),
        },
        whenEmpty: () => {
            completed = true;
            reportResult(requestId, "null");
            next();
        },
    };
}

const alreadyCompleted =
    "Invocation has already been reported as done. Cannot call complete more than once per invocation.";
