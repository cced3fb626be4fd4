// The API of one conformance case, registered as anybody's program would: every resource by its own class, none of the
// tool's code. What a case leaves out is left to AWS's default where AWS has one.
import * as apigateway from "@pulumi/aws/apigateway";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { RouteOfCase } from "../../conformance/api-of-case";
import type { CaseProgram } from "../../conformance/case-program";
import { authorizerResource } from "./authorizer";
import { functionResource } from "./function";
import { integrationResources } from "./integration";
import { usagePlans } from "./usage-plans";

const { api: given, code, denied, reserved } = new pulumi.Config().requireObject<CaseProgram>("case");
const stageName = given.stage ?? "v0";
const routes: RouteOfCase[] = given.routes ?? [{ path: "/{proxy+}", method: "ANY" }];

const api = new apigateway.RestApi(
    "api",
    {
        name: "conformance",
        endpointConfiguration: { types: given.endpointType ?? "EDGE" },
        binaryMediaTypes: given.binaryMediaTypes ?? [],
        apiKeySource: given.apiKeySource ?? "HEADER",
    },
    // The API that the cases' Host header names.
    { import: "abc123def4" },
);

const { runtime, functionTimeoutMs } = given;
const handler = functionResource("handler", code.handler ?? {}, { runtime, timeoutMs: functionTimeoutMs, reserved });
const role = new iam.Role("gateway", {
    assumeRolePolicy: JSON.stringify({
        Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "apigateway.amazonaws.com" } }],
    }),
});
const invoke = handler.arn.apply((arn) => [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: arn }]);
new iam.RolePolicy("gateway", {
    role: role.id,
    policy: invoke.apply((statement) => JSON.stringify({ Statement: denied ? [] : statement })),
});

const authorizers = Object.fromEntries(
    Object.entries(given.authorizers ?? {}).map(([name, spec]) => [
        name,
        authorizerResource(api, name, spec, code[`authorizer-${name}`], runtime),
    ]),
);
const models = Object.fromEntries(
    Object.entries(given.models ?? {}).map(([name, { contentType, schema }]) => {
        const text = api.id.apply((id) => JSON.stringify(schema).replaceAll("{apiId}", id));
        return [name, new apigateway.Model(name, { restApi: api.id, name, contentType, schema: text })];
    }),
);
for (const [responseType, response] of Object.entries(given.gatewayResponses ?? {}))
    new apigateway.Response(responseType, { restApiId: api.id, responseType, ...response });

const resourceIds = new Map<string, pulumi.Input<string>>([["/", api.rootResourceId]]);
function resourceId(path: string): pulumi.Input<string> {
    const known = resourceIds.get(path);
    if (known) return known;
    const slash = path.lastIndexOf("/");
    const parentId = resourceId(path.slice(0, slash) || "/");
    const made = new apigateway.Resource(path, { restApi: api.id, parentId, pathPart: path.slice(slash + 1) });
    resourceIds.set(path, made.id);
    return made.id;
}

const published = routes.flatMap((route): pulumi.Resource[] => {
    const { path, method: httpMethod, authorizer, authorization, authorizationScopes } = route;
    const name = `${httpMethod} ${path}`;
    const { requestValidator, requestParameters, requestModels } = route;
    const custom = authorizer === undefined ? undefined : given.authorizers?.[authorizer];
    const validator =
        requestValidator && new apigateway.RequestValidator(name, { restApi: api.id, ...requestValidator });
    const method = new apigateway.Method(
        name,
        {
            restApi: api.id,
            resourceId: resourceId(path === "/" ? path : path.replace(/\/$/, "")),
            httpMethod,
            authorization:
                authorization ?? (custom ? (custom.type === "COGNITO_USER_POOLS" ? custom.type : "CUSTOM") : "NONE"),
            authorizerId: authorizer === undefined ? undefined : authorizers[authorizer]?.id,
            authorizationScopes,
            apiKeyRequired: route.apiKeyRequired ?? given.apiKeyRequired ?? false,
            operationName: route.operationName,
            requestValidatorId: validator?.id,
            requestParameters,
            requestModels,
        },
        { dependsOn: Object.values(models) },
    );
    return [method, ...integrationResources(api, method, route, handler, role, given.integrationTimeoutMs)];
});

const deployment = new apigateway.Deployment("deployment", { restApi: api.id }, { dependsOn: published });
const stage = new apigateway.Stage("stage", {
    restApi: api.id,
    deployment: deployment.id,
    stageName,
    variables: given.stageVariables ?? {},
});
for (const [methodPath, settings] of Object.entries(given.methodSettings ?? {}))
    new apigateway.MethodSettings(methodPath, { restApi: api.id, stageName: stage.stageName, methodPath, settings });
usagePlans(api, given);
