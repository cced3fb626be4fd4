import assert from "node:assert/strict";
import { gatewayResponse } from "../../src/gateway/gateway-response";
import { mockResponse } from "../../src/gateway/mock-response";
import type { MockIntegration, MockResponse } from "../../src/program/mock-integration";
import type { RestApi } from "../../src/program/rest-api";
import { method, restApi } from "../served-api";
import { head } from "./deployed";

const json = "application/json";
const response = (statusCode: number, more: Partial<MockResponse> = {}): MockResponse => ({
    ...{ statusCode, selectionPattern: undefined, headers: {}, templates: {}, ...more },
});

/** What a MOCK integration answers to a request with these headers and this body. */
function answer(mock: Partial<MockIntegration>, rawHeaders: string[] = [], body = "", api: Partial<RestApi> = {}) {
    const whole: MockIntegration = {
        requestTemplates: { [json]: '{"statusCode": 200}' },
        ...{ passthroughBehavior: "WHEN_NO_MATCH", convertsToText: false, responses: [response(200)], ...mock },
    };
    const request = { ...head, rawHeaders, body: Buffer.from(body) };
    const match = { method: method("OPTIONS /a"), path: "/a", pathParameters: null };
    return mockResponse(whole, request, { api: restApi(api), match, request });
}
const failed = gatewayResponse("API_CONFIGURATION_ERROR");

describe("a MOCK integration", () => {
    it("answers JSON without a body where its response has no template (MK3)", () => {
        assert.deepEqual(answer({}), { statusCode: 200, headers: ["Content-Type", json], body: "" });
    });

    it("answers with the headers and the template of its response (MK1)", () => {
        const headers = { Vary: "'Origin'", "X-None": "integration.response.header.X", "Content-Type": "'text/plain'" };
        const responses = [response(204, { headers, templates: { [json]: "{}\n" } })];
        assert.deepEqual(answer({ responses }), {
            statusCode: 204,
            headers: ["Content-Type", "text/plain", "Vary", "Origin"],
            body: "{}\n",
        });
        const html = [response(200, { templates: { "text/html": "<p>" } })];
        assert.deepEqual(answer({ responses: html }).headers, ["Content-Type", "text/html"]);
    });

    it("reads a status that is a number out of a template that need not be JSON (MK2)", () => {
        const templates = [
            "{ statusCode: 200 }",
            "{'statusCode':200}",
            '{"a":1,"statusCode" : 200,"b":2}',
            "statusCode:200",
        ];
        for (const template of templates)
            assert.equal(answer({ requestTemplates: { [json]: template } }).statusCode, 200, template);
        for (const template of ['{"statusCode":"200"}', "{}", "", '{"xstatusCode":200}', '{"statusCode":2000}'])
            assert.deepEqual(answer({ requestTemplates: { [json]: template } }), failed, template);
    });

    it("reads the template's own status, none that is nested or stands in a text (MK6)", () => {
        const responses = [response(200), response(404, { selectionPattern: "404" })];
        const of = (template: string) => answer({ requestTemplates: { [json]: template }, responses });
        for (const template of [
            '{"a": {"statusCode": 404}, "statusCode": 200}',
            '{"a": [{"statusCode": 404}], "statusCode": 200}',
            '{"m": "x, statusCode: 404}", "statusCode": 200}',
            `{'m': '{"statusCode": 404}', statusCode: 200}`,
            '{"m": "\\", statusCode: 404, \\"", "statusCode": 200}',
        ])
            assert.equal(of(template).statusCode, 200, template);
        for (const template of [
            '{"a": {"statusCode": 404}}',
            '{"a": "statusCode: 404"}',
            '{"a": "statusCode", "b": 404}',
        ])
            assert.deepEqual(of(template), failed, template);
    });

    it("chooses the template by the Content-Type without its parameters, JSON's without one (MK4)", () => {
        const requestTemplates = { [json]: '{"statusCode":200}', "text/plain": '{"statusCode":404}' };
        const responses = [response(200), response(404, { selectionPattern: "404" })];
        const of = (...headers: string[]) => answer({ requestTemplates, responses }, headers).statusCode;
        assert.deepEqual(
            [of(), of("content-type", "Text/Plain; charset=utf-8"), of("Content-Type", "application/json;x")],
            [200, 404, 200],
        );
    });

    it("lets a body pass through without a template, unless it may not (MK4, RV11)", () => {
        const form = ["Content-Type", "application/x-www-form-urlencoded"];
        assert.deepEqual(answer({}, form), failed);
        assert.equal(answer({}, form, '{"statusCode": 200}').statusCode, 200);
        const refused = gatewayResponse("UNSUPPORTED_MEDIA_TYPE");
        assert.deepEqual(answer({ passthroughBehavior: "NEVER" }, form), refused);
        assert.deepEqual(answer({ passthroughBehavior: "WHEN_NO_TEMPLATES" }, form), refused);
        const none = { passthroughBehavior: "WHEN_NO_TEMPLATES", requestTemplates: {} };
        assert.equal(answer(none, form, '{"statusCode": 200}').statusCode, 200);
    });

    it("does not understand a binary body, unless it is converted to text (MK5)", () => {
        const binary = { binaryMediaTypes: ["*/*"] };
        assert.deepEqual(answer({}, [], "", binary), failed);
        assert.equal(answer({ convertsToText: true }, [], "", binary).statusCode, 200);
        assert.equal(answer({}, [], "", { binaryMediaTypes: ["image/png"] }).statusCode, 200);
    });

    it("selects the response by its pattern, the one of the status before others, else the one without (MK6)", () => {
        const responses = [
            response(500, { selectionPattern: "4\\d\\d" }),
            response(404, { selectionPattern: "404|500" }),
            response(200),
        ];
        const of = (status: number) =>
            answer({ responses, requestTemplates: { [json]: `{"statusCode":${status}}` } }).statusCode;
        assert.deepEqual([of(404), of(400), of(500), of(201)], [404, 500, 404, 200]);
        assert.deepEqual(answer({ responses: [response(404, { selectionPattern: "404" })] }), failed);
        assert.deepEqual(answer({ responses: [response(404, { selectionPattern: "(" })] }), failed);
    });
});
