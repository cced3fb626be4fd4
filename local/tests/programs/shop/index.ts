// An API that has grown: two authorizers and a user pool, keys and a plan, validators, gateway responses, preflights, and
// two routes that local does not serve. In the style of somebody who never saw the tool: resources in the place of their
// ids, permissions here and roles there, plain JavaScript in files.
import * as apigateway from "@pulumi/aws/apigateway";
import * as cognito from "@pulumi/aws/cognito";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

const assumedBy = (service: string) =>
    iam.getPolicyDocumentOutput({
        statements: [{ actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: [service] }] }],
    }).json;

const execution = new iam.Role("execution", { assumeRolePolicy: assumedBy("lambda.amazonaws.com") });
function fn(name: string, timeout = 3): lambda.Function {
    return new lambda.Function(name, {
        code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.FileAsset(`functions/${name}.js`) }),
        handler: "index.handler",
        runtime: "nodejs22.x",
        role: execution.arn,
        timeout,
    });
}
const [echo, authorize, gate] = [fn("echo"), fn("authorize", 1), fn("gate")];

const api = new apigateway.RestApi("shop", { endpointConfiguration: { types: "REGIONAL" } });

// One authorizer by its function's permission, the other by a role.
for (const [name, invoked] of Object.entries({ echo, authorize })) {
    new lambda.Permission(name, {
        action: "lambda:InvokeFunction",
        function: invoked.name,
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
    });
}
const gatekeeper = new iam.Role("gatekeeper", {
    assumeRolePolicy: assumedBy("apigateway.amazonaws.com"),
    inlinePolicies: [
        {
            policy: iam.getPolicyDocumentOutput({
                statements: [{ actions: ["lambda:InvokeFunction"], resources: [gate.arn] }],
            }).json,
        },
    ],
});
const users = new apigateway.Authorizer("users", { restApi: api, authorizerUri: authorize.invokeArn });
const tenants = new apigateway.Authorizer("tenants", {
    restApi: api,
    type: "REQUEST",
    authorizerUri: gate.invokeArn,
    authorizerCredentials: gatekeeper.arn,
    identitySource: "method.request.header.X-Tenant, method.request.querystring.t",
    authorizerResultTtlInSeconds: 0,
});
const pool = new cognito.UserPool("members");
const members = new apigateway.Authorizer("members", {
    restApi: api,
    type: "COGNITO_USER_POOLS",
    providerArns: [pool.arn],
});

const order = new apigateway.Model("order", {
    restApi: api,
    name: "Order",
    contentType: "application/json",
    schema: JSON.stringify({ type: "object", required: ["sku"], properties: { sku: { type: "string" } } }),
});
const everything = new apigateway.RequestValidator("everything", {
    restApi: api,
    validateRequestBody: true,
    validateRequestParameters: true,
});
new apigateway.Response("cors4xx", {
    restApiId: api.id,
    responseType: "DEFAULT_4XX",
    responseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" },
});
new apigateway.Response("denied", {
    restApiId: api.id,
    responseType: "ACCESS_DENIED",
    statusCode: "404",
    responseTemplates: { "application/json": '{"error":$context.error.messageString}' },
});

const published: pulumi.Resource[] = [];
function route(path: string, settings: Partial<apigateway.MethodArgs>, integration: object = { uri: echo.invokeArn }) {
    const resource = new apigateway.Resource(path, { restApi: api, parentId: api.rootResourceId, pathPart: path });
    const place = { restApi: api, resourceId: resource.id };
    const method = { ...place, httpMethod: "ANY", authorization: "NONE", ...settings };
    const proxy = { type: "AWS_PROXY", integrationHttpMethod: "POST", ...integration };
    published.push(
        new apigateway.Method(path, method),
        new apigateway.Integration(path, { ...place, httpMethod: method.httpMethod, ...proxy }),
    );
    return resource;
}
const custom = (authorizer: apigateway.Authorizer) => ({ authorization: "CUSTOM", authorizerId: authorizer.id });
const open = route("open", {});
route("mine", custom(users));
route("tenant", custom(tenants));
route("members", { authorization: "COGNITO_USER_POOLS", authorizerId: members.id, authorizationScopes: ["shop/read"] });
route("partners", { apiKeyRequired: true });
route("slow", {});
route("events", {}, { uri: echo.responseStreamingInvokeArn, responseTransferMode: "STREAM" });
route("orders", {
    httpMethod: "POST",
    requestValidatorId: everything.id,
    requestParameters: { "method.request.header.Idempotency-Key": true, "method.request.querystring.dry": false },
    requestModels: { "application/json": order.name },
});
const template = { "application/json": '{"statusCode": 200, "at": "$context.requestTime"}' };
route("velocity", {}, { type: "MOCK", requestTemplates: template });
route("elsewhere", {}, { type: "HTTP_PROXY", uri: "https://example.com" });

const preflight = { restApi: api, resourceId: open.id, httpMethod: "OPTIONS" };
const headers = { "Access-Control-Allow-Origin": "'*'", "Access-Control-Allow-Methods": "'GET,PUT'" };
const named = <T>(value: (from: string) => T) =>
    Object.fromEntries(Object.entries(headers).map(([name, from]) => [`method.response.header.${name}`, value(from)]));
const options = new apigateway.Method("options", { ...preflight, authorization: "NONE" });
const mock = new apigateway.Integration("options", {
    ...preflight,
    type: "MOCK",
    requestTemplates: { "application/json": "{ statusCode: 204 }" },
});
const declared = new apigateway.MethodResponse("options", {
    ...preflight,
    statusCode: "204",
    responseParameters: named(() => true),
});
const response = new apigateway.IntegrationResponse(
    "options",
    { ...preflight, statusCode: "204", responseParameters: named((from) => from) },
    { dependsOn: [mock, declared] },
);

const deployment = new apigateway.Deployment(
    "deployment",
    { restApi: api },
    { dependsOn: [...published, options, response] },
);
const stage = new apigateway.Stage("live", { restApi: api, deployment: deployment.id, stageName: "live" });
for (const [methodPath, limit] of Object.entries({ "*/*": 1000, "slow/ANY": 0 })) {
    new apigateway.MethodSettings(methodPath, {
        restApi: api,
        stageName: stage.stageName,
        methodPath,
        settings: { throttlingRateLimit: limit, throttlingBurstLimit: limit },
    });
}
const plan = new apigateway.UsagePlan("partners", {
    apiStages: [
        {
            apiId: api.id,
            stage: stage.stageName,
            throttles: [{ path: "/partners/ANY", rateLimit: 100, burstLimit: 100 }],
        },
    ],
    quotaSettings: { limit: 2, period: "MONTH" },
});
const key = new apigateway.ApiKey("acme", { name: "acme" });
new apigateway.UsagePlanKey("acme", { usagePlanId: plan.id, keyId: key.id, keyType: "API_KEY" });
