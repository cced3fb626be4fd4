import type { Outcome } from "./handler-call";
import type { ResponseReceiver } from "./response-receiver";

/** The response of one invocation, made into what its caller has asked for. */
export interface CallerResponse {
    /** For what the handler streams. */
    receiver: ResponseReceiver;
    /** What the caller is told of how the invocation ended. */
    outcome(given: Ended): Ended;
}

type Ended = Exclude<Outcome, "not begun">;

/** Lambda's limits of a response, in bytes: of a whole one (X3), and of a streamed one, its metadata included. */
export const responseLimit = 6_291_556;
const streamLimit = 200 * 1024 * 1024;

/** For a caller that wants it whole: all that was streamed is the result, the metadata before an HTTP response too (ST22). */
export function wholeResponse(): CallerResponse {
    const chunks: Buffer[] = [];
    let length = 0;
    return {
        receiver: {
            write: (chunk) => {
                // Enough of it to be seen that it is too much.
                if (length <= responseLimit) chunks.push(chunk);
                length += chunk.length;
                return undefined;
            },
            end: () => {},
            cut: () => {},
        },
        outcome: (given) => {
            if (!("result" in given) || given.streamed === undefined) return given;
            return { ...given, result: Buffer.concat(chunks).toString() };
        },
    };
}

/**
 * For a caller that takes it as it comes: what is returned instead comes as one piece. Above `limit` bytes it is cut, and the
 * rest of it goes nowhere; [ST11] how AWS reports that.
 */
export function streamedResponse(caller: ResponseReceiver, limit = streamLimit): CallerResponse {
    let length = 0;
    let over = false;
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${limit} bytes).`;
    const once = (tell: (message?: string) => void) => (message?: string) => {
        if (!over) tell(message);
        over = true;
    };
    const [end, cut] = [once(caller.end), once(caller.cut)];
    const write = (chunk: Buffer) => {
        if (over) return undefined;
        const room = limit - length;
        length += chunk.length;
        if (length <= limit) return caller.write(chunk);
        caller.write(chunk.subarray(0, room));
        cut(errorMessage);
        return undefined;
    };
    return {
        receiver: { write, end, cut },
        outcome: (given) => {
            if ("result" in given && given.streamed === undefined) {
                write(Buffer.from(given.result));
                end();
            }
            cut();
            if (length <= limit) return given;
            const error = { errorType: "Function.ResponseSizeTooLarge", errorMessage, trace: [] };
            return { error, duration: given.duration };
        },
    };
}
