import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { type Evaluation, evaluate } from "api-gateway-local/testing";
import { bundle } from "../infra/bundle";

import { devConfig, program } from "./program";
import { changedProgram, programServing } from "./program-copy";
import { called, dependencies, inputs, inventory, output } from "./resources";

const { project } = devConfig();
const tags = { project, stack: "dev" };

// What the project came with. Take a line away with its resource; yours need none, graph/dev.md shows all there is.
const cameWith = [
    "aws:apigateway/deployment:Deployment deployment",
    "aws:apigateway/integration:Integration POST /lambda",
    "aws:apigateway/method:Method POST /lambda",
    "aws:apigateway/methodSettings:MethodSettings settings",
    "aws:apigateway/model:Model model",
    "aws:apigateway/resource:Resource /lambda",
    "aws:apigateway/restApi:RestApi api",
    "aws:apigateway/stage:Stage stage",
    "aws:cloudwatch/logGroup:LogGroup function",
    "aws:iam/role:Role execution",
    "aws:iam/role:Role gateway",
    "aws:iam/rolePolicy:RolePolicy execution",
    "aws:iam/rolePolicy:RolePolicy gateway",
    "aws:lambda/function:Function function",
];
const whereConfigured = ["ApiKey partner", "LogGroup access", "UsagePlan plan", "UsagePlanKey partner"];
const came = [...cameWith.map((each) => each.replace(/^.*:/, "")), ...whereConfigured];

describe("index.ts", () => {
    let dev: Evaluation;
    before(async () => {
        dev = await program();
    });

    describe("registers for dev", () => {
        it("these types and logical names", () => {
            const registered = new Set(dev.resources.map(({ type, name }) => `${type} ${name}`));
            assert.deepEqual(
                cameWith.filter((each) => !registered.has(each)),
                [],
            );
        });

        const expected: Record<string, () => Record<string, unknown>> = {
            "LogGroup function": () => ({ retentionInDays: 14, tags }),
            "Role execution": () => ({ assumeRolePolicy: trusts("lambda.amazonaws.com"), path: "/", tags }),
            "RolePolicy execution": () => ({
                role: output(dev, "Role execution", "id"),
                policy: allows([
                    ["logs:CreateLogStream", "logs:PutLogEvents"],
                    `${output(dev, "LogGroup function", "arn")}:*`,
                ]),
            }),
            "Function function": () => ({
                description: "AWS Lambda function",
                code: { "index.js": bundle(programServing({}))["index.js"] },
                handler: "index.handler",
                runtime: "nodejs24.x",
                architectures: ["arm64"],
                memorySize: 256,
                timeout: 60,
                reservedConcurrentExecutions: -1,
                role: output(dev, "Role execution", "arn"),
                loggingConfig: {
                    logFormat: "JSON",
                    applicationLogLevel: "INFO",
                    logGroup: output(dev, "LogGroup function", "name"),
                },
                tracingConfig: { mode: "PassThrough" },
                tags,
            }),
            "Role gateway": () => ({ assumeRolePolicy: trusts("apigateway.amazonaws.com"), path: "/", tags }),
            "RolePolicy gateway": () => ({
                role: output(dev, "Role gateway", "id"),
                policy: allows([["lambda:InvokeFunction"], output(dev, "Function function", "arn")]),
            }),
            "RestApi api": () => ({
                name: devConfig().project,
                description: "An API Gateway with a Lambda Integration",
                apiKeySource: "HEADER",
                binaryMediaTypes: [],
                endpointConfiguration: { types: "EDGE" },
                tags,
            }),
            "Model model": () => ({
                restApi: output(dev, "RestApi api", "id"),
                name: "AnyJson",
                contentType: "application/json",
                schema: "{}",
            }),
            "Resource /lambda": () => ({
                restApi: output(dev, "RestApi api", "id"),
                parentId: output(dev, "RestApi api", "rootResourceId"),
                pathPart: "lambda",
            }),
            "Method POST /lambda": () => ({
                restApi: output(dev, "RestApi api", "id"),
                resourceId: output(dev, "Resource /lambda", "id"),
                httpMethod: "POST",
                operationName: "lambda",
                apiKeyRequired: false,
                authorization: "NONE",
            }),
            "Integration POST /lambda": () => ({
                restApi: output(dev, "RestApi api", "id"),
                resourceId: output(dev, "Resource /lambda", "id"),
                httpMethod: "POST",
                type: "AWS_PROXY",
                integrationHttpMethod: "POST",
                connectionType: "INTERNET",
                passthroughBehavior: "WHEN_NO_MATCH",
                timeoutMilliseconds: 29000,
                uri: output(dev, "Function function", "invokeArn"),
                credentials: output(dev, "Role gateway", "arn"),
            }),
            "Deployment deployment": () => ({
                restApi: output(dev, "RestApi api", "id"),
                description: "Lambda API Deployment",
                // Its value is the topic of deployment.test.ts.
                triggers: { redeployment: Object(inputs(dev, "Deployment deployment").triggers).redeployment },
            }),
            "Stage stage": () => ({
                restApi: output(dev, "RestApi api", "id"),
                deployment: output(dev, "Deployment deployment", "id"),
                stageName: "v0",
                description: "Lambda API Stage v0",
                variables: {},
                xrayTracingEnabled: false,
                tags,
            }),
            "MethodSettings settings": () => ({
                restApi: output(dev, "RestApi api", "id"),
                stageName: output(dev, "Stage stage", "stageName"),
                methodPath: "*/*",
                settings: { throttlingRateLimit: 100, throttlingBurstLimit: 200, dataTraceEnabled: false },
            }),
        };
        // Change the value here with the one in index.ts; what you add is on the graph's page.
        for (const [name, exactly] of Object.entries(expected))
            it(`${name} with these inputs`, () => {
                assert.deepEqual(promisedOf(inputs(dev, name), exactly()), exactly());
            });

        it("the outputs url, routes, publication, protectedResources, functionName, logGroup and apiKeys", () => {
            const invokeUrl = output(dev, "Stage stage", "invokeUrl");
            const { redeployment } = Object(inputs(dev, "Deployment deployment").triggers);
            const promised = {
                url: invokeUrl,
                routes: { "POST /lambda": `${invokeUrl}/lambda` },
                publication: {
                    snapshot: redeployment,
                    redeployment,
                    deployment: output(dev, "Deployment deployment", "id"),
                },
                protectedResources: [],
                functionName: output(dev, "Function function", "name"),
                logGroup: output(dev, "LogGroup function", "name"),
                apiKeys: {},
            };
            assert.deepEqual(promisedOf(dev.outputs, promised), promised);
        });

        it("nothing that is protected, and warns of nothing but what is made up here", () => {
            assert.deepEqual([protectedResources(dev), dev.warnings], [[], []]);
        });

        it("physical names of project, stack, logical name and a random part, no two alike", () => {
            const own = ["execution", "function", "gateway"];
            const named = dev.resources.filter(
                ({ type, name }) => /:(?:LogGroup|Role|RolePolicy|Function)$/.test(type) && own.includes(name),
            );
            const physical = named.map((found) => output(dev, called(found), "name")).sort();
            assert.equal(new Set(physical).size, 6);
            assert.deepEqual(
                physical.map((name) => name.replace(/-[0-9a-f]{7}$/, " and a random part")),
                ["execution", "execution", "function", "function", "gateway", "gateway"].map(
                    (name) => `${project}-dev-${name} and a random part`,
                ),
            );
        });
    });

    describe("wires", () => {
        const evaluated = { routes: { "POST /lambda": {}, "GET /": {}, "ANY /lambda/{id}": {} }, accessLogs: true };
        const wires: [from: string, path: string, to: string, output: string, text?: (output: string) => string][] = [
            ["RolePolicy execution", "role", "Role execution", "id"],
            ["RolePolicy execution", "policy.Statement.0.Resource", "LogGroup function", "arn", (arn) => `${arn}:*`],
            ["Function function", "role", "Role execution", "arn"],
            ["Function function", "loggingConfig.logGroup", "LogGroup function", "name"],
            ["RolePolicy gateway", "role", "Role gateway", "id"],
            ["RolePolicy gateway", "policy.Statement.0.Resource", "Function function", "arn"],
            ["Model model", "restApi", "RestApi api", "id"],
            ["Resource /lambda", "restApi", "RestApi api", "id"],
            ["Resource /lambda", "parentId", "RestApi api", "rootResourceId"],
            ["Resource /lambda/{}", "restApi", "RestApi api", "id"],
            ["Resource /lambda/{}", "parentId", "Resource /lambda", "id"],
            ["Method GET /", "resourceId", "RestApi api", "rootResourceId"],
            ["Method POST /lambda", "resourceId", "Resource /lambda", "id"],
            ["Method ANY /lambda/{}", "resourceId", "Resource /lambda/{}", "id"],
            ...["GET /", "POST /lambda", "ANY /lambda/{}"].flatMap((route): typeof wires => [
                [`Method ${route}`, "restApi", "RestApi api", "id"],
                [`Integration ${route}`, "restApi", "RestApi api", "id"],
                // From the method and not from where the method has them: API Gateway wants the method first.
                [`Integration ${route}`, "resourceId", `Method ${route}`, "resourceId"],
                [`Integration ${route}`, "httpMethod", `Method ${route}`, "httpMethod"],
                [`Integration ${route}`, "uri", "Function function", "invokeArn"],
                [`Integration ${route}`, "credentials", "Role gateway", "arn"],
            ]),
            ["Deployment deployment", "restApi", "RestApi api", "id"],
            ["Stage stage", "restApi", "RestApi api", "id"],
            ["Stage stage", "deployment", "Deployment deployment", "id"],
            ["Stage stage", "accessLogSettings.destinationArn", "LogGroup access", "arn"],
            ["MethodSettings settings", "restApi", "RestApi api", "id"],
            ["MethodSettings settings", "stageName", "Stage stage", "stageName"],
        ];
        let wired: Evaluation;
        before(async () => {
            wired = await program(evaluated);
        });

        for (const [from, path, to, key, text = String] of wires)
            it(`${from}: ${path} is the ${key} of ${to}`, () => {
                assert.equal(at(inputs(wired, from), path), text(output(wired, to, key)));
            });

        it("all so that the engine knows the order; for the trigger see deployment.test.ts", async () => {
            const { "Deployment deployment": { triggers, ...deployment } = {}, ...graph } =
                await dependencies(evaluated);
            const known = Object.entries({ ...graph, "Deployment deployment": deployment }).flatMap(
                ([from, properties]) =>
                    Object.entries(properties).flatMap(([property, others]) =>
                        others.map((to) => `${from}: ${property} is of ${to}`),
                    ),
            );
            const expected = wires.map(([from, path, to]) => `${from}: ${path.split(".")[0]} is of ${to}`);
            assert.deepEqual(
                expected.filter((wire) => !known.includes(wire)),
                [],
            );
        });
    });

    describe("with several routes", () => {
        it("registers a method and an integration for each, and each path part once", async () => {
            const routes = { "GET /": {}, "GET /a/{id}/b": {}, "PUT /a/{id}": {}, "ANY /a/{id}/{rest+}": {} };
            const evaluation = await program({ routes });
            assert.deepEqual(
                inventory(evaluation).filter((name) => /^(Integration|Method|Resource) /.test(name)),
                [
                    "Integration ANY /a/{}/{+}",
                    "Integration GET /",
                    "Integration GET /a/{}/b",
                    "Integration PUT /a/{}",
                    "Method ANY /a/{}/{+}",
                    "Method GET /",
                    "Method GET /a/{}/b",
                    "Method PUT /a/{}",
                    "Resource /a",
                    "Resource /a/{}",
                    "Resource /a/{}/b",
                    "Resource /a/{}/{+}",
                ],
            );
            const url = output(evaluation, "Stage stage", "invokeUrl");
            assert.deepEqual(evaluation.outputs.routes, {
                "GET /": `${url}/`,
                "GET /a/{id}/b": `${url}/a/{id}/b`,
                "PUT /a/{id}": `${url}/a/{id}`,
                "ANY /a/{id}/{rest+}": `${url}/a/{id}/{rest+}`,
            });
        });

        it("gives each method its own settings", async () => {
            const evaluation = await program({
                routes: {
                    "GET /": { apiKeyRequired: true },
                    "POST /": { authorization: "AWS_IAM" },
                    "PUT /": { operationName: "replace" },
                },
            });
            const place = {
                restApi: output(evaluation, "RestApi api", "id"),
                resourceId: output(evaluation, "RestApi api", "rootResourceId"),
            };
            assert.deepEqual(
                ["GET", "POST", "PUT"].map((httpMethod) => inputs(evaluation, `Method ${httpMethod} /`)),
                [
                    { ...place, httpMethod: "GET", apiKeyRequired: true, authorization: "NONE" },
                    { ...place, httpMethod: "POST", apiKeyRequired: false, authorization: "AWS_IAM" },
                    {
                        ...place,
                        httpMethod: "PUT",
                        apiKeyRequired: false,
                        authorization: "NONE",
                        operationName: "replace",
                    },
                ],
            );
        });
    });

    it("traces the stage and the function where tracing is on, and gives the function that right", async () => {
        const traced = await program({ tracing: true });
        const { "RolePolicy execution": policy, "Function function": fn, "Stage stage": stage } = changes(dev, traced);
        const right = allows([["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"]);
        assert.deepEqual(promisedOf(policy ?? {}, { policy: right }), { policy: right });
        assert.deepEqual([fn, stage], [{ tracingConfig: { mode: "Active" } }, { xrayTracingEnabled: true }]);
    });

    it("logs each request as a line of JSON where accessLogs is on, in a group kept as long as the function's", async () => {
        const logged = await program({ accessLogs: true, logRetentionInDays: 30 });
        const { "Stage stage": stage, ...groups } = changes(dev, logged);
        assert.deepEqual(groups, {
            "LogGroup function": { retentionInDays: 30 },
            "LogGroup access": { retentionInDays: 30, tags },
        });
        const { format, ...settings } = Object(stage?.accessLogSettings) as Record<string, string>;
        assert.deepEqual(settings, { destinationArn: output(logged, "LogGroup access", "arn") });
        assert.deepEqual(JSON.parse(format ?? ""), {
            requestId: "$context.requestId",
            extendedRequestId: "$context.extendedRequestId",
            "integration.requestId": "$context.integration.requestId",
            requestTime: "$context.requestTime",
            "identity.sourceIp": "$context.identity.sourceIp",
            httpMethod: "$context.httpMethod",
            resourcePath: "$context.resourcePath",
            status: "$context.status",
            responseLength: "$context.responseLength",
            responseLatency: "$context.responseLatency",
            integrationErrorMessage: "$context.integrationErrorMessage",
        });
    });

    it("gives the API a securityPolicy, and an endpointAccessMode to one that needs it", async () => {
        const [tls, strict] = ["TLS_1_2", "SecurityPolicy_TLS13_2025_EDGE"];
        assert.deepEqual(changes(dev, await program({ securityPolicy: tls })), {
            "RestApi api": { securityPolicy: tls },
            "Deployment deployment": { triggers: "another" },
        });
        assert.deepEqual(changes(dev, await program({ securityPolicy: strict })), {
            "RestApi api": { securityPolicy: strict, endpointAccessMode: "BASIC" },
            "Deployment deployment": { triggers: "another" },
        });
    });

    it("keeps the function's environment secret", async () => {
        const variables = { TOKEN: "t-1", MODE: "fast" };
        const evaluation = await program({ environment: variables });
        const { environment } = inputs(evaluation, "Function function");
        assert.deepEqual(promisedOf(Object(environment), { variables }), { variables });
        assert.deepEqual(secretInputs(evaluation)["Function function"], ["environment"]);
    });

    it("tags all that can be tagged with project, stack and the configured tags", async () => {
        const evaluation = await program({ tags: { team: "green" }, accessLogs: true });
        const tagged = evaluation.resources.filter((each) => "tags" in each.inputs && came.includes(called(each)));
        const all = { team: "green", project, stack: "dev" };
        for (const found of tagged) assert.deepEqual(found.inputs.tags, all, called(found));
        const promised = ["LogGroup access", "LogGroup function", "Role execution", "Role gateway"];
        assert.deepEqual(
            [...promised, "Function function", "RestApi api", "Stage stage"].filter(
                (name) => !tagged.map(called).includes(name),
            ),
            [],
        );
    });

    it("protects what an API cannot be served without and what a deletion would lose, and nothing else that the project came with", async () => {
        const usagePlan = { keys: ["partner"] };
        const evaluation = await program({ protect: true, accessLogs: true, usagePlan });
        const names = [
            "ApiKey partner",
            "Function function",
            "LogGroup access",
            "LogGroup function",
            "MethodSettings settings",
            "RestApi api",
            "Role execution",
            "Role gateway",
            "RolePolicy execution",
            "RolePolicy gateway",
        ];
        const last = ["UsagePlan plan", "UsagePlanKey partner"];
        const kept = (all: string[]) => all.filter((name) => [...came, "Stage v0"].includes(name));
        assert.deepEqual(kept(protectedResources(evaluation)), [...names, "Stage stage", ...last]);
        assert.deepEqual(kept(evaluation.outputs.protectedResources as string[]), [...names, "Stage v0", ...last]);
    });

    describe("where the last update protected something", () => {
        const previous = (protectedResources: string[]) => ({ previousOutputs: { protectedResources } });
        const all = (what: string) =>
            `${what}: protected, and not in the program any more; set protect: false, run \`pulumi up\` with the program as it was, then make this change`;

        for (const [what, gone] of [
            ["access logs", "LogGroup access"],
            ["a function", "Function function-reports"],
            ["the stage of another name", "Stage v1"],
        ] as const)
            for (const protect of [true, false])
                it(`refuses an update without ${what}, protect ${protect}, and registers nothing`, async () => {
                    const refused = program({ protect }, previous(["RestApi api", gone]));
                    await assert.rejects(refused, { message: all(gone) });
                });

        it("takes an update that has it all", async () => {
            const { warnings } = await program({ protect: true }, previous(["RestApi api", "Stage v0"]));
            assert.deepEqual(warnings, []);
        });

        it("takes the change once an update has had protect: false", async () => {
            const { outputs } = await program({ protect: false, accessLogs: true });
            assert.deepEqual(outputs.protectedResources, []);
        });

        it("warns of a stack that does not say yet", async () => {
            const { warnings } = await program({}, { previousOutputs: { url: "https://example.com" } });
            assert.deepEqual(warnings, [
                "The last update of this stack did not say what it protects; from this one on they do",
            ]);
        });
    });

    it("passes every other value on under its own name", async () => {
        const evaluation = await program({
            apiName: "shop",
            apiDescription: "A shop",
            endpointType: "REGIONAL",
            apiKeySource: "AUTHORIZER",
            binaryMediaTypes: ["image/png"],
            integrationTimeout: 50,
            stageName: "v1",
            stageDescription: "Second",
            stageVariables: { color: "red" },
            throttlingRateLimit: 7,
            throttlingBurstLimit: 9,
            runtime: "nodejs22.x",
            architecture: "x86_64",
            memorySize: 1769,
            timeout: 29,
            reservedConcurrentExecutions: 0,
            logRetentionInDays: 0,
        });
        assert.deepEqual(changes(dev, evaluation), {
            "RestApi api": {
                name: "shop",
                description: "A shop",
                endpointConfiguration: { types: "REGIONAL" },
                apiKeySource: "AUTHORIZER",
                binaryMediaTypes: ["image/png"],
            },
            "Integration POST /lambda": { timeoutMilliseconds: 50 },
            "Deployment deployment": { triggers: "another" },
            "Stage stage": { stageName: "v1", description: "Second", variables: { color: "red" } },
            "MethodSettings settings": {
                stageName: "v1",
                settings: { throttlingRateLimit: 7, throttlingBurstLimit: 9, dataTraceEnabled: false },
            },
            "Function function": {
                runtime: "nodejs22.x",
                architectures: ["x86_64"],
                memorySize: 1769,
                timeout: 29,
                reservedConcurrentExecutions: 0,
            },
            "LogGroup function": { retentionInDays: 0 },
        });
    });

    it("names the API after the project, unless apiName is set", async () => {
        assert.equal(inputs(await program(), "RestApi api").name, devConfig().project);
        assert.equal(inputs(await program({ apiName: "till" }), "RestApi api").name, "till");
    });

    it("takes project and stack from Pulumi: both may be renamed", async () => {
        const shop = await changedProgram({ "Pulumi.yaml": (text) => text.replace(/^name: .*/m, "name: shop") });
        const blue = await evaluate(programServing({}), { stack: { ...devConfig(), stack: "blue" } });
        assert.deepEqual([inventory(shop), inventory(blue)], [inventory(dev), inventory(dev)]);
        assert.deepEqual(inputs(shop, "Role gateway").tags, { project: "shop", stack: "dev" });
        assert.deepEqual(inputs(blue, "Role gateway").tags, { project, stack: "blue" });
        assert.match(output(shop, "Role gateway", "name"), /^shop-dev-gateway-[0-9a-f]{7}$/);
        assert.match(output(blue, "Role gateway", "name"), new RegExp(`^${project}-blue-gateway-[0-9a-f]{7}$`));
    });
});

function trusts(service: string) {
    const Statement = [{ Effect: "Allow", Principal: { Service: [service] }, Action: ["sts:AssumeRole"] }];
    return { Version: "2012-10-17", Statement };
}

function allows(...statements: [actions: string[], resource: string][]) {
    const Statement = statements.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource }));
    return { Version: "2012-10-17", Statement };
}

/** Of some values those that are promised, at any depth; of a policy the statements. */
function promisedOf(values: Record<string, unknown>, promised: Record<string, unknown>): Record<string, unknown> {
    const isMap = (value: unknown): value is Record<string, unknown> =>
        typeof value === "object" && value !== null && !Array.isArray(value);
    const entries = Object.entries(promised).map(([key, wanted]) => {
        const value = values[key];
        if (key === "Statement" && Array.isArray(value) && Array.isArray(wanted)) {
            return [key, value.filter((each) => wanted.some((other) => isDeepStrictEqual(each, other)))];
        }
        return [key, isMap(value) && isMap(wanted) && key !== "tags" ? promisedOf(value, wanted) : value];
    });
    return Object.fromEntries(entries);
}

function at(value: unknown, path: string): unknown {
    return path.split(".").reduce((inner, key) => Object(inner)[key], value);
}

function protectedResources({ resources }: Evaluation): string[] {
    return resources
        .filter(({ protect }) => protect)
        .map(called)
        .sort();
}

function secretInputs({ resources }: Evaluation): Record<string, string[]> {
    const holding = resources.filter((found) => found.secretInputs.length > 0);
    return Object.fromEntries(holding.map((found) => [called(found), found.secretInputs]));
}

// The inputs that are not as they were, by resource of those the project came with; of a trigger only that it is another.
// Fails for one that is gone.
function changes(before: Evaluation, after: Evaluation): Record<string, Record<string, unknown>> {
    const changed = inventory(after)
        .filter((name) => came.includes(name))
        .map((name) => {
            const old = inventory(before).includes(name) ? inputs(before, name) : {};
            const now = inputs(after, name);
            assert.deepEqual(
                Object.keys(old).filter((key) => !(key in now)),
                [],
                name,
            );
            const entries = Object.entries(now).filter(
                ([key, value]) => JSON.stringify(value) !== JSON.stringify(old[key]),
            );
            return [name, entries.map(([key, value]) => [key, key === "triggers" ? "another" : value])] as const;
        });
    assert.deepEqual(
        inventory(before).filter((name) => !inventory(after).includes(name)),
        [],
    );
    return Object.fromEntries(
        changed
            .filter(([, entries]) => entries.length > 0)
            .map(([name, entries]) => [name, Object.fromEntries(entries)]),
    );
}
