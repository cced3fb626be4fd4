import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Evaluation, evaluate, readStackConfig } from "api-gateway-local/testing";
import { keys } from "../infra/config-schema";
import { hash, redeploymentTrigger } from "../infra/snapshot";
import { devConfig, devStack, program, projectDir } from "./program";
import { changedProgram, folderOf, programServing } from "./program-copy";
import { called, dependencies, inputs, inventory, output, resource } from "./resources";

// A deployment is an immutable copy of the API: what changes in the API reaches the stage only with a new one.

const url = "https://example.com";
const handler = "export const handler = async () => ({ statusCode: 200 });\n";
const lifetime = { resultTtlInSeconds: 0 };

describe("deployment", () => {
    let dev: Evaluation;
    before(async () => {
        dev = await program();
    });

    describe("trigger", () => {
        it("is the SHA-256 of what the snapshot holds, written as JSON with sorted keys", () => {
            const canonical = [
                `{"apiKeySource":"HEADER","binaryMediaTypes":[],"endpointConfiguration":{"types":"EDGE"}}`,
                `{"contentType":"application/json","name":"AnyJson","schema":"{}"}`,
                `{"connectionType":"INTERNET","integrationHttpMethod":"POST","passthroughBehavior":"WHEN_NO_MATCH",` +
                    `"timeoutMilliseconds":29000,"type":"AWS_PROXY"}`,
                `[{"httpMethod":"POST","key":"POST /lambda","name":"POST /lambda","path":"/lambda",` +
                    `"settings":{"apiKeyRequired":false,"authorization":"NONE","operationName":"lambda"}}]`,
                JSON.stringify(output(dev, "Function function", "arn")),
                JSON.stringify(output(dev, "Role gateway", "arn")),
                "[]",
            ];
            const hash = createHash("sha256").update(`[${canonical}]`).digest("hex");
            assert.deepEqual(inputs(dev, "Deployment deployment").triggers, { redeployment: hash });
        });

        // A stack deployed by the program of commit 74e98a6 gets no new deployment of the one there is now.
        const deployed: [stack: string, routes: Record<string, object>, hash: string][] = [
            [
                "dev",
                { "POST /lambda": { operationName: "lambda" } },
                "528a3611b32ea64d59706ca3c130716a317a7785c3c581675d0612af91bbf9e4",
            ],
            [
                "dev",
                {
                    "ANY /": {},
                    "GET /a/{id}": { authorization: "AWS_IAM", apiKeyRequired: true, operationName: "a" },
                },
                "9288ee7ea968a63f3262d33ffda248944b5639e6ac459c05c786fe043e051d84",
            ],
            [
                "prod",
                { "ANY /": {}, "ANY /{proxy+}": {} },
                "97207a311cb55bd2ac95d74fcdfe43e5b9c7577660b72ea35a45396d1be0e060",
            ],
        ];
        for (const [stack, routes, hash] of deployed)
            it(`is what it was at commit 74e98a6 for ${stack} and ${Object.keys(routes)}`, async () => {
                // Under the project's first name, which is in the two ARNs, and with what prod's file said then.
                const yaml = readFileSync(join(projectDir, "Pulumi.yaml"), "utf8");
                const folder = folderOf({
                    "Pulumi.yaml": yaml.replace(/^name: .*/m, "name: lambda-api"),
                    "Pulumi.dev.yaml": devStack,
                    "Pulumi.prod.yaml": `${devStack}    endpointType: REGIONAL\n    securityPolicy: SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09\n`,
                });
                const evaluation = await evaluate(programServing({ routes }), {
                    stack: readStackConfig(folder, stack),
                });
                assert.equal(trigger(evaluation), hash);
            });

        it("is the same for the same inputs", async () => {
            assert.equal(trigger(await program()), trigger(dev));
        });

        // Every key of the configuration is in one of these two lists, and so is routes.ts.
        const reports = { routes: { "GET /": { function: "reports" } }, handlers: { reports: handler } };
        const asks = (type: string, more = {}) => ({
            routes: { "GET /": { authorizer: "users" } },
            authorizers: { users: { type, ...more } },
            handlers: { authorize: handler, other: handler },
        });
        const pools = (id: string) => ({ users: [`arn:aws:cognito-idp:eu-1:123456789012:userpool/eu-1_${id}`] });
        const asked = asks("TOKEN", { function: "authorize" });
        const signedIn = { ...asks("COGNITO_USER_POOLS"), userPoolArns: pools("A") };
        const held: [key: string, what: string, value: unknown, before?: Record<string, unknown>][] = [
            ["endpointType", "the endpoint type", "REGIONAL"],
            ["apiKeySource", "the key source", "AUTHORIZER"],
            ["securityPolicy", "the TLS policy", "TLS_1_2"],
            ["binaryMediaTypes", "the binary media types", ["image/png"]],
            ["integrationTimeout", "the integration's timeout", 28_999],
            ["routes", "a path", { "POST /lambdas": { operationName: "lambda" } }],
            ["routes", "a verb", { "PUT /lambda": { operationName: "lambda" } }],
            ["routes", "an operation name", { "POST /lambda": { operationName: "greet" } }],
            ["routes", "a missing operation name", { "POST /lambda": {} }],
            ["routes", "a required key", { "POST /lambda": { operationName: "lambda", apiKeyRequired: true } }],
            ["routes", "an authorization", { "POST /lambda": { operationName: "lambda", authorization: "AWS_IAM" } }],
            ["routes", "a route more", { "POST /lambda": { operationName: "lambda" }, "GET /": {} }],
            ["routes", "another function", { "GET /": {} }, reports],
            ["routes", "no authorizer", { "GET /": {} }, asked],
            ["routes", "a scope", { "GET /": { authorizer: "users", scopes: ["read"] } }, signedIn],
            ["authorizers", "another function", asks("TOKEN", { function: "other" }).authorizers, asked],
            ["authorizers", "another type", asks("REQUEST", { ...lifetime, function: "authorize" }).authorizers, asked],
            ["authorizers", "a lifetime", asks("TOKEN", { ...lifetime, function: "authorize" }).authorizers, asked],
            ["routes", "a stream", { "GET /": { responseTransferMode: "STREAM" } }, { routes: { "GET /": {} } }],
            [
                "routes",
                "a validator",
                { "GET /": { requestValidator: { validateRequestBody: true } } },
                { routes: { "GET /": {} } },
            ],
            ["models", "a schema", { Order: { type: "array" } }, { models: { Order: { type: "object" } } }],
            ["models", "a model more", { Order: {} }],
            ["streamingTimeout", "its timeout", 1000, { routes: { "GET /": { responseTransferMode: "STREAM" } } }],
            ["corsOrigins", "an origin", ["https://a.example"]],
            ["corsOrigins", "another origin", ["https://b.example"], { corsOrigins: ["https://a.example"] }],
            ["cors", "its settings", { maxAge: 60 }, { corsOrigins: ["https://a.example"] }],
            ["userPoolArns", "the user pools", pools("B"), signedIn],
        ];
        const notHeld: Record<string, unknown> = {
            apiName: "shop",
            apiDescription: "A shop",
            stageName: "v1",
            stageDescription: "Second",
            stageVariables: { color: "red" },
            throttlingRateLimit: 1,
            throttlingBurstLimit: 1,
            usagePlan: { keys: ["partner"] },
            runtime: "nodejs22.x",
            architecture: "x86_64",
            memorySize: 128,
            timeout: 1,
            environment: { MODE: "fast" },
            functions: { reports: { memorySize: 512, timeout: 3, environment: { MODE: "slow" } } },
            tags: { team: "green" },
            protect: true,
            reservedConcurrentExecutions: 1,
            logLevel: "WARN",
            logRetentionInDays: 1,
            tracing: true,
            accessLogs: true,
        };
        it("is tried with every key of the configuration", () => {
            const tried = new Set([...held.map(([key]) => key), ...Object.keys(notHeld)]);
            assert.deepEqual([...tried].sort(), [...keys, "routes", "authorizers", "models", "cors"].sort());
        });

        for (const [key, what, value, before = {}] of held)
            it(`is another for ${what} in ${key}`, async () => {
                assert.notEqual(
                    trigger(await program({ ...before, [key]: value })),
                    trigger(await program({ ...before })),
                );
            });

        it("is the same for all that the snapshot does not hold", async () => {
            assert.equal(trigger(await program({ ...reports, ...notHeld })), trigger(await program(reports)));
        });

        const apiInputs = "infra/api-inputs.ts";
        const constants: [what: string, file: string, before: string, after: string][] = [
            ["the model's schema", apiInputs, 'schema: "{}"', 'schema: "[]"'],
            ["the model's content type", apiInputs, '"application/json"', '"text/json"'],
            ["the model's name", apiInputs, '"AnyJson"', '"AllJson"'],
            ["the integration's type", apiInputs, '"AWS_PROXY"', '"AWS"'],
            ["the integration's method", apiInputs, 'integrationHttpMethod: "POST"', 'integrationHttpMethod: "PUT"'],
            ["the integration's connection", apiInputs, '"INTERNET"', '"VPC_LINK"'],
            ["the integration's passthrough", apiInputs, '"WHEN_NO_MATCH"', '"NEVER"'],
            [
                "a function replaced under another name",
                "infra/function-rules.ts",
                "`function${suffix}`",
                "`fn${suffix}`",
            ],
            ["a role replaced under another name", "index.ts", 'new iam.Role("gateway"', 'new iam.Role("caller"'],
        ];
        for (const [what, file, before, after] of constants)
            it(`is another for ${what}`, async () => {
                const changed = await changedProgram({ [file]: (text) => text.replace(before, after) });
                assert.notEqual(trigger(changed), trigger(dev));
            });

        const target = "const target = fn && {";
        for (const [what, change] of [
            ["without credentials", (text: string) => text.replace(", credentials: gatewayRole.arn };", " };")],
            ["with an input more", (text: string) => text.replace(target, `${target} cacheNamespace: "own",`)],
            [
                "with another function",
                (text: string) => text.replace(/fn\.invokeArn,/, "pulumi.interpolate`${fn.invokeArn}x`,"),
            ],
        ] as const)
            it(`is another where index.ts writes an integration ${what}`, async () => {
                assert.notEqual(trigger(await changedProgram({ "index.ts": change })), trigger(dev));
            });

        it("is another where an integration of one's own, which index.ts pushes to held, holds something else", async () => {
            const pushing = (template: string) => (text: string) =>
                text.replace("// The publication", `held.push({ type: "MOCK", requestTemplates: "${template}" });\n$&`);
            const [one, other] = [
                await changedProgram({ "index.ts": pushing("one") }),
                await changedProgram({ "index.ts": pushing("other") }),
            ];
            assert.equal(new Set([trigger(one), trigger(other), trigger(dev)]).size, 3);
        });

        it("is the same for other code of the function", async () => {
            const changed = await changedProgram({
                "handler/index.ts": (text) => `${text}\nexport const added = "more";\n`,
            });
            const { "index.js": code } = Object(inputs(changed, "Function function").code);
            assert.match(code, /"more"/);
            assert.equal(trigger(changed), trigger(dev));
        });

        it("is the same for another order of keys", async () => {
            const one = await program({
                routes: { "GET /a": { operationName: "a", apiKeyRequired: true }, "GET /b": {} },
            });
            const other = await program({
                routes: { "GET /b": {}, "GET /a": { apiKeyRequired: true, operationName: "a" } },
            });
            assert.deepEqual(inventory(one), inventory(other));
            assert.equal(trigger(one), trigger(other));
        });

        it("is the same where only ids of API Gateway are others: they tell nothing of what they stand for", async () => {
            // The physical names, and so the two ARNs, are made equal; the ids are made from the stack's name.
            const config = { ...devConfig(), autonaming: "only-${name}" };
            const [dev, blue] = [
                await evaluate(programServing({}), { stack: config }),
                await evaluate(programServing({}), { stack: { ...config, stack: "blue" } }),
            ];
            for (const [name, key] of [
                ["RestApi api", "rootResourceId"],
                ["RestApi api", "id"],
                ["Resource /lambda", "id"],
                ["Method POST /lambda", "id"],
                ["Integration POST /lambda", "id"],
                ["Model model", "id"],
                ["Stage stage", "id"],
            ] as const)
                assert.notEqual(output(dev, name, key), output(blue, name, key));
            assert.equal(trigger(dev), trigger(blue));
        });

        it("reads no resource but the function, the role and the stack's own outputs", async () => {
            const { "Deployment deployment": deployment } = await dependencies({ routes: { "GET /a/{id}": {} } });
            assert.deepEqual(deployment?.triggers, ["Function function", "Role gateway", "StackReference previous"]);
        });
    });

    describe("hash", () => {
        it("sorts the keys of maps at any depth, and keeps the order of lists", () => {
            assert.equal(hash({ b: [{ d: 1, c: null }], a: 2 }), sha256('{"a":2,"b":[{"c":null,"d":1}]}'));
            assert.equal(hash([2, "1", [true]]), sha256('[2,"1",[true]]'));
            assert.equal(hash({ 10: 1, 9: 2, B: 3, a: 4 }), sha256('{"9":2,"10":1,"B":3,"a":4}'));
        });
    });

    describe("redeploymentTrigger", () => {
        const previous = { snapshot: "s", redeployment: "r", deployment: "d" };

        it("is the snapshot's hash at first, and for another snapshot", () => {
            assert.equal(redeploymentTrigger("s", { keys: [], asked: false }, undefined), "s");
            assert.equal(redeploymentTrigger("t", { keys: [], asked: true }, previous), "t");
        });

        it("is what it was where the stage serves what it should", () => {
            assert.equal(redeploymentTrigger("s", { keys: [], asked: true }, previous), "r");
        });

        it("is the snapshot's hash where the stage was not asked: what it serves is not known", () => {
            assert.equal(redeploymentTrigger("s", { keys: [], asked: false }, previous), "s");
        });

        it("is another with each copy that still serves what is removed", () => {
            const removed = { keys: ["GET /old"], asked: true };
            assert.equal(redeploymentTrigger("s", removed, previous), hash(["s", ["GET /old"], "d"]));
            assert.equal(redeploymentTrigger("s", removed, undefined), hash(["s", ["GET /old"], null]));
        });
    });

    describe("options", () => {
        it("are dependsOn every method, every integration, the model and the role's policy", async () => {
            const routes = { "GET /": {}, "POST /lambda": {}, "ANY /a/{id}": {} };
            const { dependsOn } = resource(await program({ routes }), "Deployment deployment");
            assert.deepEqual(dependsOn.map(called).sort(), [
                "Integration ANY /a/{}",
                "Integration GET /",
                "Integration POST /lambda",
                "Method ANY /a/{}",
                "Method GET /",
                "Method POST /lambda",
                "Model model",
                "RolePolicy gateway",
            ]);
        });

        it("are deletedWith its method for each integration, and for nothing else", async () => {
            const { resources } = await program({ routes: { "GET /": {}, "POST /lambda": {} } });
            const together = resources.filter(({ deletedWith }) => deletedWith !== undefined);
            assert.deepEqual(
                together.map((found) => [called(found), called(found.deletedWith ?? "")]),
                [
                    ["Integration GET /", "Method GET /"],
                    ["Integration POST /lambda", "Method POST /lambda"],
                ],
            );
        });

        it("are deleteBeforeReplace false, written out, and leave every other resource to its provider", () => {
            const written = dev.resources.filter(({ deleteBeforeReplace }) => deleteBeforeReplace !== undefined);
            assert.deepEqual(
                written.map((found) => [called(found), found.deleteBeforeReplace]),
                [["Deployment deployment", false]],
            );
        });

        it("are dependsOn for the function too: its first log line needs the right to be written", () => {
            const ordered = dev.resources.filter(({ dependsOn }) => dependsOn.length > 0);
            assert.deepEqual(
                Object.fromEntries(ordered.map((found) => [called(found), found.dependsOn.map(called).sort()])),
                {
                    "Function function": ["RolePolicy execution"],
                    "Deployment deployment": [
                        "Integration POST /lambda",
                        "Method POST /lambda",
                        "Model model",
                        "RolePolicy gateway",
                    ],
                },
            );
        });
    });

    describe("after routes were removed", () => {
        const routes = { "POST /lambda": url, "GET /old/{id}": url, "ANY /gone": url };

        it("has another trigger, and the program says what is still served and how to end it", async () => {
            const evaluation = await program({}, { previousOutputs: { routes } });
            assert.notEqual(trigger(evaluation), trigger(dev));
            assert.deepEqual(evaluation.warnings, [
                "ANY /gone, GET /old/{id}: removed, but served until one more `pulumi up`",
            ]);
        });

        it("has the trigger of that removal, whatever the order of the outputs", async () => {
            const reversed = Object.fromEntries(Object.entries(routes).reverse());
            const one = await program({}, { previousOutputs: { routes } });
            const other = await program({}, { previousOutputs: { routes: reversed } });
            const single = await program({}, { previousOutputs: { routes: { "ANY /gone": url } } });
            assert.equal(trigger(one), trigger(other));
            assert.notEqual(trigger(one), trigger(single));
        });

        it("has the plain trigger on the next update, and again on the one after, without a warning", async () => {
            const removal = await program({}, { previousOutputs: { routes } });
            const next = await program({}, { previousOutputs: withoutUrl(removal.outputs) });
            const afterNext = await program({}, { previousOutputs: withoutUrl(next.outputs) });
            assert.deepEqual([trigger(next), next.warnings], [trigger(dev), []]);
            assert.deepEqual([trigger(afterNext), afterNext.warnings], [trigger(dev), []]);
        });

        describe("as the stage's export tells", () => {
            const getExport = "aws:apigateway/getExport:getExport";
            const body = (paths: object) => ({ [getExport]: { body: JSON.stringify({ openapi: "3.0.1", paths }) } });
            const clean = body({ "/lambda": { post: {} } });
            const unclean = body({
                "/lambda": { post: {}, get: {}, parameters: [] },
                "/{x+}": { "x-amazon-apigateway-any-method": {} },
            });

            it("has another trigger for each copy that serves them, and says so", async () => {
                const first = await program({}, { previousOutputs: dev.outputs, calls: unclean });
                const publication = { ...Object(dev.outputs.publication), deployment: "another" };
                const second = await program({}, { previousOutputs: { ...dev.outputs, publication }, calls: unclean });
                assert.equal(new Set([dev, first, second].map(trigger)).size, 3);
                assert.deepEqual(first.warnings, [
                    "ANY /{x+}, GET /lambda: removed, but still served; `pulumi up` until this is no longer said",
                ]);
            });

            it("keeps the trigger it has once the stage serves none", async () => {
                const publication = { ...Object(dev.outputs.publication), redeployment: "0".repeat(64) };
                const next = await program({}, { previousOutputs: { ...dev.outputs, publication }, calls: clean });
                assert.deepEqual([trigger(next), next.warnings], ["0".repeat(64), []]);
            });

            it("asks once, for the stage that the last update told, and not before there is one", async () => {
                const refused = { [getExport]: new Error("asked") };
                const url = "https://abc123.execute-api.eu-west-1.amazonaws.com/blue";
                const asked = await program({}, { previousOutputs: { ...dev.outputs, url }, calls: refused });
                assert.deepEqual(asked.warnings, [
                    "What stage blue serves cannot be read (asked); routes that an interrupted update left are not seen",
                ]);
                const first = await program({}, { calls: refused });
                assert.deepEqual([first.warnings, trigger(first)], [[], trigger(dev)]);
            });

            it("has what the outputs tell where the stage cannot be read", async () => {
                const previousOutputs = { ...dev.outputs, routes };
                const { warnings } = await program(
                    {},
                    { previousOutputs, calls: { [getExport]: new Error("denied") } },
                );
                assert.deepEqual(warnings.slice(1), [
                    "ANY /gone, GET /old/{id}: removed, but served until one more `pulumi up`",
                ]);
            });
        });

        it("holds a verb or a greedy variable that is gone for a route that is gone", async () => {
            const previousOutputs = { routes: { "GET /a/{id}": url, "PUT /b": url } };
            const { warnings } = await program({ routes: { "GET /a/{id+}": {}, "POST /b": {} } }, { previousOutputs });
            assert.deepEqual(warnings, ["GET /a/{id}, PUT /b: removed, but served until one more `pulumi up`"]);
        });

        it("warns of nothing where variables were only renamed, and hashes their new names alone", async () => {
            const renamed = { "GET /a/{user}": {}, "ANY /b/{path+}": {} };
            const previousOutputs = { routes: { "GET /a/{id}": url, "ANY /b/{proxy+}": url } };
            const evaluation = await program({ routes: renamed }, { previousOutputs });
            assert.deepEqual(evaluation.warnings, []);
            assert.equal(trigger(evaluation), trigger(await program({ routes: renamed })));
            assert.notEqual(
                trigger(evaluation),
                trigger(await program({ routes: { "GET /a/{id}": {}, "ANY /b/{path+}": {} } })),
            );
        });

        it("warns of nothing where routes were only added", async () => {
            const added = { "POST /lambda": {}, "GET /": {} };
            const evaluation = await program({ routes: added }, { previousOutputs: withoutUrl(dev.outputs) });
            assert.deepEqual(evaluation.warnings, []);
            assert.equal(trigger(evaluation), trigger(await program({ routes: added })));
        });

        it("knows them from the outputs of this very stack", async () => {
            const { outputs } = await changedProgram({
                "index.ts": (text) => `${text}\nexport const read = previous.name;\n`,
            });
            assert.equal(outputs.read, `organization/${devConfig().project}/dev`);
        });
    });
});

// As if the stage could not be asked: the outputs have to do.
function withoutUrl({ url: _, ...outputs }: Record<string, unknown>): Record<string, unknown> {
    return outputs;
}

function trigger(evaluation: Evaluation): string {
    const { redeployment } = Object(inputs(evaluation, "Deployment deployment").triggers);
    assert.match(redeployment, /^[0-9a-f]{64}$/);
    return redeployment;
}

function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}
