import assert from "node:assert/strict";
import type { RegisteredResource } from "../../src/program/engine";
import { methodsOf } from "../../src/program/method";
import { api, resource } from "./resource";

const place = { restApi: "api0", resourceId: "root", httpMethod: "GET" };
const stage = resource("apigateway/stage:Stage", "stage", { stageName: "v0" }, { executionArn: "arn:e/v0" });
const integration = (inputs: object) => resource("apigateway/integration:Integration", "i", { ...place, ...inputs });
const response = (name: string, inputs: object = {}) =>
    resource("apigateway/integrationResponse:IntegrationResponse", name, { ...place, statusCode: "200", ...inputs });

/** The one method with these inputs, beside the resources. */
function read(inputs: object, ...resources: RegisteredResource[]) {
    const method = resource("apigateway/method:Method", "m", { ...place, authorization: "NONE", ...inputs });
    const others = resources.some(({ name }) => name === "i") ? [] : [integration({ type: "MOCK" })];
    const paths = new Map([["root", "/a"]]);
    const [read] = methodsOf({ api, stage, resources: [method, ...others, ...resources], paths });
    return read ?? assert.fail();
}

describe("a Method of the graph", () => {
    it("is checked as its validator says, and what is required must be (RV9)", () => {
        const validator = (inputs: object) => resource("apigateway/requestValidator:RequestValidator", "v", inputs);
        const inputs = {
            requestValidatorId: "v",
            requestParameters: { "method.request.header.a": true, "method.request.header.b": false },
            requestModels: { "application/json": "M" },
        };
        const [parameters, models] = [["method.request.header.a"], { "application/json": "M" }];
        const both = validator({ validateRequestBody: true, validateRequestParameters: true });
        assert.deepEqual(read(inputs, both).validation, { parameters, models });
        const body = validator({ validateRequestBody: true });
        assert.deepEqual(read(inputs, body).validation, { parameters: undefined, models });
        assert.deepEqual(read({ requestValidatorId: "v" }, body).validation, { parameters: undefined, models: {} });
        assert.equal(read(inputs, validator({})).validation, undefined);
        assert.equal(read(inputs).validation, undefined);
    });

    it("is throttled as the stage says of it, else of all (UK6)", () => {
        const settings = (methodPath: string, limit: number | undefined, stageName = "v0") =>
            resource("apigateway/methodSettings:MethodSettings", methodPath, {
                ...{ restApi: "api0", stageName, methodPath },
                settings: { throttlingRateLimit: limit, throttlingBurstLimit: limit },
            });
        const both = (limit: number) => ({ rateLimit: limit, burstLimit: limit });
        assert.deepEqual(read({}, settings("*/*", 5)).throttle, both(5));
        assert.deepEqual(read({}, settings("*/*", 5), settings("a/GET", 0)).throttle, both(0));
        assert.deepEqual(read({}, settings("*/*", 5), settings("a/PUT", 0)).throttle, both(5));
        assert.equal(read({}, settings("*/*", 5), settings("a/GET", -1)).throttle, undefined);
        assert.equal(read({}, settings("*/*", 5, "v1")).throttle, undefined);
        assert.equal(read({}, settings("*/*", undefined)).throttle, undefined);
    });

    it("has a MOCK with the responses of its own place", () => {
        const headers = { "method.response.header.Vary": "'Origin'" };
        const templates = { "application/json": '{"statusCode": 200}' };
        const mock = integration({ type: "MOCK", requestTemplates: templates, contentHandling: "CONVERT_TO_TEXT" });
        const own = response("own", { selectionPattern: "2..", responseParameters: headers });
        const others = [{ restApi: "api1" }, { resourceId: "x" }, { httpMethod: "PUT" }];
        const { functionArn, invocable, ...method } = read(
            {},
            mock,
            own,
            ...others.map((inputs, index) => response(String(index), inputs)),
        );
        assert.deepEqual([functionArn, invocable], ["", true]);
        assert.deepEqual(method.mock, {
            ...{ requestTemplates: templates, passthroughBehavior: "WHEN_NO_MATCH", convertsToText: true },
            responses: [{ statusCode: 200, selectionPattern: "2..", headers: { Vary: "'Origin'" }, templates: {} }],
        });
    });

    it("says that a MOCK with Velocity is not served, and knows what is none (MK7)", () => {
        const unserved = (template: string, where: "request" | "response") => {
            const templates = { "application/json": template };
            const mock = integration({ type: "MOCK", requestTemplates: where === "request" ? templates : {} });
            const responseTemplates = where === "response" ? templates : {};
            return read({}, mock, response("r", { responseTemplates })).unserved;
        };
        for (const text of [
            "$input.json('$')",
            "${a}",
            "$!a",
            "#set($a = 1)",
            "#{if}(1)#end",
            "## a",
            "#* a *#",
            "#[[a]]#",
        ])
            for (const where of ["request", "response"] as const) {
                const sentence = `Integration i is MOCK with a template that computes something, ${JSON.stringify(text)}; local serves those without Velocity`;
                assert.equal(unserved(text, where), sentence);
            }
        for (const text of ["{ statusCode: 200 }", "{}\n", "#fff $5 $ # a#b", '{"a": "#1"}'])
            assert.equal(unserved(text, "response"), undefined, text);
    });

    it("says which authorizer it wants and cannot have", () => {
        assert.equal(
            read({ authorization: "CUSTOM", authorizerId: "none" }).unserved,
            'Method m: authorizerId "none" is no Authorizer of this API',
        );
        assert.equal(
            read({ authorization: "JWT" }).unserved,
            'Method m: authorization "JWT" is none that API Gateway knows',
        );
    });
});
