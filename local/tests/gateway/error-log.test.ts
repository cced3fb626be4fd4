import assert from "node:assert/strict";
import { errorLine } from "../../src/gateway/error-log";
import { type GatewayResponseType, gatewayResponse, missingAuthentication } from "../../src/gateway/gateway-response";
import { refusals } from "../../src/gateway/refusals";

describe("the log of API Gateway's own answers", () => {
    for (const type of Object.keys(refusals) as GatewayResponseType[]) {
        it(`has a line for ${type}`, () => {
            const { reason, advice } = refusals[type];
            const answer = gatewayResponse(type);
            const line = `${answer.statusCode} GET /v0/x: ${reason}, ${advice} (x-amzn-RequestId id)`;
            assert.equal(errorLine(answer, "GET", "/v0/x", "id"), line);
        });
    }

    it("says why, where that is known better", () => {
        const line = "403 GET /v0/x: because, do that (x-amzn-RequestId id)";
        const why = { fact: "R9", reason: "because", advice: "do that" };
        assert.equal(errorLine(missingAuthentication("x"), "GET", "/v0/x", "id", why), line);
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
