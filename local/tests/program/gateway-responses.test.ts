import assert from "node:assert/strict";
import { gatewayResponsesOf } from "../../src/program/gateway-responses";
import { api, resource } from "./resource";

describe("a Response of the graph", () => {
    it("is read by its type, of its own API alone", () => {
        const whole = {
            ...{ restApiId: "api0", responseType: "UNAUTHORIZED", statusCode: "418" },
            responseParameters: { "gatewayresponse.header.X-A": "'a'", "gatewayresponse.body.x": "'b'" },
            responseTemplates: { "application/json": "{}" },
        };
        const resources = [
            resource("apigateway/response:Response", "whole", whole),
            resource("apigateway/response:Response", "bare", { restApiId: "api0", responseType: "DEFAULT_4XX" }),
            resource("apigateway/response:Response", "empty", {
                ...{ restApiId: "api0", responseType: "THROTTLED", responseParameters: null, responseTemplates: null },
            }),
            resource("apigateway/response:Response", "other", { restApiId: "api1", responseType: "DEFAULT_5XX" }),
        ];
        assert.deepEqual(gatewayResponsesOf(api, resources), {
            UNAUTHORIZED: { statusCode: 418, headers: { "X-A": "'a'" }, templates: { "application/json": "{}" } },
            DEFAULT_4XX: { statusCode: undefined, headers: {}, templates: {} },
            THROTTLED: { statusCode: undefined, headers: {}, templates: {} },
        });
    });
});
