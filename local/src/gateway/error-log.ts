import type { HttpAnswer } from "./gateway-response";
import type { Why } from "./why";

// By status, or by error type where several have one status. What API Gateway logs nowhere, and its client is not told.
const reasons: Record<string, string> = {
    MissingAuthenticationTokenException: "no route has this method and path, or the route wants a signature",
    IncompleteSignatureException: "no route has this method and path, or the route wants a signature",
    ForbiddenException: "the path begins with no stage of this API, or the API key is not accepted",
    413: "the body is larger than API Gateway (10 MB) or Lambda (6 MB, with all of the event) takes",
    500: "API Gateway may not invoke the function, or too many requests run",
    502: "the function failed, or its result is not of the form that API Gateway takes",
    504: "the integration's timeout has passed; the function goes on until its own",
};

/**
 * One line for an answer that is API Gateway's own, which the function's log says nothing of: status, method, path, why, and
 * the id that the client was given. Undefined for all others.
 */
export function errorLine(
    { statusCode, headers }: HttpAnswer,
    httpMethod: string,
    path: string,
    requestId: string,
    why?: Why,
): string | undefined {
    const index = headers.indexOf("x-amzn-ErrorType");
    if (index === -1) return undefined;
    const known = reasons[headers[index + 1] ?? ""] ?? reasons[statusCode] ?? "";
    const reason = why ? `${why.reason}, ${why.advice}` : known;
    return `${statusCode} ${httpMethod} ${path.slice(0, 200)}: ${reason} (x-amzn-RequestId ${requestId})`;
}
