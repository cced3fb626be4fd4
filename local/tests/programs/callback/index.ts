import * as apigateway from "@pulumi/aws/apigateway";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import * as yaml from "yaml";

interface Event {
    path: string;
    body: string | null;
}

const api = new apigateway.RestApi("api");
const resource = new apigateway.Resource("all", {
    restApi: api.id,
    parentId: api.rootResourceId,
    pathPart: "{proxy+}",
});
const place = { restApi: api.id, resourceId: resource.id };

// It captures a value, an output and a package.
const greeting = { word: "Hello" };
const read = new lambda.CallbackFunction("read", {
    runtime: "nodejs22.x",
    callback: async ({ body }: Event) => ({
        statusCode: 200,
        body: JSON.stringify([greeting.word, api.name.get(), yaml.parse(body ?? "")]),
    }),
});
// It keeps what it made when its environment began.
const count = new lambda.CallbackFunction("count", {
    runtime: "nodejs22.x",
    callbackFactory: () => {
        let calls = 0;
        return async () => ({ statusCode: 200, body: String(++calls) });
    },
});

const made: pulumi.Resource[] = [];
for (const [httpMethod, fn] of Object.entries({ POST: read, GET: count })) {
    const method = new apigateway.Method(httpMethod, { ...place, httpMethod, authorization: "NONE" });
    const target = { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: fn.invokeArn };
    made.push(new apigateway.Integration(httpMethod, { ...place, httpMethod, ...target }, { dependsOn: method }));
    new lambda.Permission(httpMethod, {
        action: "lambda:InvokeFunction",
        function: fn,
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
    });
}
const deployment = new apigateway.Deployment("api", { restApi: api.id }, { dependsOn: made });
new apigateway.Stage("live", { restApi: api.id, deployment: deployment.id, stageName: "live" });
