import * as apigateway from "@pulumi/aws/apigateway";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as dynamodb from "@pulumi/aws/dynamodb";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as s3 from "@pulumi/aws/s3";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as sns from "@pulumi/aws/sns";
import * as sqs from "@pulumi/aws/sqs";
import * as ssm from "@pulumi/aws/ssm";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";

const table = new dynamodb.Table("table", {
    attributes: [
        { name: "id", type: "S" },
        { name: "owner", type: "S" },
    ],
    hashKey: "id",
    billingMode: "PAY_PER_REQUEST",
    globalSecondaryIndexes: [{ name: "by-owner", hashKey: "owner", rangeKey: "id", projectionType: "ALL" }],
    ttl: { attributeName: "expires", enabled: true },
});
const queue = new sqs.Queue("queue", { fifoQueue: true, visibilityTimeoutSeconds: 90 });
const topic = new sns.Topic("topic");
new sns.TopicSubscription("subscription", { topic: topic.arn, protocol: "sqs", endpoint: queue.arn });
new s3.Bucket("bucket");
const secret = new secretsmanager.Secret("secret");
new secretsmanager.SecretVersion("secret", { secretId: secret.id, secretString: "open sesame" });
new ssm.Parameter("parameter", { name: "/notes/motd", type: "String", value: "hello" });
new cloudwatch.MetricAlarm("alarm", { comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1 });

const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const { outputFiles } = buildSync({
    entryPoints: ["handler/index.js"],
    bundle: true,
    platform: "node",
    external: ["@aws-sdk/*"],
    write: false,
});
const fn = new lambda.Function("fn", {
    runtime: "nodejs22.x",
    handler: "index.handler",
    role: new iam.Role("role", { assumeRolePolicy: trust }).arn,
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(outputFiles[0]?.text ?? "") }),
    environment: { variables: { TABLE: table.name } },
});
const api = new apigateway.RestApi("api");
const place = new apigateway.Resource("note", { restApi: api.id, parentId: api.rootResourceId, pathPart: "{id}" });
const method = new apigateway.Method("note", {
    restApi: api.id,
    resourceId: place.id,
    httpMethod: "ANY",
    authorization: "NONE",
});
const integration = new apigateway.Integration("note", {
    restApi: api.id,
    resourceId: place.id,
    httpMethod: method.httpMethod,
    type: "AWS_PROXY",
    integrationHttpMethod: "POST",
    uri: fn.invokeArn,
});
new lambda.Permission("gateway", {
    function: fn.name,
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${api.executionArn}/*`,
});
const deployment = new apigateway.Deployment("deployment", { restApi: api.id }, { dependsOn: integration });
new apigateway.Stage("stage", { restApi: api.id, deployment: deployment.id, stageName: "dev" });

export const tableName = table.name;
