import type { HttpAnswer } from "./gateway-response";
import { refusals } from "./refusals";
import type { Why } from "./why";

/**
 * One line for an answer that is API Gateway's own, which the function's log says nothing of: status, method, path, why, and
 * the id that the client was given. Undefined for all others.
 */
export function errorLine(
    { statusCode, own }: HttpAnswer,
    httpMethod: string,
    path: string,
    requestId: string,
    why?: Why,
): string | undefined {
    if (!own) return undefined;
    const { reason, advice } = why ?? refusals[own.type];
    return `${statusCode} ${httpMethod} ${path.slice(0, 200)}: ${reason}, ${advice} (x-amzn-RequestId ${requestId})`;
}

/** One line for a request that a rule of this server's own refuses, in its sentence. */
export function refusalLine(statusCode: number, httpMethod: string, path: string, sentence: string): string {
    return `${statusCode} ${httpMethod} ${path.slice(0, 200)}: ${sentence.trim()}`;
}

/** One line for a streamed answer that ended before it was complete. */
export function cutLine(
    { statusCode }: HttpAnswer,
    httpMethod: string,
    path: string,
    requestId: string,
    { reason, advice }: Why,
): string {
    return `${statusCode} ${httpMethod} ${path.slice(0, 200)}: cut off, ${reason}, ${advice} (x-amzn-RequestId ${requestId})`;
}
