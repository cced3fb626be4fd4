import { validateHeaderName, validateHeaderValue } from "node:http";
import type { GatewayResponse } from "../program/program";
import type { GatewayResponseType, HttpAnswer } from "./gateway-response";
import { mappedValue, type RequestPlace, requestValue } from "./request-values";

// No API says what happens outside of every API, and GR11: nor what is too large. [GR11] which else.
const fixed = new Set<GatewayResponseType>(["FORBIDDEN", "REQUEST_TOO_LARGE", "EVENT_TOO_LARGE"]);

/**
 * API Gateway's own answer as the API's gateway responses make it: by the entry of its type, else by that of its family
 * (GR4), never by both (GR5). All other answers are as they were.
 */
export function ownResponse(answer: HttpAnswer, at: RequestPlace): HttpAnswer {
    const { own, statusCode } = answer;
    if (!own || fixed.has(own.type)) return answer;
    const place = own.authorizer ? { ...at, request: { ...at.request, authorizer: own.authorizer } } : at;
    const { gatewayResponses } = place.api;
    const response = gatewayResponses[own.type] ?? gatewayResponses[statusCode < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"];
    if (!response) return answer;
    const errors: Record<string, string> = {
        "error.message": own.message ?? "",
        "error.messageString": JSON.stringify(own.message),
        "error.responseType": own.type,
        // GR9: as it stands inside a JSON text.
        "error.validationErrorString": JSON.stringify(own.validationErrors ?? "").slice(1, -1),
    };
    const [contentType, body] = rendered(response, answer, (name) => {
        if (name.startsWith("context.error.")) return errors[name.slice(8)] ?? "";
        return requestValue(name, place) ?? "";
    });
    // GR3: the error type stays.
    const headers = ["Content-Type", contentType, ...answer.headers.slice(2)];
    for (const [name, source] of Object.entries(response.headers)) {
        const value = headerValue(source, errors, place);
        if (value === undefined || !isValid(name, value)) continue;
        if (name.toLowerCase() === "content-type") headers[1] = value;
        else headers.push(name, value);
    }
    // GR6
    return { ...answer, statusCode: response.statusCode ?? statusCode, headers, body };
}

function headerValue(source: string, errors: Record<string, string>, place: RequestPlace): string | undefined {
    // GR8: as a header the message has its quotes.
    if (source === "context.error.message") return errors["error.messageString"];
    return source.startsWith("context.error.") ? errors[source.slice(8)] : mappedValue(source, place);
}

// GR7: names are replaced, and all else is copied.
function rendered(
    { templates }: GatewayResponse,
    answer: HttpAnswer,
    value: (name: string) => string,
): [contentType: string, body: string | Buffer] {
    const [first] = Object.keys(templates);
    const contentType = "application/json" in templates ? "application/json" : first;
    // [GR2] what the built-in body becomes where only headers are one's own.
    if (contentType === undefined) return [answer.headers[1] ?? "", answer.body];
    const names = /\$((?:context|stageVariables)(?:\.\w+)+)/g;
    return [contentType, (templates[contentType] ?? "").replace(names, (_, name) => value(name))];
}

// A value of the request's may be none that can be sent.
function isValid(name: string, value: string): boolean {
    try {
        validateHeaderName(name);
        validateHeaderValue(name, value);
        return true;
    } catch {
        return false;
    }
}
