import type { InvocationHead } from "./frames";
import type { FunctionError } from "./function-error";
import type { ResponseReceiver } from "./response-receiver";

/**
 * How an invocation ended: with the result's JSON, empty where so many bytes were streamed to the receiver, with the function's error, or with the end of its environment; and after
 * how many milliseconds. "not begun" if the handler was not called with its event (F10).
 */
export type Outcome =
    | (({ result: string; streamed?: number } | { error: FunctionError } | Ended) & { duration: number })
    | "not begun";
type Ended = { ended: End; detail: string };
export type End = "exit" | "timeout" | "memory";

/** One call of the handler, and who is told when it begins and how it ended. */
export interface HandlerCall extends InvocationHead {
    /** JSON. */
    event: Buffer;
    /** Told of a response that the handler streams; without one it goes nowhere. */
    receiver?: ResponseReceiver;
    begun(): void;
    over(outcome: Outcome): void;
}
