import * as apigateway from "@pulumi/aws/apigateway";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

const code = `let count = 0;
exports.handler = async ({ path, stageVariables, requestContext: { stage, apiId, path: whole } }) => ({
    statusCode: 200,
    body: JSON.stringify({ path, whole, stage, apiId, stageVariables, count: ++count }),
});`;
const echo = new lambda.Function("echo", {
    runtime: "nodejs22.x",
    handler: "index.handler",
    role: "arn:aws:iam::123456789012:role/echo",
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(code) }),
});

/** An API with one route, and its deployment. */
function make(name: string, path: string) {
    const api = new apigateway.RestApi(name, { name });
    const resource = new apigateway.Resource(name, { restApi: api.id, parentId: api.rootResourceId, pathPart: path });
    const place = { restApi: api.id, resourceId: resource.id, httpMethod: "GET" };
    const method = new apigateway.Method(name, { ...place, authorization: "NONE" });
    const integration = new apigateway.Integration(name, {
        ...place,
        type: "AWS_PROXY",
        integrationHttpMethod: "POST",
        uri: echo.invokeArn,
    });
    new lambda.Permission(name, {
        function: echo.name,
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        // The admin API may be called in its stage `live` alone.
        sourceArn: pulumi.interpolate`${api.executionArn}/${name === "admin" ? "live" : "*"}/*`,
    });
    const deployment = new apigateway.Deployment(name, { restApi: api.id }, { dependsOn: [method, integration] });
    return { restApi: api.id, deployment: deployment.id };
}

const shop = make("shop", "items");
const admin = make("admin", "users");
new apigateway.Stage("shop-live", { ...shop, stageName: "live" });
new apigateway.Stage("admin-live", { ...admin, stageName: "live", variables: { mode: "calm" } });
new apigateway.Stage("admin-next", { ...admin, stageName: "next", variables: { mode: "bold" } });
// What was a stage of its Deployment before version 7 of the package.
const old = { restApi: admin.restApi, stageName: "live2" };
new (class extends pulumi.CustomResource {})("aws:apigateway/deployment:Deployment", "admin-old", old);
