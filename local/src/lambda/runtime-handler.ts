import type { InvocationHead } from "./frames";

/** What a module exports as its handler. */
export type HandlerFunction = (
    event: unknown,
    context: object,
    callback?: (error: unknown, result?: unknown) => void,
) => unknown;

/** Serves one invocation, and resolves when the next one may begin. */
export type Serve = (head: InvocationHead, eventText: string) => Promise<void>;
