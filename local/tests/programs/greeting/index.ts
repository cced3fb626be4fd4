import * as apigateway from "@pulumi/aws/apigateway";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { bundle } from "./bundle";
import { readSettings } from "./settings";

const settings = readSettings();

const log = new cloudwatch.LogGroup("function", { retentionInDays: 14 });
const executionRole = new iam.Role("execution", { assumeRolePolicy: assumedBy("lambda.amazonaws.com") });
new iam.RolePolicy("execution", {
    role: executionRole.id,
    policy: allow(["logs:CreateLogStream", "logs:PutLogEvents"], pulumi.interpolate`${log.arn}:*`),
});
const files = Object.entries(bundle(__dirname)).map(([name, text]) => [name, new pulumi.asset.StringAsset(text)]);
const fn = new lambda.Function("function", {
    code: new pulumi.asset.AssetArchive(Object.fromEntries(files)),
    handler: "index.handler",
    runtime: "nodejs24.x",
    memorySize: settings.memorySize,
    timeout: settings.timeout,
    reservedConcurrentExecutions: settings.reservedConcurrentExecutions,
    role: executionRole.arn,
    environment: { variables: pulumi.secret(settings.environment) },
    loggingConfig: { logFormat: "JSON", logGroup: log.name },
});

const gatewayRole = new iam.Role("gateway", { assumeRolePolicy: assumedBy("apigateway.amazonaws.com") });
new iam.RolePolicy("gateway", { role: gatewayRole.id, policy: allow(["lambda:InvokeFunction"], fn.arn) });

const api = new apigateway.RestApi("api", {
    endpointConfiguration: { types: settings.endpointType },
    apiKeySource: settings.apiKeySource,
    binaryMediaTypes: settings.binaryMediaTypes,
});
const resources = new Map([["", api.rootResourceId]]);
const integrations = Object.entries(settings.routes).map(([route, more]) => {
    const [httpMethod = "", path = ""] = route.split(" ");
    const place = { restApi: api.id, resourceId: resourceOf(path === "/" ? "" : path), httpMethod };
    const method = new apigateway.Method(route, { ...place, authorization: "NONE", ...more });
    return new apigateway.Integration(
        route,
        {
            ...place,
            type: "AWS_PROXY",
            integrationHttpMethod: "POST",
            uri: fn.invokeArn,
            credentials: gatewayRole.arn,
            timeoutMilliseconds: settings.integrationTimeout,
        },
        { dependsOn: method },
    );
});
const deployment = new apigateway.Deployment(
    "deployment",
    { restApi: api.id, triggers: { routes: JSON.stringify(settings.routes) } },
    { dependsOn: integrations },
);
const stage = new apigateway.Stage("stage", {
    restApi: api.id,
    deployment: deployment.id,
    stageName: settings.stageName,
    variables: settings.stageVariables,
});

export const url = stage.invokeUrl;

function resourceOf(path: string): pulumi.Output<string> {
    const known = resources.get(path);
    if (known) return known;
    const end = path.lastIndexOf("/");
    const parentId = resourceOf(path.slice(0, end));
    const { id } = new apigateway.Resource(path, { restApi: api.id, parentId, pathPart: path.slice(end + 1) });
    resources.set(path, id);
    return id;
}

function assumedBy(service: string): string {
    const Statement = [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }];
    return JSON.stringify({ Version: "2012-10-17", Statement });
}

function allow(Action: string[], Resource: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.jsonStringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] });
}
