import assert from "node:assert/strict";
import {
    type GatewayResponseType,
    gatewayResponse,
    type HttpAnswer,
    missingAuthentication,
} from "../../src/gateway/gateway-response";

function shown({ statusCode, headers, body }: HttpAnswer) {
    return [statusCode, headers, body.toString()];
}

describe("gateway response", () => {
    const json = (errorType: string) => ["Content-Type", "application/json", "x-amzn-ErrorType", errorType];
    const tooLarge = "RequestEntityTooLargeException";
    // P28: the spacing of each body is AWS's.
    const responses: Record<GatewayResponseType, unknown> = {
        MISSING_AUTHENTICATION_TOKEN: [
            403,
            json("MissingAuthenticationTokenException"),
            '{"message":"Missing Authentication Token"}',
        ],
        FORBIDDEN: [403, json("ForbiddenException"), '{"message":"Forbidden"}'],
        INVALID_API_KEY: [403, json("ForbiddenException"), '{"message":"Forbidden"}'],
        INVALID_SIGNATURE: [403, json("IncompleteSignatureException"), '{"message":""}'],
        UNAUTHORIZED: [401, json("UnauthorizedException"), '{"message":"Unauthorized"}'],
        ACCESS_DENIED: [
            403,
            json("AccessDeniedException"),
            '{"Message":"User is not authorized to access this resource"}',
        ],
        AUTHORIZER_FAILURE: [500, json("AuthorizerConfigurationException"), '{"message":null}'],
        AUTHORIZER_CONFIGURATION_ERROR: [500, json("AuthorizerConfigurationException"), '{"message":null}'],
        THROTTLED: [429, json("TooManyRequestsException"), '{"message":"Too Many Requests"}'],
        QUOTA_EXCEEDED: [429, json("LimitExceededException"), '{"message":"Limit Exceeded"}'],
        BAD_REQUEST_PARAMETERS: [400, json("BadRequestException"), '{"message": ""}'],
        BAD_REQUEST_BODY: [400, json("BadRequestException"), '{"message": "Invalid request body"}'],
        UNSUPPORTED_MEDIA_TYPE: [415, json("BadRequestException"), '{"message": "Unsupported Media Type"}'],
        REQUEST_TOO_LARGE: [
            413,
            ["Content-Type", "text/plain", "x-amzn-ErrorType", tooLarge],
            "HTTP content length exceeded 10485760 bytes.",
        ],
        EVENT_TOO_LARGE: [413, json(tooLarge), '{"message": "Request Too Long"}'],
        INTEGRATION_FAILURE: [502, json("InternalServerErrorException"), '{"message": "Internal server error"}'],
        API_CONFIGURATION_ERROR: [500, json("InternalServerErrorException"), '{"message": "Internal server error"}'],
        INTEGRATION_TIMEOUT: [504, json("InternalServerErrorException"), '{"message": "Endpoint request timed out"}'],
    };
    for (const [type, expected] of Object.entries(responses)) {
        it(`${type} is AWS's, byte for byte (X8, P28)`, () => {
            assert.deepEqual(shown(gatewayResponse(type as GatewayResponseType)), expected);
        });
    }

    it("to a request without a token, or with a signature, misses the token (R9)", () => {
        const missing = responses.MISSING_AUTHENTICATION_TOKEN;
        assert.deepEqual(shown(missingAuthentication(undefined)), missing);
        assert.deepEqual(shown(missingAuthentication("AWS4-HMAC-SHA256 Credential=AKID/x, Signature=0")), missing);
    });

    it("to a token that is no signature complains of it, and quotes only its hash (R10)", () => {
        const message =
            "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'sirDDmH2JNXZ7PrsYu3JMpduFdLxWZgJKX9UIu07OWs='.";
        assert.deepEqual(shown(missingAuthentication("Bearer token")), [
            403,
            json("IncompleteSignatureException"),
            JSON.stringify({ message }),
        ]);
        for (const other of ["", "Bearer AWS4-HMAC-SHA256", "AWS4"]) {
            assert.deepEqual(missingAuthentication(other).headers, json("IncompleteSignatureException"));
        }
    });
});
