import assert from "node:assert/strict";
import { errorLine } from "../../src/gateway/error-log";
import { type GatewayResponseType, gatewayResponse, missingAuthentication } from "../../src/gateway/gateway-response";

describe("the log of API Gateway's own answers", () => {
    for (const [type, line] of Object.entries({
        MISSING_AUTHENTICATION_TOKEN:
            "403 GET /v0/x: no route has this method and path, or the route wants a signature",
        FORBIDDEN: "403 GET /v0/x: the path begins with no stage of this API, or the API key is not accepted",
        INVALID_API_KEY: "403 GET /v0/x: the path begins with no stage of this API, or the API key is not accepted",
        REQUEST_TOO_LARGE:
            "413 GET /v0/x: the body is larger than API Gateway (10 MB) or Lambda (6 MB, with all of the event) takes",
        EVENT_TOO_LARGE:
            "413 GET /v0/x: the body is larger than API Gateway (10 MB) or Lambda (6 MB, with all of the event) takes",
        INTEGRATION_FAILURE:
            "502 GET /v0/x: the function failed, or its result is not of the form that API Gateway takes",
        API_CONFIGURATION_ERROR: "500 GET /v0/x: API Gateway may not invoke the function, or too many requests run",
        INTEGRATION_TIMEOUT: "504 GET /v0/x: the integration's timeout has passed; the function goes on until its own",
    } satisfies Record<GatewayResponseType, string>)) {
        it(`has a line for ${type}`, () => {
            const answer = gatewayResponse(type as GatewayResponseType);
            assert.equal(errorLine(answer, "GET", "/v0/x", "id"), `${line} (x-amzn-RequestId id)`);
        });
    }

    it("has a line for a broken signature", () => {
        const line = "403 GET /v0/x: no route has this method and path, or the route wants a signature";
        assert.equal(errorLine(missingAuthentication("x"), "GET", "/v0/x", "id"), `${line} (x-amzn-RequestId id)`);
    });

    it("has none for an answer of the function's", () => {
        const answer = { statusCode: 502, headers: ["Content-Type", "text/plain"], body: "" };
        assert.equal(errorLine(answer, "GET", "/v0/x", "id"), undefined);
    });

    it("cuts a path that is too long to read", () => {
        const line = errorLine(gatewayResponse("FORBIDDEN"), "GET", `/${"x".repeat(300)}`, "id") ?? "";
        assert.ok(line.startsWith(`403 GET /${"x".repeat(199)}: `), line);
    });
});
