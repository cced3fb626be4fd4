/** Who is told of the response that a handler streams. */
export interface ResponseReceiver {
    /** Takes what the handler has written. Where it returns a promise, no more comes before that is settled. */
    write(chunk: Buffer): Promise<void> | undefined;
    /** The response is complete, though the handler may go on. */
    end(): void;
    /** No more comes, and the response is not complete; why, where the function itself has not failed. */
    cut(errorMessage?: string): void;
}
