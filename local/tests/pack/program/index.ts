import { Deployment, Integration, Method, Resource, RestApi, Stage } from "@pulumi/aws/apigateway";
import { Role } from "@pulumi/aws/iam";
import { Function as LambdaFunction, Permission } from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";

const { outputFiles } = buildSync({
    entryPoints: ["handler/index.ts"],
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
});
const role = new Role("role", {
    assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    }),
});
const fn = new LambdaFunction("fn", {
    runtime: "nodejs22.x",
    handler: "index.handler",
    role: role.arn,
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(outputFiles[0]?.text ?? "") }),
});
const api = new RestApi("api");
const hello = new Resource("hello", { restApi: api.id, parentId: api.rootResourceId, pathPart: "hello" });
const method = new Method("method", {
    restApi: api.id,
    resourceId: hello.id,
    httpMethod: "GET",
    authorization: "NONE",
});
const integration = new Integration("integration", {
    restApi: api.id,
    resourceId: hello.id,
    httpMethod: method.httpMethod,
    type: "AWS_PROXY",
    integrationHttpMethod: "POST",
    uri: fn.invokeArn,
});
new Permission("permission", {
    function: fn.name,
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${api.executionArn}/*/GET/hello`,
});
const deployment = new Deployment("deployment", { restApi: api.id }, { dependsOn: integration });
new Stage("stage", { restApi: api.id, deployment: deployment.id, stageName: "dev" });

export const functionName = fn.name;
