// Seen in public code: one function for the root and all below it, its code a folder in an archive, a trust policy and
// managed policies by the package's helpers, a source ARN put together of calls, a deployment without a stage's name.
import * as apigateway from "@pulumi/aws/apigateway";
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

const stackName = pulumi.getStack();
const role = new iam.Role("role", {
    assumeRolePolicy: iam.assumeRolePolicyForPrincipal(iam.Principals.LambdaPrincipal),
    managedPolicyArns: [iam.ManagedPolicy.AWSLambdaBasicExecutionRole],
});
const fn = new lambda.Function("fn", {
    code: new pulumi.asset.AssetArchive({ ".": new pulumi.asset.FileArchive("./app") }),
    runtime: lambda.Runtime.NodeJS20dX,
    architectures: ["arm64"],
    handler: "lib/index.handler",
    role: role.arn,
});

const api = new apigateway.RestApi("api", { description: `The API of ${stackName}` });
const proxy = new apigateway.Resource("proxy", {
    restApi: api.id,
    parentId: api.rootResourceId,
    pathPart: "{proxy+}",
});
const parts = Object.entries({ root: api.rootResourceId, proxy: proxy.id }).map(([name, resourceId]) => {
    const method = new apigateway.Method(name, {
        restApi: api.id,
        resourceId,
        httpMethod: "ANY",
        authorization: "NONE",
    });
    return new apigateway.Integration(
        name,
        {
            restApi: api.id,
            resourceId,
            httpMethod: method.httpMethod,
            type: "AWS_PROXY",
            integrationHttpMethod: "POST",
            uri: fn.invokeArn,
        },
        { dependsOn: [method] },
    );
});
const account = getCallerIdentity().then(({ accountId }) => accountId);
new lambda.Permission("permission", {
    function: fn.name,
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`arn:aws:execute-api:${getRegionOutput().name}:${account}:${api.id}/*`,
});
const deployment = new apigateway.Deployment(
    "deployment",
    {
        restApi: api.id,
        triggers: { redeployment: pulumi.all(parts.map(({ id }) => id)).apply((ids) => JSON.stringify(ids)) },
    },
    { dependsOn: parts },
);
const stage = new apigateway.Stage("stage", { restApi: api.id, stageName: stackName, deployment: deployment.id });
export const url = stage.invokeUrl;
