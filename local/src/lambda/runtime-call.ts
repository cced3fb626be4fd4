/** A call of a handler that streams, on its way. */
export interface Call {
    outcome: Promise<unknown>;
    /** Bytes of the response it has streamed. */
    written(): number;
    /** What settles the outcome when the event loop is empty; undefined where only what the handler returned can. */
    whenEmpty(): (() => void) | undefined;
}
