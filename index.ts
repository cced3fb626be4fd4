import * as apigateway from "@pulumi/aws/apigateway";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { accessLogFormat } from "./infra/access-log";
import { apiInputs, integrationInputs, modelInputs, streamInputs } from "./infra/api-inputs";
import { readConfig } from "./infra/config";
import { allow, type Statement, trust } from "./infra/policies";
import { protectable, unlessUnprotected } from "./infra/protection";
import { removedRoutes } from "./infra/removed-routes";
import { validatorOf } from "./infra/request-rules";
import { eraseVariables, pathResources } from "./infra/route-key";
import { redeploymentTrigger, snapshotHash } from "./infra/snapshot";
import * as declared from "./routes";

const config = readConfig(declared, __dirname);
const { protect, tracing, throttlingRateLimit, throttlingBurstLimit } = config;
const self = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
const previous = new pulumi.StackReference("previous", { name: self });
// All that has tags, and all that is made of it, waits for this: a refusal comes before the first registration.
const own = { ...config.tags, project: pulumi.getProject(), stack: pulumi.getStack() };
const tags = unlessUnprotected(previous, config, own);

// The functions: the files of handler/ that routes and authorizers name. What one of them may do beside writing its log, and
// the variables that are made here, stand below its name: { index: … } is for handler/index.ts.
const rights: Record<string, Statement[]> = {};
const variables: Record<string, Record<string, pulumi.Input<string>>> = {};
const logArgs = { retentionInDays: config.logRetentionInDays, tags };
const functions = new Map<string | undefined, lambda.Function>();
for (const { file, name, role, code, actions, environment, ...sizes } of config.functions) {
    const log = new cloudwatch.LogGroup(name, logArgs, { protect });
    const executionArgs = { assumeRolePolicy: trust("lambda.amazonaws.com"), path: "/", tags };
    const executionRole = new iam.Role(role, executionArgs, { protect });
    // No logs:CreateLogGroup: a last log line must not bring the group back after `pulumi destroy`.
    const mayRun = allow(
        [["logs:CreateLogStream", "logs:PutLogEvents"], pulumi.interpolate`${log.arn}:*`],
        ...(tracing ? [[["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"] as const] : []),
        ...(rights[file] ?? []),
    );
    const executionPolicy = new iam.RolePolicy(role, { role: executionRole.id, policy: mayRun }, { protect });
    const all = { ...environment, ...variables[file] };
    const fn = new lambda.Function(
        name,
        {
            description: "AWS Lambda function",
            code,
            handler: "index.handler",
            runtime: config.runtime,
            architectures: [config.architecture],
            ...sizes,
            role: executionRole.arn,
            environment: Object.keys(all).length > 0 ? { variables: pulumi.secret(all) } : undefined,
            loggingConfig: { logFormat: "JSON", applicationLogLevel: config.logLevel, logGroup: log.name },
            tracingConfig: { mode: tracing ? "Active" : "PassThrough" },
            tags,
        },
        { dependsOn: executionPolicy, protect },
    );
    functions.set(file, fn);
}

// The role API Gateway assumes to invoke them
const gatewayArgs = { assumeRolePolicy: trust("apigateway.amazonaws.com"), path: "/", tags };
const gatewayRole = new iam.Role("gateway", gatewayArgs, { protect });
const mayInvoke = allow(
    ...config.functions.map(({ file, actions }): Statement => [actions, functions.get(file)?.arn ?? ""]),
);
const gatewayPolicy = new iam.RolePolicy("gateway", { role: gatewayRole.id, policy: mayInvoke }, { protect });

// The REST API
const api = new apigateway.RestApi(
    "api",
    { name: config.apiName || pulumi.getProject(), description: config.apiDescription, ...apiInputs(config), tags },
    { protect },
);
const model = new apigateway.Model("model", { restApi: api.id, ...modelInputs });
const models = config.models.map(({ name, inputs }) => new apigateway.Model(name, { restApi: api.id, ...inputs }));
const validators = new Map<string | undefined, apigateway.RequestValidator>();
for (const { name, inputs } of config.validators)
    validators.set(name, new apigateway.RequestValidator(name, { restApi: api.id, ...inputs }));
const authorizers = new Map<string | undefined, apigateway.Authorizer>();
for (const { name, file, inputs } of config.authorizers) {
    const asked = file && { authorizerUri: functions.get(file)?.invokeArn, authorizerCredentials: gatewayRole.arn };
    authorizers.set(name, new apigateway.Authorizer(name, { restApi: api.id, ...inputs, ...asked }));
}

const resourceIds = new Map<string, pulumi.Input<string>>([["/", api.rootResourceId]]);
for (const { name, parent, pathPart } of pathResources(config.routes)) {
    const parentId = resourceIds.get(parent) ?? "";
    resourceIds.set(name, new apigateway.Resource(name, { restApi: api.id, parentId, pathPart }).id);
}
const methods = config.routes.flatMap(({ name, path, httpMethod, settings }) => {
    const { function: file = "index", authorizer, scopes, requestValidator, responseTransferMode, ...more } = settings;
    const method = new apigateway.Method(
        name,
        {
            restApi: api.id,
            resourceId: resourceIds.get(eraseVariables(path)) ?? "",
            httpMethod,
            authorizerId: authorizers.get(authorizer)?.id,
            authorizationScopes: scopes,
            requestValidatorId: validators.get(validatorOf(settings)?.name)?.id,
            ...more,
        },
        { dependsOn: settings.requestModels ? [model, ...models] : [] },
    );
    const place = { restApi: api.id, resourceId: method.resourceId, httpMethod: method.httpMethod };
    const fn = functions.get(file);
    const target = { uri: fn?.invokeArn, credentials: gatewayRole.arn };
    const stream = responseTransferMode === "STREAM" && {
        ...streamInputs(config),
        uri: fn?.responseStreamingInvokeArn,
    };
    // API Gateway deletes a method's integration with it: with a call of its own an update could end between the two.
    const options = { deletedWith: method };
    const integrationArgs = { ...place, ...integrationInputs(config), ...target, ...stream };
    return [method, new apigateway.Integration(name, integrationArgs, options)];
});

// The publication: see docs/deployment.md for what each line keeps from going wrong
const published = previous.getOutput("publication");
const served = pulumi.all({ url: previous.getOutput("url"), routes: previous.getOutput("routes") });
const removed = served.apply((outputs) => removedRoutes(outputs, config.routes));
const arns = [...functions.values()].map(({ arn }) => arn);
const snapshot = pulumi.all([gatewayRole.arn, arns]).apply((made) => snapshotHash(config, ...made));
const redeployment = pulumi.all([snapshot, removed, published]).apply((parts) => redeploymentTrigger(...parts));
const deployment = new apigateway.Deployment(
    "deployment",
    { restApi: api.id, description: "Lambda API Deployment", triggers: { redeployment } },
    { dependsOn: [...methods, model, ...models, gatewayPolicy], deleteBeforeReplace: false },
);

const accessLog = config.accessLogs ? new cloudwatch.LogGroup("access", logArgs, { protect }) : undefined;
const stageArgs = {
    restApi: api.id,
    deployment: deployment.id,
    stageName: config.stageName,
    description: config.stageDescription,
    variables: config.stageVariables,
    xrayTracingEnabled: tracing,
    accessLogSettings: accessLog && { destinationArn: accessLog.arn, format: accessLogFormat },
    tags,
};
const stage = new apigateway.Stage("stage", stageArgs, { protect });
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
/** What only an update with `protect: false` makes deletable. */
export const protectedResources = protect ? protectable(config) : [];
export const functionName = functions.get("index")?.name;
export const logGroup = functions.get("index")?.loggingConfig.logGroup;
