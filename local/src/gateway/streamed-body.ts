import type { ResponseReceiver } from "../lambda/lambda";

/** Why a response, or the rest of it, did not come. */
export type NoResponse = "timeout" | "throttled" | { errorMessage: string | undefined };

/** Who sends a body as it comes. */
export interface BodySender extends Omit<ResponseReceiver, "cut"> {
    cut(why: NoResponse): void;
}

/** The body of an answer that is sent as it comes. */
export interface StreamedBody {
    /** Where the function gives it; it is not checked (ST7). */
    contentLength: number | undefined;
    /** Resolves when the function's invocation has ended, and has been reported. */
    invoked: Promise<void>;
    /** Begins to give the bytes to who sends them; called once. */
    flow(to: BodySender): void;
}

/** Keeps what comes of a body until it is known who sends it. */
export function createHeldBody(first: Buffer): {
    sender: BodySender;
    taken: Promise<void>;
    flow(to: BodySender): void;
} {
    const chunks = [first];
    let last: ((to: BodySender) => void) | undefined;
    let take = () => {};
    const taken = new Promise<void>((resolve) => {
        take = resolve;
    });
    return {
        taken,
        sender: {
            write: (chunk) => {
                chunks.push(chunk);
                return taken;
            },
            end: () => {
                last = (to) => to.end();
            },
            cut: (why) => {
                last = (to) => to.cut(why);
            },
        },
        flow: (to) => {
            const waits = chunks.map((chunk) => to.write(chunk));
            last?.(to);
            Promise.all(waits).then(take);
        },
    };
}
