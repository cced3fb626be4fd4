import type { MockIntegration } from "../program/program";
import { isBinary } from "./binary-media-types";
import { rawHeader } from "./event-headers";
import type { GatewayRequest } from "./gateway-request";
import { gatewayResponse, type HttpAnswer } from "./gateway-response";
import { mappedValue, type RequestPlace } from "./request-values";

/**
 * What a MOCK integration answers: its request template, chosen by the Content-Type, holds a status, and that chooses one of
 * its responses (MK6). Templates are static; those of another kind are refused when the program is read.
 */
export function mockResponse(mock: MockIntegration, request: GatewayRequest, place: RequestPlace): HttpAnswer {
    const contentType = rawHeader(request.rawHeaders, "content-type");
    // MK5
    if (isBinary(place.api.binaryMediaTypes, contentType) && !mock.convertsToText)
        return gatewayResponse("API_CONFIGURATION_ERROR");
    const template = mock.requestTemplates[mediaType(contentType)];
    if (template === undefined && refuses(mock)) return gatewayResponse("UNSUPPORTED_MEDIA_TYPE"); // RV11
    const status = statusOf(template ?? request.body.toString()); // MK4: without a template the body passes through
    const response = status === undefined ? undefined : select(mock, status);
    if (!response) return gatewayResponse("API_CONFIGURATION_ERROR");
    const [first = "application/json"] = Object.keys(response.templates);
    const type = "application/json" in response.templates ? "application/json" : first;
    const headers = ["Content-Type", type]; // MK3
    for (const [name, source] of Object.entries(response.headers)) {
        const value = mappedValue(source, place);
        if (value === undefined) continue;
        if (name.toLowerCase() === "content-type") headers[1] = value;
        else headers.push(name, value);
    }
    return { statusCode: response.statusCode, headers, body: response.templates[type] ?? "" };
}

// MK4: parameters do not count, and none is JSON's.
function mediaType(contentType: string | undefined): string {
    return contentType?.split(";", 1)[0]?.trim().toLowerCase() || "application/json";
}

function refuses({ passthroughBehavior, requestTemplates }: MockIntegration): boolean {
    if (passthroughBehavior === "WHEN_NO_TEMPLATES") return Object.keys(requestTemplates).length > 0;
    return passthroughBehavior === "NEVER";
}

// MK2: it need not be JSON, but the status must be a number. What is nested, or stands in a text, is none.
function statusOf(template: string): number | undefined {
    const tokens = template.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[{}[\],:]|[^\s{}[\],:"']+/gs) ?? [];
    let depth = 0;
    for (const [index, token] of tokens.entries()) {
        if (token === "{" || token === "[") depth++;
        if (token === "}" || token === "]") depth--;
        const [colon, value = "", after = ","] = tokens.slice(index + 1, index + 4);
        const isKey = depth <= 1 && /^(["']?)statusCode\1$/.test(token) && colon === ":";
        if (isKey && /^\d{3}$/.test(value) && /[,}]/.test(after)) return Number(value);
    }
    return undefined;
}

function select({ responses }: MockIntegration, status: number) {
    const matching = responses.filter(
        ({ selectionPattern }) => selectionPattern !== undefined && isMatch(selectionPattern, String(status)),
    );
    return (
        matching.find(({ statusCode }) => statusCode === status) ??
        matching[0] ??
        responses.find(({ selectionPattern }) => selectionPattern === undefined)
    );
}

function isMatch(pattern: string, status: string): boolean {
    try {
        return new RegExp(`^(?:${pattern})$`).test(status);
    } catch {
        return false;
    }
}
