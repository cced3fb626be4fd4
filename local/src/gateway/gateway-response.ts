import { createHash } from "node:crypto";
import type { StreamedBody } from "./streamed-body";

/** An answer ready to be sent: headers flat (name, value, name, value …), without those that every answer has. */
export interface HttpAnswer {
    statusCode: number;
    headers: string[];
    /** A text is sent as UTF-8. */
    body: string | Buffer;
    /** Of an answer that is API Gateway's own: what a gateway response of the API's may say otherwise. */
    own?: OwnAnswer;
    /** In place of the body. */
    stream?: StreamedBody;
}

export interface OwnAnswer {
    type: GatewayResponseType;
    message: string | null;
    /** What is wrong with the body, by the model. */
    validationErrors?: string;
    /** The authorizer's context, where its policy denies. */
    authorizer?: Record<string, unknown>;
}

/** An answer of API Gateway's own, before any function has a say. */
export type GatewayResponseType = keyof typeof responses;

// Default gateway responses (X8). The messages' spacing is AWS's (P28): the front end writes its JSON without a space,
// the integration with one.
const responses = {
    MISSING_AUTHENTICATION_TOKEN: [403, "MissingAuthenticationTokenException", front, "Missing Authentication Token"], // R9, X7
    INVALID_SIGNATURE: [403, "IncompleteSignatureException", front, ""], // [R10] of which type it is
    FORBIDDEN: [403, "ForbiddenException", front, "Forbidden"], // R11
    INVALID_API_KEY: [403, "ForbiddenException", front, "Forbidden"], // X4
    UNAUTHORIZED: [401, "UnauthorizedException", front, "Unauthorized"], // AU13
    ACCESS_DENIED: [403, "AccessDeniedException", denial, "User is not authorized to access this resource"], // AU15
    AUTHORIZER_FAILURE: [500, "AuthorizerConfigurationException", front, null], // AU17, AU21
    AUTHORIZER_CONFIGURATION_ERROR: [500, "AuthorizerConfigurationException", front, null], // AU20, [AU21] which of the two
    THROTTLED: [429, "TooManyRequestsException", front, "Too Many Requests"], // UK6
    QUOTA_EXCEEDED: [429, "LimitExceededException", front, "Limit Exceeded"], // UK7
    BAD_REQUEST_PARAMETERS: [400, "BadRequestException", integration, ""], // RV2
    BAD_REQUEST_BODY: [400, "BadRequestException", integration, "Invalid request body"], // RV5
    UNSUPPORTED_MEDIA_TYPE: [415, "BadRequestException", integration, "Unsupported Media Type"], // RV11, [RV11] its bytes
    // [X1], [X2] the error type of both.
    REQUEST_TOO_LARGE: [
        413,
        "RequestEntityTooLargeException",
        plainText,
        "HTTP content length exceeded 10485760 bytes.",
    ], // X1
    EVENT_TOO_LARGE: [413, "RequestEntityTooLargeException", integration, "Request Too Long"], // X2
    INTEGRATION_FAILURE: [502, "InternalServerErrorException", integration, "Internal server error"], // P20, P10
    API_CONFIGURATION_ERROR: [500, "InternalServerErrorException", integration, "Internal server error"], // P23, P24
    INTEGRATION_TIMEOUT: [504, "InternalServerErrorException", integration, "Endpoint request timed out"], // P22
} as const satisfies Record<string, readonly [number, string, (message: string | null) => string, string | null]>;

/** The gateway response of a type, with its own message or another. */
export function gatewayResponse(
    type: GatewayResponseType,
    message: string | null = responses[type][3],
    more: Pick<OwnAnswer, "validationErrors" | "authorizer"> = {},
): HttpAnswer {
    const [statusCode, errorType, write] = responses[type];
    const body = write(message);
    // X1: the one body that is not JSON; [X1] of which type it then is.
    const contentType = body.startsWith("{") ? "application/json" : "text/plain";
    return {
        statusCode,
        headers: ["Content-Type", contentType, "x-amzn-ErrorType", errorType],
        body,
        own: { type, message, ...more },
    };
}

/**
 * What a request gets where it needs a signature, or its path and method are no route (R9), by its `Authorization`
 * header: with one that is not a signature, AWS complains of that first (R10); [R10] whatever else it is.
 */
export function missingAuthentication(authorization: string | undefined): HttpAnswer {
    if (authorization === undefined || isSignature(authorization))
        return gatewayResponse("MISSING_AUTHENTICATION_TOKEN");
    const hash = createHash("sha256").update(authorization).digest("base64");
    const message = `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hash}'.`;
    return gatewayResponse("INVALID_SIGNATURE", message);
}

/** Says whether an `Authorization` header is an AWS signature, version 4. */
export function isSignature(authorization: string): boolean {
    return authorization.startsWith("AWS4-HMAC-SHA256");
}

function front(message: string | null): string {
    return JSON.stringify({ message });
}

// AU14: with a capital.
function denial(message: string | null): string {
    return JSON.stringify({ Message: message });
}

function integration(message: string | null): string {
    return `{"message": ${JSON.stringify(message)}}`;
}

function plainText(message: string | null): string {
    return message ?? "";
}
