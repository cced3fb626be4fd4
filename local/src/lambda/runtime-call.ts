/** What a module exports as its handler. */
export type HandlerFunction = (
    event: unknown,
    context: object,
    callback?: (error: unknown, result?: unknown) => void,
) => unknown;

/** A call of the handler that is on its way. */
export interface Call {
    outcome: Promise<unknown>;
    /** Bytes of the response it has streamed; undefined where the outcome is the response. */
    written?(): number;
    /** What settles the outcome when the event loop is empty; undefined where only what the handler returned can. */
    whenEmpty(): (() => void) | undefined;
}

// A handler may leave a clock of its own in place of the global one.
const nextTurn = setImmediate;

/**
 * Calls a handler as the runtimes from Node.js 24 on do: what it returns, or the promise of it, is the result (P11). One
 * turn of the event loop follows, in which what the handler started and nobody awaits can still fail the invocation (F9).
 */
export function callAsync(fn: HandlerFunction, event: unknown, context: object): Call {
    const outcome = async () => {
        try {
            return await fn(event, context);
        } finally {
            await new Promise((resolve) => nextTurn(resolve));
        }
    };
    return { outcome: outcome(), whenEmpty: () => undefined };
}

/**
 * Calls a handler as the runtimes before Node.js 24 do. Its promise, its callback or context.succeed, fail and done settle
 * the outcome, whichever comes first; without any, it is null once the event loop is empty, even for a promise. What
 * the callback is given waits for that too, unless context.callbackWaitsForEmptyEventLoop is false.
 */
export function callWithCallback(fn: HandlerFunction, event: unknown, context: object): Call {
    let whenEmpty: (() => void) | undefined;
    const outcome = new Promise<unknown>((resolve, reject) => {
        let settled = false;
        const settle = (error: unknown, result: unknown, waits: boolean) => {
            if (settled) return;
            settled = true;
            if (error !== undefined && error !== null) reject(error);
            else if (waits) whenEmpty = () => resolve(result);
            else resolve(result);
        };
        const whole = Object.assign(context, {
            callbackWaitsForEmptyEventLoop: true,
            done: (error: unknown, result?: unknown) => settle(error, result, false),
            succeed: (result: unknown) => settle(undefined, result, false),
            fail: (error: unknown) => settle(error ?? "handled", undefined, false),
        });
        const returned = fn(event, whole, (error, result) =>
            settle(error, result, whole.callbackWaitsForEmptyEventLoop),
        );
        if (isPromise(returned)) returned.then(whole.succeed, whole.fail);
        whenEmpty ??= () => resolve(null);
    });
    return { outcome, whenEmpty: () => whenEmpty };
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
    return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}
