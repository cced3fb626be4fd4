// A function that streams as many bytes as its query says.
import * as apigateway from "@pulumi/aws/apigateway";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

const code = `const { Readable } = require("node:stream");
const { pipeline } = require("node:stream/promises");
const chunk = Buffer.alloc(65536, "a");
exports.handler = awslambda.streamifyResponse(async ({ queryStringParameters }, stream) => {
    let left = Number(queryStringParameters?.bytes ?? 2);
    const source = new Readable({
        read() {
            const bytes = Math.min(left, chunk.length);
            left -= bytes;
            this.push(bytes === 0 ? null : chunk.subarray(0, bytes));
        },
    });
    await pipeline(source, awslambda.HttpResponseStream.from(stream, { headers: { "Content-Type": "text/plain" } }));
});`;
const fn = new lambda.Function("streamer", {
    runtime: "nodejs22.x",
    handler: "index.handler",
    memorySize: 256,
    timeout: 300,
    role: "arn:aws:iam::123456789012:role/streamer",
    code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(code) }),
});

const api = new apigateway.RestApi("api", { endpointConfiguration: { types: "REGIONAL" } });
const resource = new apigateway.Resource("stream", {
    restApi: api.id,
    parentId: api.rootResourceId,
    pathPart: "lambda",
});
const place = { restApi: api.id, resourceId: resource.id, httpMethod: "ANY" };
const method = new apigateway.Method("stream", { ...place, authorization: "NONE" });
const integration = new apigateway.Integration("stream", {
    ...place,
    type: "AWS_PROXY",
    integrationHttpMethod: "POST",
    uri: fn.responseStreamingInvokeArn,
    responseTransferMode: "STREAM",
    timeoutMilliseconds: 300_000,
});
new lambda.Permission("api", {
    function: fn.name,
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
});
const deployment = new apigateway.Deployment("api", { restApi: api.id }, { dependsOn: [method, integration] });
new apigateway.Stage("v0", { restApi: api.id, deployment: deployment.id, stageName: "v0" });
