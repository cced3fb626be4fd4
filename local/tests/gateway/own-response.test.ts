import assert from "node:assert/strict";
import { gatewayResponse, type HttpAnswer } from "../../src/gateway/gateway-response";
import { ownResponse } from "../../src/gateway/own-response";
import type { Match } from "../../src/gateway/router";
import type { GatewayResponse } from "../../src/program/gateway-responses";
import { method, restApi } from "../served-api";
import { head } from "./deployed";

const json = "application/json";
const errorType = "x-amzn-ErrorType";

/** An answer of API Gateway's own as an API with these gateway responses gives it. */
function given(answer: HttpAnswer, responses: Record<string, Partial<GatewayResponse>>, at: Partial<Match> = {}) {
    const whole = Object.entries(responses).map(([type, response]) => [
        type,
        { statusCode: undefined, headers: {}, templates: {}, ...response },
    ]);
    const api = restApi({ gatewayResponses: Object.fromEntries(whole), stageVariables: { a: "va" } });
    const match = { method: method("GET /a/{id}"), path: "/a/7", pathParameters: { id: "7" }, ...at };
    const request = { ...head, rawHeaders: ["X-In", "in", "X-Bad", "a\u0100"], query: "q=%0Aline&r=2" };
    const { statusCode, headers, body } = ownResponse(answer, { api, match, request });
    return { statusCode, headers, body };
}

describe("a gateway response of the API's own", () => {
    const missing = gatewayResponse("MISSING_AUTHENTICATION_TOKEN");
    const plain = ({ statusCode, headers, body }: HttpAnswer) => ({ statusCode, headers, body });

    it("gives status, headers and body, and leaves the error type (GR3)", () => {
        const response = {
            statusCode: 404,
            headers: { "x-where": "'gateway'" },
            templates: { [json]: '{"was":$context.error.messageString}' },
        };
        assert.deepEqual(given(missing, { MISSING_AUTHENTICATION_TOKEN: response }), {
            statusCode: 404,
            headers: ["Content-Type", json, errorType, "MissingAuthenticationTokenException", "x-where", "gateway"],
            body: '{"was":"Missing Authentication Token"}',
        });
    });

    it("falls back to what is built in for each part it leaves out (GR2, GR5)", () => {
        assert.deepEqual(given(missing, { MISSING_AUTHENTICATION_TOKEN: {} }), plain(missing));
        assert.equal(given(missing, { MISSING_AUTHENTICATION_TOKEN: { statusCode: 404 } }).body, missing.body);
    });

    it("is that of the family only where the type has none, and each keeps its own status (GR4, GR5, GR6)", () => {
        const four = { headers: { "x-family": "'4'" } };
        const status = { ...four, statusCode: 444 };
        assert.equal(given(missing, { DEFAULT_4XX: four }).statusCode, 403);
        assert.equal(given(missing, { DEFAULT_4XX: status }).statusCode, 444);
        const own = { DEFAULT_4XX: status, UNAUTHORIZED: {}, MISSING_AUTHENTICATION_TOKEN: {} };
        assert.deepEqual(given(missing, own), plain(missing));
        const failed = gatewayResponse("INTEGRATION_TIMEOUT");
        assert.deepEqual(given(failed, { DEFAULT_4XX: status }), plain(failed));
        assert.equal(given(failed, { DEFAULT_5XX: { statusCode: 599 } }).statusCode, 599);
    });

    it("is none where no API says what happens, and of a body that is too large (GR11)", () => {
        for (const type of ["FORBIDDEN", "REQUEST_TOO_LARGE", "EVENT_TOO_LARGE"] as const) {
            const answer = gatewayResponse(type);
            assert.deepEqual(given(answer, { DEFAULT_4XX: { statusCode: 444 } }), plain(answer));
        }
        const functions = { statusCode: 404, headers: ["Content-Type", json], body: "" };
        assert.deepEqual(given(functions, { DEFAULT_4XX: { statusCode: 444 } }), functions);
    });

    it("replaces names in its template and copies all else (GR7)", () => {
        const template = [
            "$context.error.message|$context.error.messageString|$context.error.responseType",
            "$context.stage|$context.resourcePath|$context.identity.sourceIp|$stageVariables.a",
            "'$context.none'|$stageVariables.b|$input.x|#set|$",
        ].join("|");
        assert.equal(
            given(missing, { MISSING_AUTHENTICATION_TOKEN: { templates: { [json]: template } } }).body,
            "Missing Authentication Token|\"Missing Authentication Token\"|MISSING_AUTHENTICATION_TOKEN|v0|/a/{id}|127.0.0.1|va|''||$input.x|#set|$",
        );
        const failed = gatewayResponse("AUTHORIZER_FAILURE");
        const templates = { [json]: "$context.error.messageString,$context.error.message" };
        assert.equal(given(failed, { DEFAULT_5XX: { templates } }).body, "null,");
    });

    it("knows what the authorizer said that denied (GR7)", () => {
        const templates = { [json]: '"$context.authorizer.why"' };
        const denied = gatewayResponse("ACCESS_DENIED", undefined, { authorizer: { why: "late" } });
        assert.equal(given(denied, { ACCESS_DENIED: { templates } }).body, '"late"');
        assert.equal(given(missing, { DEFAULT_4XX: { templates } }).body, '""');
    });

    it("has what is wrong with a body, as it stands inside a JSON text (GR9)", () => {
        const templates = { [json]: '{"e":"$context.error.validationErrorString"}' };
        const invalid = gatewayResponse("BAD_REQUEST_BODY", undefined, { validationErrors: '[not "a"]' });
        assert.equal(given(invalid, { BAD_REQUEST_BODY: { templates } }).body, '{"e":"[not \\"a\\"]"}');
    });

    it("has the type of its template, JSON's before another (GR1)", () => {
        const types = (...names: string[]) => Object.fromEntries(names.map((name) => [name, name]));
        const of = (templates: Record<string, string>) => {
            const { headers, body } = given(missing, { DEFAULT_4XX: { templates } });
            return [headers[1], body];
        };
        assert.deepEqual(of(types("text/html")), ["text/html", "text/html"]);
        assert.deepEqual(of(types("text/html", json)), [json, json]);
    });

    it("has the type that a header of its own says, and no second one (GR3)", () => {
        const html = { templates: { [json]: "<p>" }, headers: { "content-Type": "'text/html'" } };
        const { headers, body } = given(missing, { MISSING_AUTHENTICATION_TOKEN: html });
        assert.deepEqual(
            [headers, body],
            [["Content-Type", "text/html", errorType, "MissingAuthenticationTokenException"], "<p>"],
        );
    });

    it("takes header values from the request, and leaves out what is missing or cannot be sent (GR8)", () => {
        const headers = {
            ...{ a: "'it's'", b: "method.request.header.x-in", c: "method.request.querystring.r" },
            ...{ d: "method.request.path.id", e: "context.stage", f: "stageVariables.a" },
            ...{
                g: "method.request.header.x-none",
                h: "method.request.querystring.q",
                i: "method.request.header.x-bad",
            },
            ...{ j: "context.error.message", k: "context.error.responseType", l: "unquoted" },
        };
        assert.deepEqual(given(missing, { DEFAULT_4XX: { headers } }).headers.slice(4), [
            ...["a", "it's", "b", "in", "c", "2", "d", "7", "e", "v0", "f", "va"],
            ...["j", '"Missing Authentication Token"', "k", "MISSING_AUTHENTICATION_TOKEN"],
        ]);
    });
});
