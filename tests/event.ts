import type { APIGatewayProxyEvent } from "aws-lambda";

/** A proxy event as a REST API sends it: `POST /lambda` without input, with whole keys replaced by `overrides`. */
export function proxyEvent(overrides: Partial<APIGatewayProxyEvent> = {}): APIGatewayProxyEvent {
    return {
        resource: "/lambda",
        path: "/lambda",
        httpMethod: "POST",
        headers: { Host: "abcdefghij.execute-api.us-east-1.amazonaws.com", "User-Agent": "mocha" },
        multiValueHeaders: { Host: ["abcdefghij.execute-api.us-east-1.amazonaws.com"], "User-Agent": ["mocha"] },
        queryStringParameters: null,
        multiValueQueryStringParameters: null,
        pathParameters: null,
        stageVariables: null,
        // The types demand `authorizer`, which AWS leaves out where nobody authorizes, and lack `deploymentId`.
        requestContext: requestContext as APIGatewayProxyEvent["requestContext"],
        body: null,
        isBase64Encoded: false,
        ...overrides,
    };
}

const requestContext: unknown = {
    resourceId: "abc123",
    resourcePath: "/lambda",
    httpMethod: "POST",
    extendedRequestId: "ATfSdF7nPHcErRA=",
    requestTime: "02/Jan/2026:03:04:05 +0000",
    path: "/v0/lambda",
    accountId: "123456789012",
    protocol: "HTTP/1.1",
    stage: "v0",
    domainPrefix: "abcdefghij",
    requestTimeEpoch: 1767323045000,
    requestId: "11111111-2222-4333-8444-555555555555",
    identity: {
        cognitoIdentityPoolId: null,
        accountId: null,
        cognitoIdentityId: null,
        caller: null,
        sourceIp: "192.0.2.1",
        principalOrgId: null,
        accessKey: null,
        cognitoAuthenticationType: null,
        cognitoAuthenticationProvider: null,
        userArn: null,
        userAgent: "mocha",
        user: null,
    },
    domainName: "abcdefghij.execute-api.us-east-1.amazonaws.com",
    deploymentId: "dep123",
    apiId: "abcdefghij",
};
