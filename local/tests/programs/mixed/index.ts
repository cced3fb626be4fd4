import * as apigateway from "@pulumi/aws/apigateway";
import * as dynamodb from "@pulumi/aws/dynamodb";
import * as lambda from "@pulumi/aws/lambda";
import * as sqs from "@pulumi/aws/sqs";
import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";

const role = "arn:aws:iam::123456789012:role/any";
const js = (text: string) => new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(text) });
const code = js("exports.handler = async ({ path }) => ({ statusCode: 200, body: path });");

const node = new lambda.Function("node", {
    role,
    code,
    handler: "index.handler",
    runtime: "nodejs22.x",
    layers: ["a"],
});
const live = new lambda.Alias("live", { name: "live", functionName: node.name, functionVersion: "1" });
const python = new lambda.Function("python", { role, code, handler: "index.handler", runtime: "python3.12" });
const image = new lambda.Function("image", { role, packageType: "Image", imageUri: "123456789012.dkr.ecr/x:1" });
const stored = new lambda.Function("stored", {
    ...{ role, handler: "index.handler", runtime: "nodejs22.x" },
    ...{ s3Bucket: "code", s3Key: "stored.zip" },
});

const api = new apigateway.RestApi("api", { minimumCompressionSize: "0" });
const made: pulumi.Resource[] = [];
function route(name: string, integration: Partial<apigateway.IntegrationArgs>) {
    const resource = new apigateway.Resource(name, { restApi: api.id, parentId: api.rootResourceId, pathPart: name });
    const place = { restApi: api.id, resourceId: resource.id, httpMethod: "GET" };
    const method = new apigateway.Method(name, { ...place, authorization: "NONE" });
    const proxy = { type: "AWS_PROXY", integrationHttpMethod: "POST" };
    made.push(new apigateway.Integration(name, { ...place, ...proxy, ...integration }, { dependsOn: method }));
}
const uri = (fn: lambda.Function) =>
    pulumi.interpolate`arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${fn.arn}/invocations`;
route("node", { uri: uri(node) });
route("variable", { uri: uri(node).apply((text) => text.replace(":node/", ":${stageVariables.which}/")) });
route("alias", { uri: live.invokeArn });
route("version", { uri: node.qualifiedInvokeArn });
route("python", { uri: python.invokeArn });
route("image", { uri: image.invokeArn });
route("stored", { uri: stored.invokeArn });
route("elsewhere", { type: "HTTP_PROXY", uri: "https://example.com" });
for (const [name, invoked] of Object.entries({ node, python, image, stored }))
    new lambda.Permission(name, {
        action: "lambda:InvokeFunction",
        function: invoked.name,
        principal: "apigateway.amazonaws.com",
    });
new lambda.Permission("live", {
    action: "lambda:InvokeFunction",
    function: node.name,
    qualifier: live.name,
    principal: "apigateway.amazonaws.com",
});

const deployment = new apigateway.Deployment("api", { restApi: api.id }, { dependsOn: made });
const stage = new apigateway.Stage("api", {
    restApi: api.id,
    deployment: deployment.id,
    stageName: "live",
    variables: { which: "node" },
});
new wafv2.WebAclAssociation("waf", { resourceArn: stage.arn, webAclArn: "arn:aws:wafv2:us-east-1:1:x" });
new dynamodb.Table("table", { hashKey: "id", attributes: [{ name: "id", type: "S" }] });
const [a] = ["a", "b"].map((name) => new sqs.Queue(name));
new lambda.EventSourceMapping("worker", { eventSourceArn: a?.arn, functionName: "worker" });
