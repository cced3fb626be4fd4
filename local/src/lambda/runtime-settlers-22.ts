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

    function complete(result: unknown, settler?: Settler): void {
        if (completed) {
            console.error(alreadyCompleted);
            return;
        }
        completed = true;
        try {
            reportResult(
                requestId,
                resultText(result, () => new Error("Unable to stringify response body")),
            );
        } catch (error) {
            if (settler) addFrames(error as Error, settler);
            throw error;
        }
        next();
    }

    function settle(error: unknown, succeeded: () => void): void {
        onEmptyLoop(() => {});
        if (error !== undefined && error !== null) fail(error);
        else succeeded();
    }

    const onlyFirst = (settleBy: (settler: Settler, ...given: unknown[]) => void, depth: number) => {
        const settler = { depth } as Settler;
        // Without a name, as AWS's.
        settler.called = (...given: unknown[]) => {
            if (finished) return;
            settleBy(settler, ...given);
            // What failed on the way may be settled once more.
            finished = true;
        };
        return settler.called;
    };
    return {
        callback: onlyFirst(
            (settler, error, result) =>
                settle(error, () => {
                    if (waits) onEmptyLoop(() => nextTurn(() => complete(result)));
                    else complete(result, settler);
                }),
            5,
        ),
        context: {
            get callbackWaitsForEmptyEventLoop() {
                return waits;
            },
            set callbackWaitsForEmptyEventLoop(value) {
                waits = value;
            },
            succeed: onlyFirst((settler, result) => settle(null, () => complete(result, settler)), 6),
            fail: onlyFirst((_, error) => settle(error ?? "handled", () => {}), 6),
            done: onlyFirst((settler, error, result) => settle(error, () => complete(result, settler)), 5),
        },
        whenEmpty: () => {
            completed = true;
            reportResult(requestId, "null");
            next();
        },
    };
}

/** What a handler called, and how many frames AWS's runtime has on top of it where it makes JSON of the result. */
interface Settler {
    called: (...given: unknown[]) => void;
    depth: number;
}

// Who called is told in as many lines as AWS's own frames leave of the stack.
function addFrames(error: Error, { called, depth }: Settler): void {
    const own = error instanceof TypeError ? depth - 1 : depth;
    const head = String(error);
    Error.captureStackTrace(error, called);
    const frames = String(error.stack).split("\n").slice(1);
    error.stack = [head, ...frames.slice(0, Math.max(0, Error.stackTraceLimit - own))].join("\n");
}

const alreadyCompleted =
    "Invocation has already been reported as done. Cannot call complete more than once per invocation.";
