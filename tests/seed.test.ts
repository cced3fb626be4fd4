import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Evaluation } from "api-gateway-local/testing";
import { bundle } from "../infra/bundle";
import { proxyEvent } from "./event";
import { devConfig, program, projectDir } from "./program";
import { folderOf } from "./program-copy";
import { called, inputs, output, resource } from "./resources";

// seed.json is the CloudFormation template that this program must reproduce, property by property, and the reason of each
// difference. A row says where a property is found again, in CloudFormation's form.

interface Seed {
    resources: Record<string, { type: string; dependsOn?: string[]; properties: Record<string, unknown> }>;
    differences: Record<string, string>;
}

interface Row {
    /** The resource that holds the property, if it is not the counterpart of the seed's. */
    of?: string;
    /** The input of that name, or what is made of several. */
    read: string | ((inputs: Record<string, unknown>, evaluation: Evaluation) => unknown);
    /** What is registered instead of the seed's value, and the key of the difference that gives the reason. */
    instead?: { value: (evaluation: Evaluation) => unknown; because: string };
}

const { project } = devConfig();
const seed: Seed = JSON.parse(readFileSync(join(projectDir, "tests/seed.json"), "utf8"));

const counterparts: Record<string, string> = {
    ApiGatewayRestApi: "RestApi api",
    ApiGatewayResource: "Resource /lambda",
    ApiGatewayMethod: "Method POST /lambda",
    ApiGatewayModel: "Model model",
    ApiGatewayStage: "Stage stage",
    ApiGatewayDeployment: "Deployment deployment",
    ApiGatewayIamRole: "Role gateway",
    LambdaFunction: "Function function",
    LambdaIamRole: "Role execution",
};

const integration = "Integration POST /lambda";
const rows: Record<string, Row | string> = {
    "ApiGatewayRestApi.ApiKeySourceType": "apiKeySource",
    "ApiGatewayRestApi.Description": "description",
    "ApiGatewayRestApi.EndpointConfiguration.Types": {
        read: ({ endpointConfiguration }) => [Object(endpointConfiguration).types],
    },
    // The project's name, which you may change.
    "ApiGatewayRestApi.Name": {
        read: ({ name }) => (name === project ? seed.resources.ApiGatewayRestApi?.properties.Name : name),
    },

    "ApiGatewayResource.ParentId": "parentId",
    "ApiGatewayResource.PathPart": "pathPart",
    "ApiGatewayResource.RestApiId": "restApi",

    "ApiGatewayMethod.ApiKeyRequired": "apiKeyRequired",
    "ApiGatewayMethod.AuthorizationType": "authorization",
    "ApiGatewayMethod.HttpMethod": "httpMethod",
    "ApiGatewayMethod.OperationName": "operationName",
    "ApiGatewayMethod.ResourceId": "resourceId",
    "ApiGatewayMethod.RestApiId": "restApi",
    "ApiGatewayMethod.Integration.ConnectionType": { of: integration, read: "connectionType" },
    "ApiGatewayMethod.Integration.Credentials": { of: integration, read: "credentials" },
    "ApiGatewayMethod.Integration.IntegrationHttpMethod": { of: integration, read: "integrationHttpMethod" },
    "ApiGatewayMethod.Integration.PassthroughBehavior": { of: integration, read: "passthroughBehavior" },
    "ApiGatewayMethod.Integration.TimeoutInMillis": { of: integration, read: "timeoutMilliseconds" },
    "ApiGatewayMethod.Integration.Type": { of: integration, read: "type" },
    "ApiGatewayMethod.Integration.Uri": { of: integration, read: "uri" },

    "ApiGatewayModel.ContentType": "contentType",
    "ApiGatewayModel.RestApiId": "restApi",
    "ApiGatewayModel.Schema": { read: ({ schema }) => JSON.parse(String(schema)) },

    "ApiGatewayStage.DeploymentId": "deployment",
    "ApiGatewayStage.Description": "description",
    "ApiGatewayStage.RestApiId": "restApi",
    "ApiGatewayStage.StageName": "stageName",

    "ApiGatewayDeployment.DependsOn": {
        read: (_, evaluation) => {
            const all = resource(evaluation, "Deployment deployment").dependsOn.map(called);
            return all.includes("Method POST /lambda") ? ["ApiGatewayMethod"] : all;
        },
    },
    "ApiGatewayDeployment.Description": "description",
    "ApiGatewayDeployment.RestApiId": "restApi",

    "ApiGatewayIamRole.AssumeRolePolicyDocument": {
        read: "assumeRolePolicy",
        instead: {
            value: () => ({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: ["apigateway.amazonaws.com"] },
                        Action: ["sts:AssumeRole"],
                    },
                ],
            }),
            because: "ApiGatewayIamRole.AssumeRolePolicyDocument",
        },
    },
    "ApiGatewayIamRole.Path": "path",
    "ApiGatewayIamRole.Policies.0.PolicyName": {
        read: (_, evaluation) => withoutHex(output(evaluation, "RolePolicy gateway", "name")),
        instead: { value: () => `${project}-dev-gateway-`, because: "ApiGatewayIamRole.Policies" },
    },
    "ApiGatewayIamRole.Policies.0.PolicyDocument": {
        of: "RolePolicy gateway",
        read: "policy",
        instead: {
            value: (evaluation) => ({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Action: ["lambda:InvokeFunction"],
                        Resource: output(evaluation, "Function function", "arn"),
                    },
                ],
            }),
            because: "ApiGatewayIamRole.Policies",
        },
    },

    "LambdaFunction.Code": {
        read: () => answer(bundle(projectDir)),
        instead: {
            value: () => ({
                statusCode: 200,
                headers: { "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff" },
                body: "Hello, World!",
            }),
            because: "LambdaFunction.Code",
        },
    },
    "LambdaFunction.Description": "description",
    "LambdaFunction.FunctionName": {
        read: (_, evaluation) => withoutHex(output(evaluation, "Function function", "name")),
        instead: { value: () => `${project}-dev-function-`, because: "LambdaFunction.FunctionName" },
    },
    "LambdaFunction.Handler": "handler",
    "LambdaFunction.MemorySize": "memorySize",
    "LambdaFunction.Role": "role",
    "LambdaFunction.Runtime": {
        read: ({ runtime, architectures }) => [runtime, architectures],
        instead: { value: () => ["nodejs24.x", ["arm64"]], because: "LambdaFunction.Runtime" },
    },
    "LambdaFunction.Timeout": "timeout",

    "LambdaIamRole.AssumeRolePolicyDocument": "assumeRolePolicy",
    "LambdaIamRole.Path": "path",
};

// What the seed has no property for.
const additions = {
    LambdaIamRole: {
        of: "RolePolicy execution",
        read: ({ role, policy }: Record<string, unknown>) => [role, withoutYours(policy)],
        instead: {
            value: (evaluation: Evaluation) => [
                output(evaluation, "Role execution", "id"),
                {
                    Version: "2012-10-17",
                    Statement: [
                        {
                            Effect: "Allow",
                            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                            Resource: `${output(evaluation, "LogGroup function", "arn")}:*`,
                        },
                    ],
                },
            ],
            because: "LambdaIamRole",
        },
    },
};

// What rights.index of index.ts adds.
function withoutYours(policy: unknown): unknown {
    const givesRights = /^rights\.index\b/m.test(readFileSync(join(projectDir, "index.ts"), "utf8"));
    const { Statement, ...rest } = Object(policy);
    return givesRights ? { ...rest, Statement: Statement.slice(0, 1) } : policy;
}

describe("the seed", () => {
    const properties = new Map<string, unknown>(
        Object.entries(seed.resources).flatMap(([id, { dependsOn, properties }]) => {
            const all = { ...properties, ...(dependsOn && { DependsOn: dependsOn }) };
            return Object.entries(all).map(([key, value]) => [`${id}.${key}`, value] as const);
        }),
    );
    let dev: Evaluation;
    before(async () => {
        dev = await program();
    });

    it("has a row for each of its properties, and each row is one of its properties", () => {
        assert.equal(properties.size, 44);
        assert.deepEqual(Object.keys(rows).sort(), [...properties.keys()].sort());
    });

    it("has a counterpart of the same type for each of its resources", () => {
        const types = Object.entries(seed.resources).map(([id, { type }]) => [id, type]);
        assert.deepEqual(
            types,
            Object.entries(counterparts).map(([id, name]) => [id, cloudFormationType(resource(dev, name).type)]),
        );
    });

    it("differs for each of the reasons it gives, and for no other", () => {
        const differences = [...Object.values(rows), additions.LambdaIamRole].filter((row) => typeof row === "object");
        const reasons = differences.flatMap(({ instead }) => instead?.because ?? []);
        assert.deepEqual([...new Set(reasons)].sort(), Object.keys(seed.differences).sort());
    });

    for (const [property, row] of Object.entries<Row | string>({ ...rows, ...additions })) {
        const { of = counterparts[property.replace(/\..*$/, "")] ?? "", read, instead } = asRow(row);
        const registered = () => {
            const all = inputs(dev, of);
            return typeof read === "string" ? all[read] : read(all, dev);
        };
        const inSeed = () => resolved(properties.get(property), dev);
        if (instead)
            it(`differs in ${property}: ${seed.differences[instead.because]}`, () => {
                assert.deepEqual(registered(), instead.value(dev));
                assert.notDeepEqual(registered(), inSeed());
            });
        else
            it(`is kept in ${property}`, () => {
                assert.notEqual(inSeed(), undefined);
                assert.deepEqual(registered(), inSeed());
            });
    }
});

function asRow(row: Row | string): Row {
    return typeof row === "string" ? { read: row } : row;
}

// `aws:apigateway/restApi:RestApi` is CloudFormation's `AWS::ApiGateway::RestApi`.
function cloudFormationType(type: string): string {
    const services: Record<string, string> = { apigateway: "ApiGateway", iam: "IAM", lambda: "Lambda" };
    const [, service = "", name] = /^aws:(\w+)\/\w+:(\w+)$/.exec(type) ?? [];
    return `AWS::${services[service]}::${name}`;
}

// Replaces each {ref: resource[.attribute]}, and each ${…} in a text, by what it stands for.
function resolved(value: unknown, evaluation: Evaluation): unknown {
    if (typeof value === "string") return value.replace(/\$\{([\w.:]+)\}/g, (_, ref) => referred(ref, evaluation));
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => resolved(item, evaluation));
    if ("ref" in value) return referred(String(value.ref), evaluation);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, evaluation)]));
}

function referred(ref: string, evaluation: Evaluation): string {
    if (ref === "AWS::Region") return "us-east-1";
    const [id = "", attribute = "id"] = ref.split(".");
    const name = counterparts[id];
    assert.ok(name, `the seed has no resource ${id}`);
    return output(evaluation, name, `${attribute[0]?.toLowerCase()}${attribute.slice(1)}`);
}

function withoutHex(name: string): string {
    return name.replace(/[0-9a-f]{7}$/, "");
}

// What the code that is deployed, not its source, answers to a request without input.
function answer(code: Record<string, string>): unknown {
    const script =
        "require('./index.js').handler(JSON.parse(process.argv[1])).then((a) => console.log(JSON.stringify(a)))";
    const folder = folderOf(code);
    const output = execFileSync(process.execPath, ["-e", script, JSON.stringify(proxyEvent())], { cwd: folder });
    return JSON.parse(output.toString());
}
