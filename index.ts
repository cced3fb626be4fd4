import * as apigateway from "@pulumi/aws/apigateway";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { accessLogFormat } from "./infra/access-log";
import { bundle } from "./infra/bundle";
import { readConfig } from "./infra/config";
import { allow, trust } from "./infra/policies";
import { removedRoutes } from "./infra/removed-routes";
import { eraseVariables, pathResources } from "./infra/route-key";
import { redeploymentTrigger, snapshotHash } from "./infra/snapshot";
import * as declared from "./routes";

const config = readConfig(declared);
const { protect, tracing, throttlingRateLimit, throttlingBurstLimit } = config;
const tags = { ...config.tags, project: pulumi.getProject(), stack: pulumi.getStack() };

// The function
const code = Object.entries(bundle(__dirname)).map(([name, text]) => [name, new pulumi.asset.StringAsset(text)]);
const logArgs = { retentionInDays: config.logRetentionInDays, tags };
const functionLog = new cloudwatch.LogGroup("function", logArgs, { protect });
const executionRole = new iam.Role("execution", { assumeRolePolicy: trust("lambda.amazonaws.com"), path: "/", tags });
// No logs:CreateLogGroup: a last log line must not bring the group back after `pulumi destroy`.
const executionPolicy = new iam.RolePolicy("execution", {
    role: executionRole.id,
    policy: allow(
        [["logs:CreateLogStream", "logs:PutLogEvents"], pulumi.interpolate`${functionLog.arn}:*`],
        ...(tracing ? [[["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"] as const] : []),
    ),
});
const fn = new lambda.Function(
    "function",
    {
        description: "AWS Lambda function",
        code: new pulumi.asset.AssetArchive(Object.fromEntries(code)),
        handler: "index.handler",
        runtime: config.runtime,
        architectures: [config.architecture],
        memorySize: config.memorySize,
        timeout: config.timeout,
        reservedConcurrentExecutions: config.reservedConcurrentExecutions,
        role: executionRole.arn,
        environment: config.environment && { variables: pulumi.secret(config.environment) },
        loggingConfig: { logFormat: "JSON", logGroup: functionLog.name },
        tracingConfig: { mode: tracing ? "Active" : "PassThrough" },
        tags,
    },
    { dependsOn: executionPolicy },
);

// The role API Gateway assumes to invoke it
const gatewayRole = new iam.Role("gateway", { assumeRolePolicy: trust("apigateway.amazonaws.com"), path: "/", tags });
const mayInvoke = allow([["lambda:InvokeFunction"], fn.arn]);
const gatewayPolicy = new iam.RolePolicy("gateway", { role: gatewayRole.id, policy: mayInvoke });

// The REST API
const apiArgs = {
    apiKeySource: config.apiKeySource,
    binaryMediaTypes: config.binaryMediaTypes,
    endpointConfiguration: { types: config.endpointType },
    securityPolicy: config.securityPolicy || undefined,
    endpointAccessMode: config.securityPolicy.startsWith("SecurityPolicy_") ? "BASIC" : undefined,
};
const modelArgs = { name: "AnyJson", contentType: "application/json", schema: "{}" };
const integrationArgs = {
    type: "AWS_PROXY",
    integrationHttpMethod: "POST",
    connectionType: "INTERNET",
    passthroughBehavior: "WHEN_NO_MATCH",
    timeoutMilliseconds: config.integrationTimeout,
};
const api = new apigateway.RestApi(
    "api",
    { name: config.apiName || pulumi.getProject(), description: config.apiDescription, ...apiArgs, tags },
    { protect },
);
const model = new apigateway.Model("model", { restApi: api.id, ...modelArgs });

const resourceIds = new Map<string, pulumi.Input<string>>([["/", api.rootResourceId]]);
for (const { name, parent, pathPart } of pathResources(config.routes)) {
    const parentId = resourceIds.get(parent) ?? "";
    resourceIds.set(name, new apigateway.Resource(name, { restApi: api.id, parentId, pathPart }).id);
}
const methods = config.routes.flatMap(({ name, path, httpMethod, settings }) => {
    const resourceId = resourceIds.get(eraseVariables(path)) ?? "";
    const method = new apigateway.Method(name, { restApi: api.id, resourceId, httpMethod, ...settings });
    const place = { restApi: api.id, resourceId: method.resourceId, httpMethod: method.httpMethod };
    const target = { uri: fn.invokeArn, credentials: gatewayRole.arn };
    // API Gateway deletes a method's integration with it: with a call of its own an update could end between the two.
    const options = { deletedWith: method };
    return [method, new apigateway.Integration(name, { ...place, ...integrationArgs, ...target }, options)];
});

// The publication: see docs/deployment.md for what each line keeps from going wrong
const self = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
const previous = new pulumi.StackReference("previous", { name: self });
const published = previous.getOutput("publication");
const served = pulumi.all({ url: previous.getOutput("url"), routes: previous.getOutput("routes") });
const removed = served.apply((outputs) => removedRoutes(outputs, config.routes));
const snapshot = pulumi
    .all([fn.arn, gatewayRole.arn])
    .apply((arns) => snapshotHash([apiArgs, modelArgs, integrationArgs, config.routes, ...arns, []]));
const redeployment = pulumi.all([snapshot, removed, published]).apply((parts) => redeploymentTrigger(...parts));
const deployment = new apigateway.Deployment(
    "deployment",
    { restApi: api.id, description: "Lambda API Deployment", triggers: { redeployment } },
    { dependsOn: [...methods, model, gatewayPolicy], deleteBeforeReplace: false },
);

const accessLog = config.accessLogs ? new cloudwatch.LogGroup("access", logArgs, { protect }) : undefined;
const stage = new apigateway.Stage("stage", {
    restApi: api.id,
    deployment: deployment.id,
    stageName: config.stageName,
    description: config.stageDescription,
    variables: config.stageVariables,
    xrayTracingEnabled: tracing,
    accessLogSettings: accessLog && { destinationArn: accessLog.arn, format: accessLogFormat },
    tags,
});
new apigateway.MethodSettings("settings", {
    restApi: api.id,
    stageName: stage.stageName,
    methodPath: "*/*",
    settings: { throttlingRateLimit, throttlingBurstLimit, dataTraceEnabled: false },
});

/** Where the stage answers. */
export const url = stage.invokeUrl;
/** Route key to full URL; the next update reads it to see which routes are gone. */
export const routes = Object.fromEntries(
    config.routes.map(({ key, path }) => [key, pulumi.interpolate`${stage.invokeUrl}${path}`]),
);
/** What the stage serves since this update; the next one compares. */
export const publication = { snapshot, redeployment, deployment: deployment.id };
export const functionName = fn.name;
export const logGroup = functionLog.name;
