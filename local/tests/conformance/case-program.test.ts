import assert from "node:assert/strict";
import { configuration } from "./configuration";

describe("configuration of a case", () => {
    it("has AWS's default for what the case leaves out, whatever the stack file says", () => {
        assert.deepEqual(configuration({ api: {}, handler: {} }), {
            routes: { "ANY /{proxy+}": { apiKeyRequired: false } },
            stageName: "v0",
            stageVariables: {},
            binaryMediaTypes: [],
            endpointType: "EDGE",
            apiKeySource: "HEADER",
            integrationTimeout: 29_000,
            timeout: 60,
            reservedConcurrentExecutions: -1,
            environment: {},
        });
    });

    it("has what the case says, a function's timeout in whole seconds", () => {
        const api = {
            routes: [
                { path: "/a", method: "GET", operationName: "a", apiKeyRequired: false },
                { path: "/{b+}", method: "ANY", authorization: "AWS_IAM" },
            ],
            stage: "s",
            stageVariables: { a: "b" },
            binaryMediaTypes: ["*/*"],
            endpointType: "REGIONAL",
            apiKeySource: "AUTHORIZER",
            apiKeyRequired: true,
            apiKeys: ["k"],
            functionTimeoutMs: 1001,
            integrationTimeoutMs: 50,
        };
        assert.deepEqual(configuration({ api, handler: { lambdaError: "TooManyRequestsException" } }), {
            routes: {
                "GET /a": { operationName: "a", apiKeyRequired: false },
                "ANY /{b+}": { authorization: "AWS_IAM", apiKeyRequired: true },
            },
            stageName: "s",
            stageVariables: { a: "b" },
            binaryMediaTypes: ["*/*"],
            endpointType: "REGIONAL",
            apiKeySource: "AUTHORIZER",
            integrationTimeout: 50,
            timeout: 2,
            reservedConcurrentExecutions: 0,
            environment: {},
        });
    });

    it("refuses what this runner does not know", () => {
        const api = { cors: true } as object;
        assert.throws(() => configuration({ api, handler: {} }), new Error("api.cors is not known to this runner"));
    });
});
