import type { Method, RestApi } from "../src/program/rest-api";

/** The method of a route key, `GET /users/{id}`; whole keys replaced by `overrides`. */
export function method(routeKey: string, overrides: Partial<Method> = {}): Method {
    const [httpMethod = "", resourcePath = ""] = routeKey.split(" ");
    return {
        resourceId: "abc123",
        resourcePath,
        httpMethod,
        operationName: undefined,
        apiKeyRequired: false,
        authorization: "NONE",
        timeoutMilliseconds: 29_000,
        functionArn: "arn:aws:lambda:us-east-1:123456789012:function:fn",
        responseTransferMode: "BUFFERED",
        invocable: true,
        ...overrides,
    };
}

/** A REGIONAL API with stage v0; whole keys replaced by `overrides`. */
export function restApi(overrides: Partial<RestApi> = {}): RestApi {
    return {
        name: "api",
        apiId: "abcdefghij",
        accountId: "123456789012",
        region: "us-east-1",
        endpointType: "REGIONAL",
        apiKeySource: "HEADER",
        binaryMediaTypes: [],
        stageName: "v0",
        stageVariables: null,
        deploymentId: "dep123",
        methods: [method("POST /lambda")],
        gatewayResponses: {},
        usagePlans: [],
        models: {},
        functions: [],
        ...overrides,
    };
}
