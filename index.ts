import * as apigateway from "@pulumi/aws/apigateway";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { accessLogFormat } from "./infra/access-log";
import { apiInputs, modelInputs } from "./infra/api-inputs";
import { byName, named } from "./infra/by-name";
import { readConfig, refuseNamesWithoutFile } from "./infra/config";
import { allow, executionRights, type Statement, trust } from "./infra/policies";
import { protectable, unlessUnprotected } from "./infra/protection";
import { removedRoutes } from "./infra/removed-routes";
import { eraseVariables, pathResources } from "./infra/route-key";
import { type Held, redeploymentTrigger, snapshotHash } from "./infra/snapshot";
import * as declared from "./routes";

const config = readConfig(declared, __dirname);
const { protect, tracing, throttlingRateLimit, throttlingBurstLimit } = config;
const self = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
const previous = new pulumi.StackReference("previous", { name: self });
// All that has tags, and all that is made of it, waits for this: a refusal comes before the first registration.
const own = { ...config.tags, project: pulumi.getProject(), stack: pulumi.getStack() };
const tags = unlessUnprotected(previous, config, own);

// The functions: the files of handler/ that routes, authorizers and workers name. What one of them may do beside writing its
// log, and the variables that are made here, stand below its name: { index: … } is for handler/index.ts.
const rights: Record<string, Statement[]> = {};
const variables: Record<string, Record<string, pulumi.Input<string>>> = {};
refuseNamesWithoutFile(__dirname, { rights, variables });
const roleArgs = (service: string) => ({ assumeRolePolicy: trust(service), path: "/", tags });
const logArgs = { retentionInDays: config.logRetentionInDays, tags };
const functions = new Map<string | undefined, lambda.Function>();
for (const { file, name, role, environment, inputs } of config.functions) {
    const log = new cloudwatch.LogGroup(name, logArgs, { protect });
    const executionRole = new iam.Role(role, roleArgs("lambda.amazonaws.com"), { protect });
    const mayRun = allow(...executionRights(log.arn, tracing), ...(rights[file] ?? []));
    const executionPolicy = new iam.RolePolicy(role, { role: executionRole.id, policy: mayRun }, { protect });
    const all = { ...environment, ...variables[file] };
    const fn = new lambda.Function(
        name,
        {
            ...inputs,
            role: executionRole.arn,
            environment: Object.keys(all).length > 0 ? { variables: pulumi.secret(all) } : undefined,
            loggingConfig: { logFormat: "JSON", applicationLogLevel: config.logLevel, logGroup: log.name },
            tags,
        },
        { dependsOn: executionPolicy, protect },
    );
    functions.set(file, fn);
}

// The role API Gateway assumes to invoke those that routes and authorizers name
const gatewayRole = new iam.Role("gateway", roleArgs("apigateway.amazonaws.com"), { protect });
const invoking = config.invoked.map(({ file, actions }): Statement => [actions, named(functions, file).arn]);
const gatewayPolicy = new iam.RolePolicy("gateway", { role: gatewayRole.id, policy: allow(...invoking) }, { protect });

// The REST API
const texts = { name: config.apiName || pulumi.getProject(), description: config.apiDescription };
const api = new apigateway.RestApi("api", { ...texts, ...apiInputs(config), tags }, { protect });
const restApi = api.id;
const model = new apigateway.Model("model", { restApi, ...modelInputs });
const models = config.models.map(({ name, inputs }) => new apigateway.Model(name, { restApi, ...inputs }));
const validators = byName(
    config.validators,
    ({ name, inputs }) => new apigateway.RequestValidator(name, { restApi, ...inputs }),
);
const authorizers = byName(config.authorizers, ({ name, file, inputs }) => {
    const asked = file && { authorizerUri: functions.get(file)?.invokeArn, authorizerCredentials: gatewayRole.arn };
    return new apigateway.Authorizer(name, { restApi, ...inputs, ...asked });
});
const errors = config.errors.map(
    ({ name, inputs }) => new apigateway.Response(name, { restApiId: restApi, ...inputs }),
);

const resourceIds = new Map<string, pulumi.Input<string>>([["/", api.rootResourceId]]);
for (const { name, parent, pathPart } of pathResources(config.methods)) {
    const parentId = resourceIds.get(parent) ?? "";
    resourceIds.set(name, new apigateway.Resource(name, { restApi, parentId, pathPart }).id);
}
const held: Held[] = [];
const methods = config.methods.flatMap(({ name, path, httpMethod, refers, streams, inputs, integration, answer }) => {
    const resourceId = resourceIds.get(eraseVariables(path)) ?? "";
    const authorizerId = authorizers.get(refers.authorizer)?.id;
    const requestValidatorId = validators.get(refers.validator)?.id;
    const methodArgs = { restApi, resourceId, httpMethod, authorizerId, requestValidatorId, ...inputs };
    const method = new apigateway.Method(name, methodArgs, { dependsOn: inputs.requestModels && [model, ...models] });
    const place = { restApi, resourceId: method.resourceId, httpMethod: method.httpMethod };
    // API Gateway deletes a method's integration with it: with a call of its own an update could end between the two.
    const options = { deletedWith: method };
    const fn = functions.get(refers.function);
    const target = fn && { uri: streams ? fn.responseStreamingInvokeArn : fn.invokeArn, credentials: gatewayRole.arn };
    const holds = { ...integration, ...target };
    held.push(holds);
    const integrated = new apigateway.Integration(name, { ...place, ...holds }, options);
    if (!answer) return [method, integrated];
    const response = new apigateway.MethodResponse(name, { ...place, ...answer.declared }, options);
    const sent = { ...place, ...answer.sent, statusCode: response.statusCode };
    const last = new apigateway.IntegrationResponse(name, sent, { ...options, dependsOn: integrated });
    return [method, integrated, response, last];
});

// The publication: see docs/deployment.md for what each line keeps from going wrong
const published = previous.getOutput("publication");
const served = pulumi.all({ url: previous.getOutput("url"), routes: previous.getOutput("routes") });
const removed = served.apply((outputs) => removedRoutes(outputs, config.methods));
const [first] = functions.values();
const arns = invoking.map(([, arn]) => arn);
const snapshot = pulumi.all([gatewayRole.arn, arns, held]).apply((made) => snapshotHash(config, ...made));
const redeployment = pulumi.all([snapshot, removed, published]).apply((parts) => redeploymentTrigger(...parts));
const deployment = new apigateway.Deployment(
    "deployment",
    { restApi, description: "Lambda API Deployment", triggers: { redeployment } },
    { dependsOn: [...methods, ...errors, model, ...models, gatewayPolicy], deleteBeforeReplace: false },
);

const accessLog = config.accessLogs ? new cloudwatch.LogGroup("access", logArgs, { protect }) : undefined;
const stageArgs = {
    restApi,
    deployment: deployment.id,
    stageName: config.stageName,
    description: config.stageDescription,
    variables: config.stageVariables,
    xrayTracingEnabled: tracing,
    accessLogSettings: accessLog && { destinationArn: accessLog.arn, format: accessLogFormat },
    tags,
};
const stage = new apigateway.Stage("stage", stageArgs, { protect });
const limits = { throttlingRateLimit, throttlingBurstLimit, dataTraceEnabled: false };
const settingsArgs = { restApi, stageName: stage.stageName, methodPath: "*/*", settings: limits };
new apigateway.MethodSettings("settings", settingsArgs, { protect });

// The API keys, and what they may do together
const keys: Record<string, pulumi.Output<string>> = {};
if (config.usagePlan) {
    const apiStages = [{ apiId: restApi, stage: stage.stageName }];
    const usagePlan = new apigateway.UsagePlan("plan", { ...config.usagePlan.inputs, apiStages, tags }, { protect });
    for (const name of config.usagePlan.keys) {
        const key = new apigateway.ApiKey(name, { tags }, { protect });
        const member = { keyId: key.id, keyType: "API_KEY", usagePlanId: usagePlan.id };
        new apigateway.UsagePlanKey(name, member, { protect });
        keys[name] = key.value;
    }
}

/** Where the stage answers. */
export const url = stage.invokeUrl;
/** Route key to full URL; the next update reads it to see which routes are gone. */
export const routes = Object.fromEntries(
    config.methods.map(({ key, path }) => [key, pulumi.interpolate`${stage.invokeUrl}${path}`]),
);
/** What the stage serves since this update; the next one compares. */
export const publication = { snapshot, redeployment, deployment: deployment.id };
/** What only an update with `protect: false` makes deletable. */
export const protectedResources = protect ? protectable(config) : [];
/** Of handler/index.ts, or of the first function where no route is its. */
export const functionName = first?.name;
export const logGroup = first?.loggingConfig.logGroup;
/** Name to value of the API keys. */
export const apiKeys = pulumi.secret(keys);
