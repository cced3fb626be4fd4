import type { Method, RestApi } from "../program/program";
import type { NoResponse } from "./streamed-body";

/** Why a request has an answer that is not the function's. */
export interface Why {
    /** Number of the fact, `R9`. */
    fact: string;
    reason: string;
    /** What to do about it. */
    advice: string;
}

/** R9, with the routes that were most likely meant: those with the same path, or with the path most alike. */
export function noRoute({ methods, stageName }: RestApi, httpMethod: string, path: string): Why {
    const wanted = path.slice(stageName.length + 1) || "/";
    const samePath = methods.filter(({ resourcePath }) => resourcePath === wanted);
    const near = samePath.length > 0 ? samePath : nearest(methods, wanted);
    const keys = near.map((method) => `${method.httpMethod} ${method.resourcePath}`).join(", ");
    const advice = `${httpMethod} ${wanted} is none of its routes; ${keys === "" ? "it has none" : `nearest: ${keys}`}`;
    return { fact: "R9", reason: "no route has this method and path", advice };
}

/** R11 */
export function noStage(stageNames: string[]): Why {
    return {
        fact: "R11",
        reason: "the path begins with no stage of this API",
        advice: `its paths begin with ${stageNames.map((name) => `/${name}/`).join(" or ")}`,
    };
}

/** X7 */
export const unsigned: Why = {
    fact: "X7",
    reason: "the route wants a signature (AWS_IAM), and the request has none",
    advice: "sign it, as curl does with --aws-sigv4 and --user; here any signature is taken",
};

/** X4 */
export function keyRefused(given: boolean): Why {
    return {
        fact: "X4",
        reason: given ? "the API key is not accepted" : "the route wants an API key, and the request has none",
        advice: given
            ? "start with --api-key and its value to accept it"
            : "send the header x-api-key with a key that --api-key VALUE accepts",
    };
}

/** X1 */
export const bodyTooLarge: Why = {
    fact: "X1",
    reason: "the body is larger than the 10 MB (10485760 bytes) that API Gateway takes",
    advice: "upload large files to S3, with a presigned URL",
};

/** X2 */
export function eventTooLarge(bytes: number): Why {
    return {
        fact: "X2",
        reason: `the event has ${bytes} bytes, body included, and Lambda takes 6 MB (6291456)`,
        advice: "base64 makes a binary body a third larger; upload large files to S3, with a presigned URL",
    };
}

/** X9 */
export function overLimit(what: string, length: number, limit: number): Why {
    return { fact: "X9", reason: `${what} may have ${limit} characters, not ${length}`, advice: "make it shorter" };
}

/** A refusal of the local server's, which AWS would not make. */
export function ownRule(sentence: string): Why {
    return { fact: "F16 to F22", reason: sentence, advice: "AWS has no such rule; it protects this machine" };
}

/** What went wrong in the local server itself. */
export function ownError(error: unknown): Why {
    const reason = `the local server failed: ${error instanceof Error ? error.message : error}`;
    return { fact: "F33", reason, advice: "start with --verbose for its stack, and report it" };
}

/** P23, P25 */
export const notInvocable: Why = {
    fact: "P23",
    reason: "API Gateway may not invoke the function",
    advice: "look at the integration's role or the function's Permission, and that the integration's method is POST",
};

/** P24 */
export const throttled: Why = {
    fact: "P24",
    reason: "too many requests run in the function",
    advice: "look at reservedConcurrentExecutions, and at --max-concurrency",
};

/** P22 */
export function timedOut({ timeoutMilliseconds }: Method): Why {
    return {
        fact: "P22",
        reason: `the function has not answered within the integration's ${timeoutMilliseconds / 1000} s`,
        advice: "it goes on until its own timeout; its log tells what it was doing",
    };
}

/** P20, P21; `missing` is a file that the function looked for in its archive. */
export function functionFailed(missing?: string): Why {
    const advice =
        missing === undefined
            ? "its log says how"
            : `its archive has no file ${missing}: what it reads, the program must put there`;
    return { fact: "P20", reason: "the function failed", advice };
}

/** ST12, ST20: a response that was on its way already. */
export function streamCut(end: NoResponse): Why {
    if (typeof end === "object" && end.errorMessage !== undefined)
        return { fact: "ST11", reason: end.errorMessage, advice: "--no-stream-limit lifts that here" };
    if (end !== "timeout") return { ...functionFailed(), fact: "ST20" };
    return {
        fact: "ST12",
        reason: "the integration's timeout has passed, or no byte came for 5 minutes, with EDGE for 30 s",
        advice: "the function goes on until its own timeout",
    };
}

// By letters that two paths have in common at their beginning and end; three are enough to see a slip.
function nearest(methods: Method[], path: string): Method[] {
    const score = ({ resourcePath }: Method) =>
        common(resourcePath, path) + common(reversed(resourcePath), reversed(path));
    return [...methods].sort((a, b) => score(b) - score(a)).slice(0, 3);
}

function common(a: string, b: string): number {
    let length = 0;
    while (length < a.length && a[length] === b[length]) length++;
    return length;
}

function reversed(text: string): string {
    return [...text].reverse().join("");
}
