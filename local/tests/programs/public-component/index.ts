// Seen in public code: a component with its resources below it, a provider of its own, a log group and a role for access
// logs, a preflight by MOCK beside the function's route, and the time as what makes a new deployment.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

interface WebhookArgs {
    environmentSuffix: string;
    tags?: Record<string, string>;
}

class Webhook extends pulumi.ComponentResource {
    readonly url: pulumi.Output<string>;

    constructor(name: string, { environmentSuffix, tags }: WebhookArgs, opts?: pulumi.ComponentResourceOptions) {
        super("app:index:Webhook", name, {}, opts);
        const below = { parent: this };
        const logs = new aws.cloudwatch.LogGroup(`${name}-access`, { retentionInDays: 7, tags }, below);
        const trust = (service: string) =>
            JSON.stringify({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
            });
        const logging = new aws.iam.Role(
            `${name}-logging`,
            {
                assumeRolePolicy: trust("apigateway.amazonaws.com"),
                managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"],
            },
            below,
        );
        new aws.apigateway.Account(`${name}-account`, { cloudwatchRoleArn: logging.arn }, below);
        const table = new aws.dynamodb.Table(
            `${name}-events`,
            { attributes: [{ name: "id", type: "S" }], hashKey: "id", billingMode: "PAY_PER_REQUEST", tags },
            below,
        );
        const execution = new aws.iam.Role(
            `${name}-execution`,
            { assumeRolePolicy: trust("lambda.amazonaws.com") },
            below,
        );
        new aws.iam.RolePolicy(
            `${name}-execution`,
            {
                role: execution.id,
                policy: pulumi.all([table.arn]).apply(([arn]) =>
                    JSON.stringify({
                        Version: "2012-10-17",
                        Statement: [
                            { Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: arn },
                            { Effect: "Deny", Action: "dynamodb:DeleteTable", Resource: "*" },
                        ],
                    }),
                ),
            },
            below,
        );
        const receive = new aws.lambda.Function(
            `${name}-receive`,
            {
                runtime: "nodejs22.x",
                handler: "receive.handler",
                role: execution.arn,
                code: new pulumi.asset.AssetArchive({
                    "receive.js": new pulumi.asset.FileAsset("./lambda/receive.js"),
                    "settings.json": new pulumi.asset.StringAsset(JSON.stringify({ environmentSuffix })),
                }),
                environment: { variables: { TABLE: table.name } },
            },
            below,
        );

        const api = new aws.apigateway.RestApi(
            `${name}-api`,
            { endpointConfiguration: { types: "REGIONAL" }, tags },
            below,
        );
        const path = new aws.apigateway.Resource(
            `${name}-path`,
            { restApi: api.id, parentId: api.rootResourceId, pathPart: "webhook" },
            below,
        );
        const at = (httpMethod: string) => ({ restApi: api.id, resourceId: path.id, httpMethod });
        const post = new aws.apigateway.Method(`${name}-post`, { ...at("POST"), authorization: "NONE" }, below);
        const posted = new aws.apigateway.Integration(
            `${name}-post`,
            { ...at("POST"), type: "AWS_PROXY", integrationHttpMethod: "POST", uri: receive.invokeArn },
            { parent: this, dependsOn: [post] },
        );
        const options = new aws.apigateway.Method(
            `${name}-options`,
            { ...at("OPTIONS"), authorization: "NONE" },
            below,
        );
        const mocked = new aws.apigateway.Integration(
            `${name}-options`,
            { ...at("OPTIONS"), type: "MOCK", requestTemplates: { "application/json": '{"statusCode": 200}' } },
            { parent: this, dependsOn: [options] },
        );
        const cors = {
            "Access-Control-Allow-Headers": "'Content-Type,X-Signature'",
            "Access-Control-Allow-Methods": "'OPTIONS,POST'",
            "Access-Control-Allow-Origin": "'*'",
        };
        const header = <T>(value: (from: string) => T) =>
            Object.fromEntries(
                Object.entries(cors).map(([key, from]) => [`method.response.header.${key}`, value(from)]),
            );
        const answered = new aws.apigateway.MethodResponse(
            `${name}-options`,
            { ...at("OPTIONS"), statusCode: "200", responseParameters: header(() => true) },
            { parent: this, dependsOn: [options] },
        );
        const mapped = new aws.apigateway.IntegrationResponse(
            `${name}-options`,
            { ...at("OPTIONS"), statusCode: "200", responseParameters: header((from) => from) },
            { parent: this, dependsOn: [mocked, answered] },
        );
        new aws.lambda.Permission(
            `${name}-invoke`,
            {
                action: "lambda:InvokeFunction",
                function: receive.arn,
                principal: "apigateway.amazonaws.com",
                sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
            },
            below,
        );
        const deployment = new aws.apigateway.Deployment(
            `${name}-deployment`,
            { restApi: api.id, triggers: { redeployment: api.id.apply(() => new Date().toISOString()) } },
            { parent: this, dependsOn: [posted, mapped] },
        );
        const stage = new aws.apigateway.Stage(
            `${name}-stage`,
            {
                restApi: api.id,
                deployment: deployment.id,
                stageName: environmentSuffix,
                xrayTracingEnabled: true,
                accessLogSettings: { destinationArn: logs.arn, format: "$context.requestId" },
            },
            below,
        );
        this.url = pulumi.interpolate`${stage.invokeUrl}/webhook`;
        this.registerOutputs({ url: this.url });
    }
}

const provider = new aws.Provider("ireland", { region: "eu-west-1" });
const webhook = new Webhook("hook", { environmentSuffix: "qa", tags: { team: "a" } }, { providers: { aws: provider } });
export const url = webhook.url;
