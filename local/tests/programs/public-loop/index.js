// Seen in public code: a list of routes, a folder for each function, one permission for each verb and path, and a hash of
// the list as what makes a new deployment.
const { createHash } = require("node:crypto");
const apigateway = require("@pulumi/aws/apigateway");
const iam = require("@pulumi/aws/iam");
const lambda = require("@pulumi/aws/lambda");
const pulumi = require("@pulumi/pulumi");

const routes = [
    { verb: "get", path: "/items", unit: "list" },
    { verb: "post", path: "/items", unit: "add" },
    { verb: "any", path: "/items/{id}/notes", unit: "list" },
];

const role = new iam.Role("units", {
    assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [{ Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" }, Effect: "Allow" }],
    },
});
new iam.RolePolicyAttachment("units", {
    role,
    policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
});
const units = {};
for (const unit of new Set(routes.map((route) => route.unit))) {
    units[unit] = new lambda.Function(unit, {
        runtime: lambda.Runtime.NodeJS22dX,
        handler: "main.handle",
        role: role.arn,
        code: new pulumi.asset.FileArchive(`./src/${unit}`),
        environment: { variables: { UNIT: unit } },
    });
}

const api = new apigateway.RestApi("gateway", { binaryMediaTypes: ["application/octet-stream"] });
const resources = {};
/** The resource of a path, and those above it. */
function resourceOf(path) {
    if (path === "") return { id: api.rootResourceId };
    const end = path.lastIndexOf("/");
    resources[path] ??= new apigateway.Resource(`gateway${path}`, {
        restApi: api,
        parentId: resourceOf(path.slice(0, end)).id,
        pathPart: path.slice(end + 1),
    });
    return resources[path];
}

const integrations = routes.map(({ verb, path, unit }) => {
    const name = `${verb}-${path}`;
    const method = new apigateway.Method(name, {
        restApi: api,
        resourceId: resourceOf(path).id,
        httpMethod: verb.toUpperCase(),
        authorization: "NONE",
    });
    const sourceVerb = verb === "any" ? "*" : verb.toUpperCase();
    new lambda.Permission(name, {
        statementId: name.replace(/\W/g, "-"),
        action: "lambda:InvokeFunction",
        function: units[unit].name,
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/*/${sourceVerb}${path.replace(/\{\w+\}/g, "*")}`,
    });
    return new apigateway.Integration(
        name,
        {
            restApi: api,
            resourceId: method.resourceId,
            httpMethod: method.httpMethod,
            type: "AWS_PROXY",
            integrationHttpMethod: "POST",
            uri: units[unit].invokeArn,
        },
        { parent: method },
    );
});

const deployment = new apigateway.Deployment(
    "gateway",
    {
        restApi: api,
        triggers: {
            routes: createHash("sha256").update(JSON.stringify(routes)).digest("hex"),
            integrations: pulumi.all(integrations.map(({ id }) => id)).apply((ids) => ids.sort().join()),
        },
    },
    { dependsOn: integrations },
);
const stage = new apigateway.Stage("gateway", { restApi: api, deployment, stageName: "stage" });

module.exports = async () => ({ url: stage.invokeUrl });
