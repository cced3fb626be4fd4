import assert from "node:assert/strict";
import { type Evaluation, evaluate, type RegisteredResource } from "../../src/program/engine";
import { type RestApi, restApi } from "../../src/program/rest-api";
import { readStackConfig } from "../../src/program/stack-config";
import { withLocalApi } from "../local-api";
import { greetingDir } from "../places";

type Change = (resource: RegisteredResource) => Partial<RegisteredResource> | undefined;

describe("the REST API that is served", () => {
    let evaluation: Evaluation;

    before(async () => {
        const config = readStackConfig(greetingDir, "dev", {
            routes: {
                "POST /lambda": { operationName: "lambda" },
                "ANY /": { authorization: "AWS_IAM" },
                "GET /users/{id}": { apiKeyRequired: true },
                "ANY /files/{proxy+}": {},
            },
            stageVariables: { mode: "fast" },
            environment: { GREETING: "Hello" },
            endpointType: "REGIONAL",
            integrationTimeout: 5000,
            timeout: 7,
            memorySize: 512,
        });
        evaluation = await evaluate(greetingDir, config);
    });

    /** The API of the program with some of its resources changed; undefined takes one away. */
    function changed(type: string, change: Change): RestApi {
        const resources = evaluation.resources.flatMap((resource) => {
            if (resource.type !== `aws:${type}`) return [resource];
            const made = change(resource);
            return made ? [{ ...resource, ...made }] : [];
        });
        return restApi({ resources }, "eu-central-1");
    }

    const inputs =
        (more: Record<string, unknown>): Change =>
        (resource) => ({ inputs: { ...resource.inputs, ...more } });

    it("is assembled from the resources by their ids", () => {
        const api = restApi(evaluation, "eu-central-1");
        const { methods, functions, apiId, deploymentId, ...rest } = api;
        assert.deepEqual(rest, {
            name: "api",
            accountId: "123456789012",
            region: "eu-central-1",
            endpointType: "REGIONAL",
            apiKeySource: "HEADER",
            binaryMediaTypes: [],
            stageName: "v0",
            stageVariables: { mode: "fast" },
            gatewayResponses: {},
            usagePlans: [],
            models: {},
        });
        assert.match(`${apiId} ${deploymentId}`, /^[a-z0-9]{10} [a-z0-9]{6}$/);
        assert.deepEqual(
            methods
                .map(({ httpMethod, resourcePath, operationName, apiKeyRequired, authorization }) => [
                    `${httpMethod} ${resourcePath}`,
                    operationName,
                    apiKeyRequired,
                    authorization,
                ])
                .sort(),
            [
                ["ANY /", undefined, false, "AWS_IAM"],
                ["ANY /files/{proxy+}", undefined, false, "NONE"],
                ["GET /users/{id}", undefined, true, "NONE"],
                ["POST /lambda", "lambda", false, "NONE"],
            ],
        );
        const [fn] = functions;
        assert.ok(fn);
        for (const method of methods)
            assert.deepEqual([method.functionArn, method.timeoutMilliseconds, method.invocable], [fn.arn, 5000, true]);
        const { code, arn, name, logGroup, ...configuration } = fn;
        assert.deepEqual(configuration, {
            logicalName: "function",
            region: "eu-central-1",
            handler: "index.handler",
            runtime: "nodejs24.x",
            memorySize: 512,
            ephemeralStorage: 512,
            applicationLogLevel: "INFO",
            systemLogLevel: "INFO",
            timeout: 7,
            environment: { GREETING: "Hello" },
            logFormat: "JSON",
            reservedConcurrentExecutions: -1,
        });
        assert.deepEqual(Object.keys(code), ["index.js", "index.js.map"]);
        assert.ok(arn.endsWith(`:function:${name}`) && logGroup.length > 0);
        // It is handed from one process to another.
        const defined = structuredClone(api);
        for (const each of defined.methods) if (each.operationName === undefined) delete each.operationName;
        assert.deepEqual(JSON.parse(JSON.stringify(api)), defined);
    });

    it("has AWS's defaults where the program leaves something out", () => {
        const { functions } = changed("lambda/function:Function", ({ inputs: { code, handler, runtime } }) => ({
            inputs: { code, handler, runtime },
        }));
        const { memorySize, timeout, environment, logFormat, logGroup, name, reservedConcurrentExecutions } =
            functions[0] ?? assert.fail();
        assert.deepEqual(
            { memorySize, timeout, environment, logFormat, logGroup, reservedConcurrentExecutions },
            {
                ...{ memorySize: 128, timeout: 3, environment: {}, logFormat: "Text" },
                ...{ logGroup: `/aws/lambda/${name}`, reservedConcurrentExecutions: -1 },
            },
        );
        assert.equal(changed("apigateway/stage:Stage", inputs({ variables: {} })).stageVariables, null);
        assert.equal(
            changed("apigateway/restApi:RestApi", inputs({ endpointConfiguration: undefined })).endpointType,
            "EDGE",
        );
        const integration = inputs({ timeoutMilliseconds: undefined });
        assert.equal(
            changed("apigateway/integration:Integration", integration).methods[0]?.timeoutMilliseconds,
            29_000,
        );
    });

    it("has no method of another API of the program", () => {
        const { methods } = changed("apigateway/method:Method", (method) =>
            method.inputs.httpMethod === "POST" ? { inputs: { ...method.inputs, restApi: "other" } } : {},
        );
        assert.deepEqual(methods.map(({ httpMethod }) => httpMethod).sort(), ["ANY", "ANY", "GET"]);
    });

    for (const [why, type, change] of [
        [
            "an integration that is not called by POST",
            "apigateway/integration:Integration",
            { integrationHttpMethod: "GET" },
        ],
        ["an integration without credentials", "apigateway/integration:Integration", { credentials: undefined }],
        [
            "an integration with the credentials of nobody",
            "apigateway/integration:Integration",
            { credentials: "arn:aws:iam::1:role/x" },
        ],
        ["a role without a statement", "iam/rolePolicy:RolePolicy", { policy: '{"Statement":[]}' }],
        ["a role for another service", "iam/role:Role", { assumeRolePolicy: '{"Statement":[]}' }],
    ] as const) {
        it(`answers 500 behind ${why}, without invoking the function`, async () => {
            const { methods } = changed(type, inputs(change));
            assert.deepEqual([...new Set(methods.map(({ invocable }) => invocable))], [false]);
            const handler = 'exports.handler = async () => ({ statusCode: 200, body: "fine" })';
            await withLocalApi(handler, { method: () => ({ invocable: false }) }, async (api) => {
                const { status, body } = await api.ask({ path: "/v0/lambda" });
                assert.deepEqual([status, body], [500, '{"message": "Internal server error"}']);
                assert.ok(!api.lines.some((line) => line.startsWith("START")));
            });
        });
    }

    describe("behind an integration without credentials", () => {
        const any = "arn:aws:execute-api:*:*:*";
        const permission = { action: "lambda:InvokeFunction", principal: "apigateway.amazonaws.com" };
        type Given = Record<string, unknown> | ((fn: { arn: string; name: string }) => Record<string, unknown>);
        const invocable = (given: Given) => {
            const fn =
                evaluation.resources.find(({ type }) => type === "aws:lambda/function:Function") ?? assert.fail();
            const named = { arn: String(fn.state.arn), name: String(fn.state.name) };
            const more = typeof given === "function" ? given(named) : given;
            const made = { ...permission, function: named.name, ...more };
            const resources = evaluation.resources.map((resource) =>
                resource.type.endsWith(":Integration")
                    ? { ...resource, ...inputs({ credentials: undefined })(resource) }
                    : resource,
            );
            const added = {
                ...fn,
                type: "aws:lambda/permission:Permission",
                name: "p",
                id: "p",
                inputs: made,
                state: made,
            };
            const { methods } = restApi({ resources: [...resources, added] }, "eu-central-1");
            const open = methods.filter((method) => method.invocable);
            return open.map(({ httpMethod, resourcePath }) => `${httpMethod} ${resourcePath}`).sort();
        };
        const all = ["ANY /", "ANY /files/{proxy+}", "GET /users/{id}", "POST /lambda"];

        const cases: [why: string, given: Given, expected: string[]][] = [
            ["any source", {}, all],
            ["any method", { sourceArn: `${any}/*/*` }, all],
            ["the stage", { sourceArn: `${any}/v0/*` }, all],
            ["a method and a path", { sourceArn: `${any}/*/POST/lambda` }, ["POST /lambda"]],
            ["what is below a path", { sourceArn: `${any}/v0/GET/users/*` }, ["GET /users/{id}"]],
            ["another stage", { sourceArn: `${any}/v1/*` }, []],
            ["an ARN of fewer parts", { sourceArn: "arn:aws:execute-api:*" }, []],
            ["another service", { principal: "s3.amazonaws.com" }, []],
            ["another action", { action: "lambda:GetFunction" }, []],
            ["another function", { function: "other" }, []],
            ["an alias", { qualifier: "live" }, []],
            ["another account", { sourceAccount: "1" }, []],
            ["this account", { sourceAccount: "123456789012" }, all],
            ["any action of Lambda", { action: "lambda:*" }, all],
            ["everybody", { principal: "*" }, all],
            ["the root of a service", { principal: "amazonaws.com" }, []],
            ["the latest version", { qualifier: "$LATEST" }, all],
            ["a function by its ARN", ({ arn }) => ({ function: arn }), all],
            ["a function by a part of its ARN", ({ arn }) => ({ function: arn.split(":").slice(4).join(":") }), all],
            ["a version by the function's ARN", ({ arn }) => ({ function: `${arn}:1` }), []],
            ["an alias by the function's name", ({ name }) => ({ function: `${name}:live` }), []],
            ["the latest version by the function's name", ({ name }) => ({ function: `${name}:$LATEST` }), all],
            [
                "a function of another account",
                ({ arn }) => ({ function: arn.replace("123456789012", "210987654321") }),
                [],
            ],
            ["a function of another region", ({ arn }) => ({ function: arn.replace("us-east-1", "us-east-2") }), []],
            ["a function whose name begins so", ({ name }) => ({ function: name.slice(0, -1) }), []],
            ["another region", { sourceArn: `arn:aws:execute-api:us-east-2:*:*/*/*` }, []],
            ["another account's API", { sourceArn: `arn:aws:execute-api:*:1:*/*/*` }, []],
            ["another service's ARN", { sourceArn: "arn:aws:s3:::*" }, []],
            ["another method", { sourceArn: `${any}/v0/PUT/lambda` }, []],
            ["another path", { sourceArn: `${any}/v0/POST/lambdas` }, []],
            ["a path in another case", { sourceArn: `${any}/v0/POST/Lambda` }, []],
            ["one character each", { sourceArn: `${any}/v?/P?ST/lambd?` }, ["POST /lambda"]],
            ["an API that is not this one", { sourceArn: "arn:aws:execute-api:*:*:otherapi00/*/*" }, []],
            ["a function URL", { functionUrlAuthType: "NONE" }, []],
            ["a token", { eventSourceToken: "t" }, []],
        ];
        for (const [why, given, expected] of cases)
            it(`serves what a permission for ${why} allows`, () => assert.deepEqual(invocable(given), expected));
    });

    for (const [type, change, sentence] of [
        ["apigateway/stage:Stage", () => undefined, "local serves the Stages of REST APIs; this program has none"],
        [
            "apigateway/stage:Stage",
            inputs({ deployment: "none" }),
            'aws:apigateway/stage:Stage stage: deployment "none" is no resource of this program',
        ],
        [
            "apigateway/deployment:Deployment",
            inputs({ restApi: "none" }),
            'aws:apigateway/deployment:Deployment deployment: restApi "none" is no resource of this program',
        ],
        [
            "apigateway/resource:Resource",
            inputs({ parentId: "none" }),
            /^aws:apigateway\/resource:Resource \/\w+: parentId "none" is no resource of this program$/,
        ],
        [
            "apigateway/method:Method",
            inputs({ resourceId: "none" }),
            /^Method .* has no Integration; API Gateway refuses to deploy it$/,
        ],
        [
            "apigateway/integration:Integration",
            () => undefined,
            "Method ANY / has no Integration; API Gateway refuses to deploy it",
        ],
    ] as const) {
        it(`refuses: ${sentence}`, () => {
            assert.throws(() => changed(type, change), { message: sentence });
        });
    }

    for (const [type, change, sentence] of [
        [
            "apigateway/integration:Integration",
            inputs({ type: "HTTP_PROXY" }),
            "is HTTP_PROXY; local serves AWS_PROXY to a Lambda function, and MOCK",
        ],
        [
            "apigateway/integration:Integration",
            inputs({ uri: "http://x" }),
            "is AWS_PROXY to http://x, which is no Function of this program; local serves AWS_PROXY to a Lambda function, and MOCK",
        ],
        [
            "apigateway/method:Method",
            inputs({ authorization: "CUSTOM", authorizerId: "none" }),
            'authorizerId "none" is no Authorizer of this API',
        ],
    ] as const) {
        it(`tells of each route alone: ${sentence}`, () => {
            const { methods } = changed(type, (resource) => (resource.name === "ANY /" ? change(resource) : {}));
            const told = methods.map(({ unserved }) => unserved).filter((each) => each !== undefined);
            assert.equal(told.length, 1);
            assert.ok(told[0]?.endsWith(sentence), told[0]);
        });
    }

    describe("has for responseTransferMode", () => {
        const uriOf = (key: string) => String(evaluation.resources.find(({ state }) => state[key])?.state[key]);
        const modes = (more: Record<string, unknown>) =>
            changed("apigateway/integration:Integration", inputs(more)).methods.map(
                (each) => each.responseTransferMode,
            );
        const refused = (more: Record<string, unknown>, rule: string) =>
            assert.throws(() => modes(more), { message: `Integration ANY /: responseTransferMode ${rule}` });

        it("BUFFERED unless it says STREAM, each with the function's URI for it (ST1)", () => {
            assert.deepEqual([...new Set(modes({}))], ["BUFFERED"]);
            const uri = uriOf("responseStreamingInvokeArn");
            assert.match(uri, /:lambda:path\/2021-11-15\/functions\/arn:.*\/response-streaming-invocations$/);
            assert.deepEqual([...new Set(modes({ responseTransferMode: "STREAM", uri }))], ["STREAM"]);
        });

        it("nothing that PutIntegration refuses (ST1)", () => {
            const [whole, streaming] = [uriOf("invokeArn"), uriOf("responseStreamingInvokeArn")];
            const stream = { responseTransferMode: "STREAM" };
            refused(stream, `"STREAM" goes with the function's responseStreamingInvokeArn, not with ${whole}`);
            refused({ uri: streaming }, `"BUFFERED" goes with the function's invokeArn, not with ${streaming}`);
            refused({ ...stream, type: "MOCK" }, '"STREAM" goes with AWS_PROXY and HTTP_PROXY only, not with MOCK');
            refused({ responseTransferMode: "CHUNKED" }, '"CHUNKED" must be BUFFERED or STREAM');
        });
    });
});
