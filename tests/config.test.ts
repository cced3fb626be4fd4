import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Evaluation, evaluate, stackNames } from "api-gateway-local/testing";
import { parse } from "yaml";
import type { Config } from "../infra/config";
import { keys } from "../infra/config-schema";
import { devConfig, program, projectDir } from "./program";
import { folderOf, programServing, routesFile, servedOf } from "./program-copy";

const { project } = devConfig();

const defaults: Record<string, unknown> = {
    apiName: "",
    apiDescription: "An API Gateway with a Lambda Integration",
    endpointType: "EDGE",
    apiKeySource: "HEADER",
    securityPolicy: "",
    binaryMediaTypes: [],
    userPoolArns: {},
    corsOrigins: [],
    integrationTimeout: 29000,
    streamingTimeout: 30000,
    stageName: "v0",
    stageDescription: "Lambda API Stage v0",
    stageVariables: {},
    throttlingRateLimit: 100,
    throttlingBurstLimit: 200,
    usagePlan: undefined,
    runtime: "nodejs24.x",
    architecture: "arm64",
    memorySize: 256,
    timeout: 60,
    environment: undefined,
    tags: {},
    protect: false,
    reservedConcurrentExecutions: -1,
    logRetentionInDays: 14,
    logLevel: "INFO",
    tracing: false,
    accessLogs: false,
    authorizers: [],
    workers: [],
    models: [],
    validators: [],
    alsoHeld: [],
    routes: [
        {
            key: "POST /lambda",
            name: "POST /lambda",
            httpMethod: "POST",
            path: "/lambda",
            settings: { operationName: "lambda", apiKeyRequired: false, authorization: "NONE" },
        },
    ],
};

/** What Pulumi hands to the program for a key: texts as they are, all else as JSON; nothing for undefined. */
type Values = Record<string, unknown>;

describe("config.ts", () => {
    // What the program reads, without what it makes of it; `routes` are those of routes.ts.
    async function read(
        overrides: Values,
        secretKeys: string[] = [],
    ): Promise<Evaluation & { config: Omit<Config, "functions" | "invoked" | "methods" | "errors"> }> {
        const [served, values] = servedOf(overrides);
        const source = JSON.stringify(join(projectDir, "infra/config"));
        const reader = folderOf({
            "routes.ts": routesFile(served),
            "index.ts": `import { readConfig } from ${source};
                import * as served from "./routes";
                export const config = readConfig(served, ${JSON.stringify(programServing({}))});`,
        });
        const stack = devConfig();
        const given = Object.entries(values).map(([key, value]) => [
            key.includes(":") ? key : `${stack.project}:${key}`,
            typeof value === "string" || value === undefined ? value : JSON.stringify(value),
        ]);
        const all = Object.entries({ ...stack.values, ...Object.fromEntries(given) });
        const present = Object.fromEntries(all.filter(([, value]) => value !== undefined)) as Record<string, string>;
        const evaluation = await evaluate(reader, { stack: { ...stack, values: present, secretKeys } });
        // The functions and the methods are the topic of tests of their own.
        const { functions, invoked, methods, errors, cors, ...config } = evaluation.outputs.config as Config & {
            cors: unknown;
        };
        return { ...evaluation, config };
    }

    async function refusals(values: Values): Promise<string[]> {
        const refusal = await read(values).then(
            ({ config }) => assert.fail(`accepted ${JSON.stringify(config)}`),
            (error: Error) => error,
        );
        if (refusal instanceof assert.AssertionError) throw refusal;
        return refusal.message.split("\n");
    }

    it("reads the defaults of Pulumi.yaml, typed", async () => {
        const { config, warnings } = await read({});
        assert.deepEqual(config, defaults);
        assert.deepEqual(warnings, []);
    });

    for (const stack of stackNames(projectDir))
        it(`accepts Pulumi.${stack}.yaml without a warning`, async () => {
            const { warnings } = await program({}, { stack });
            assert.deepEqual(warnings, []);
        });

    describe("keys", () => {
        const { config: declared } = parse(readFileSync(join(projectDir, "Pulumi.yaml"), "utf8"));
        const own = Object.keys(declared).filter((key) => !key.includes(":"));

        it("are those that Pulumi.yaml declares, in its order", () => {
            assert.deepEqual(keys, own);
        });

        it("are all read, and a missing one is named", async () => {
            const none = Object.fromEntries(own.map((key) => [key, undefined]));
            assert.deepEqual(
                await refusals(none),
                own.map((key) => `${key}: has no value`),
            );
        });

        it("are each declared with a type, a description and a default of that type, and with nothing else", () => {
            const types: Record<string, string> = { integer: "number", array: "object" };
            for (const key of own) {
                const { type, items, description, default: value, ...rest } = declared[key];
                assert.deepEqual(rest, {}, key);
                assert.deepEqual(items, type === "array" ? { type: "string" } : undefined, key);
                assert.equal(typeof value, types[type] ?? type, key);
                assert.equal(Array.isArray(value), type === "array", key);
                assert.match(description, /^[A-Z].{8,110}[^.]$/, key);
            }
        });

        it("are beside aws:region and pulumi:autonaming, which hold a value for every stack", () => {
            assert.deepEqual(
                // `pulumi new` notes its template in pulumi:tags.
                Object.entries(declared).filter(([key]) => key.includes(":") && key !== "pulumi:tags"),
                [
                    ["aws:region", { value: "us-east-1" }],
                    ["pulumi:autonaming", { value: { pattern: "${project}-${stack}-${name}-${hex(7)}" } }],
                ],
            );
        });

        it("are read in infra/config.ts and in no other file of the program", () => {
            const infra = readdirSync(join(projectDir, "infra")).map((file) => `infra/${file}`);
            const sources = [...readdirSync(projectDir), ...infra].filter((file) => file.endsWith(".ts"));
            const readers = sources.filter((file) =>
                readFileSync(join(projectDir, file), "utf8").includes("pulumi.Config("),
            );
            assert.deepEqual(readers, ["infra/config.ts"]);
        });
    });

    const text = "must be a text; put it in quotes, or set it with --type string";
    const map = "must be a map from name to text; `pulumi config set` writes one with --path";
    const edge =
        "must be EDGE or REGIONAL; a PRIVATE API needs a VPC endpoint and a resource policy, which this program does not make";
    const policy = "must be empty (AWS's own), TLS_1_2 or a SecurityPolicy_… of AWS's list";
    const media = "must be a media type such as image/png, image/* or */*";
    const verb =
        'has no HTTP method API Gateway knows; write one of ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT and a path: "POST /lambda"';
    const stage = "must be 1 to 128 letters, digits, underscores and hyphens";
    const tagName =
        "must be named with 1 to 128 letters, digits, spaces and _.:/=+-@, not begin with aws:, and not be project or stack, which the program sets";
    const tagValue = "may hold at most 256 letters, digits, spaces and _.:/=+-@";
    const variable = "must be named with at least two letters, digits and underscores, a letter first";
    const rate = "must be a number of 0 or above, such as 100 or 7.5, or -1";
    const days =
        "must be one of 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days";
    const setting =
        "is no setting of a route; known are operationName, apiKeyRequired, authorization, authorizer, scopes, function, responseTransferMode, requestValidator, requestModels, requestParameters";

    const pool = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_AbC123";

    const refused: [key: string, value: unknown, message: string][] = [
        ["apiName", " ", 'apiName: " " must not be blank; empty is the project\'s name'],
        ["apiDescription", "", 'apiDescription: "" must not be empty'],
        ["stageDescription", "", 'stageDescription: "" must not be empty'],
        ["endpointType", "PRIVATE", `endpointType: "PRIVATE" ${edge}`],
        ["endpointType", "edge", `endpointType: "edge" ${edge}`],
        ["apiKeySource", "QUERY", 'apiKeySource: "QUERY" must be HEADER or AUTHORIZER'],
        ["securityPolicy", "TLS_1_0", `securityPolicy: "TLS_1_0" ${policy}`],
        ["securityPolicy", "TLS_1_2 ", `securityPolicy: "TLS_1_2 " ${policy}`],
        ["securityPolicy", "SecurityPolicy_", `securityPolicy: "SecurityPolicy_" ${policy}`],
        ["securityPolicy", "SecurityPolicy_A-B", `securityPolicy: "SecurityPolicy_A-B" ${policy}`],
        ["binaryMediaTypes", "image/png", 'binaryMediaTypes: "image/png" is not JSON'],
        [
            "binaryMediaTypes",
            {},
            "binaryMediaTypes: must be a list of media types; `pulumi config set` writes one with --path",
        ],
        ["binaryMediaTypes", [1], "binaryMediaTypes.0: 1 must be a text"],
        ["binaryMediaTypes", ["image/png", "png"], `binaryMediaTypes.1: "png" ${media}`],
        ["binaryMediaTypes", ["a/b/c"], `binaryMediaTypes.0: "a/b/c" ${media}`],
        ["binaryMediaTypes", ["image/png; q=1"], `binaryMediaTypes.0: "image/png; q=1" ${media}`],
        ["binaryMediaTypes", ["/png"], `binaryMediaTypes.0: "/png" ${media}`],
        [
            "routes",
            "POST /lambda",
            'routes: "POST /lambda" must be a map from route key to settings, such as { "POST /lambda": {} }',
        ],
        ["routes", 1, 'routes: 1 must be a map from route key to settings, such as { "POST /lambda": {} }'],
        ["routes", [], 'routes: must be a map from route key to settings, such as { "POST /lambda": {} }'],
        ["routes", {}, "routes: is empty; API Gateway cannot deploy an API without a method"],
        ["routes", { "GRAB /a": {} }, `routes: "GRAB /a" ${verb}`],
        [
            "routes",
            { "GET /a/{x}": {}, "GET /a/{y}": {} },
            'routes: "GET /a/{x}" and "GET /a/{y}" have the variables {x} and {y} at one place; API Gateway allows one, with one name',
        ],
        ["routes", { "GET /a": null }, "routes.GET /a: must be a map of settings; {} for none"],
        ["routes", { "GET /a": "x" }, 'routes.GET /a: "x" must be a map of settings; {} for none'],
        ["routes", { "GET /a": { operationName: 1 } }, "routes.GET /a.operationName: 1 must be a text"],
        ["routes", { "GET /a": { operationName: "" } }, 'routes.GET /a.operationName: "" must not be empty'],
        [
            "routes",
            { "GET /a": { apiKeyRequired: "yes" } },
            'routes.GET /a.apiKeyRequired: "yes" must be true or false',
        ],
        [
            "routes",
            { "GET /a": { authorization: "CUSTOM" } },
            'routes.GET /a.authorization: "CUSTOM" must be NONE or AWS_IAM',
        ],
        ["routes", { "GET /a": { timeout: 1 } }, `routes.GET /a.timeout: "timeout" ${setting}`],
        ["userPoolArns", [], "userPoolArns: must be a map from authorizer to a list of ARNs"],
        ["userPoolArns", { users: pool }, `userPoolArns.users: "${pool}" must be a list of ARNs`],
        ["userPoolArns", { users: [] }, "userPoolArns.users: must name a user pool"],
        ["userPoolArns", { users: ["eu-1_A"] }, 'userPoolArns.users.0: "eu-1_A" must be the ARN of a user pool'],
        [
            "userPoolArns",
            { users: [pool] },
            "userPoolArns.users: is no COGNITO_USER_POOLS authorizer of routes.ts; known are none",
        ],
        ["functions", [], "functions: must be a map from function to sizes"],
        ["functions", { a: 1 }, "functions.a: 1 must be a map of sizes, such as { memorySize: 512 }"],
        ["functions", { a: { memorySize: 64 } }, "functions.a.memorySize: 64 must be a whole number from 128 to 10240"],
        ["functions", { a: { timeout: 901 } }, "functions.a.timeout: 901 must be a whole number from 1 to 900"],
        [
            "functions",
            { a: { environment: { AWS_REGION: "x" } } },
            "functions.a.environment: holds AWS_REGION, a name that Lambda keeps for itself; choose another",
        ],
        [
            "functions",
            { a: { runtime: "x" } },
            'functions.a.runtime: "runtime" is no size of a function; known are memorySize, timeout, environment, reservedConcurrentExecutions',
        ],
        [
            "functions",
            { index: {} },
            'functions.index: "index" is handler/index.ts, whose sizes are the stack\'s own keys',
        ],
        [
            "functions",
            { a: {} },
            "functions.a: no route and no authorizer names this function; routes.ts may list it in workers, if something else calls it",
        ],
        ["corsOrigins", {}, "corsOrigins: must be a list of origins; `pulumi config set` writes one with --path"],
        ...["https://a.example/", "a.example", "https://A.example", "null", "https://*.a.example", "http://a/b"].map(
            (given): [string, unknown, string] => [
                "corsOrigins",
                [given],
                `corsOrigins.0: "${given}" must be an origin such as https://app.example.com, without a path or a slash at its end, or *`,
            ],
        ),
        [
            "corsOrigins",
            ["*", "http://a"],
            'corsOrigins: "*" beside 1 more; "*" is every origin, so leave it or them away',
        ],
        ["corsOrigins", ["http://a", "http://a"], 'corsOrigins: "http://a" stands there twice; once is enough'],
        ["usagePlan", [], "usagePlan: must be a map of throttle, quota and keys"],
        [
            "usagePlan",
            { rate: 1 },
            'usagePlan.rate: "rate" is no setting of a usage plan; known are throttle, quota, keys',
        ],
        ["usagePlan", { throttle: { rateLimit: 1 } }, "usagePlan.throttle.burstLimit: has no value"],
        [
            "usagePlan",
            { throttle: { rateLimit: -1, burstLimit: 1 } },
            "usagePlan.throttle.rateLimit: -1 must be a number, 0 or above",
        ],
        [
            "usagePlan",
            { quota: { limit: 0, period: "DAY" } },
            "usagePlan.quota.limit: 0 must be a whole number, 1 or above",
        ],
        [
            "usagePlan",
            { quota: { limit: 1, period: "YEAR" } },
            'usagePlan.quota.period: "YEAR" must be DAY, WEEK or MONTH',
        ],
        [
            "usagePlan",
            { keys: ["a b"] },
            'usagePlan.keys.0: "a b" must be up to 32 letters, digits, _ and -, a letter first',
        ],
        ["usagePlan", { keys: ["a", "a"] }, "usagePlan.keys: must name each key once"],
        ...range("integrationTimeout", 50, 300_000),
        ...range("streamingTimeout", 50, 900_000),
        ["stageName", "", `stageName: "" ${stage}`],
        ["stageName", "v 0", `stageName: "v 0" ${stage}`],
        ["stageName", "v0/", `stageName: "v0/" ${stage}`],
        ["stageName", "v".repeat(129), `stageName: "${"v".repeat(129)}" ${stage}`],
        ["stageVariables", 1, `stageVariables: 1 ${map}`],
        [
            "stageVariables",
            { "a-b": "x" },
            'stageVariables.a-b: "a-b" must be named with letters, digits and underscores',
        ],
        ["stageVariables", { a: "x y" }, 'stageVariables.a: "x y" may hold only letters, digits and ._~:/?#&=,-'],
        ["stageVariables", { a: "" }, 'stageVariables.a: "" may hold only letters, digits and ._~:/?#&=,-'],
        ["stageVariables", { a: 1 }, `stageVariables.a: 1 ${text}`],
        ...[
            "-2",
            "-0.5",
            "-1.0",
            "1e3",
            "0x10",
            "+5",
            "05",
            ".5",
            "5.",
            "",
            " 5",
            "Infinity",
            "NaN",
            "fast",
            "[5]",
        ].map((value): [string, unknown, string] => [
            "throttlingRateLimit",
            value,
            `throttlingRateLimit: ${JSON.stringify(value)} ${rate}`,
        ]),
        ["throttlingBurstLimit", -2, "throttlingBurstLimit: -2 must be a whole number, -1 or above"],
        ["runtime", "python3.7", 'runtime: "python3.7" must be nodejs22.x or nodejs24.x'],
        ["runtime", "nodejs20.x", 'runtime: "nodejs20.x" must be nodejs22.x or nodejs24.x'],
        ["architecture", "x86", 'architecture: "x86" must be arm64 or x86_64'],
        ...range("memorySize", 128, 10_240),
        ...range("timeout", 1, 900),
        ["environment", "MODE=fast", "environment: is not JSON"],
        ["environment", 1, `environment: ${map}`],
        ["environment", { M: "x" }, `environment.M: ${variable}`],
        ["environment", "null", `environment: ${map}`],
        ["environment", { "1MODE": "x" }, `environment.1MODE: ${variable}`],
        ["environment", { _MODE: "x" }, `environment._MODE: ${variable}`],
        ["environment", { "MODE-1": "x" }, `environment.MODE-1: ${variable}`],
        ["environment", { "M MODE": "x" }, `environment.M MODE: ${variable}`],
        ["environment", { MODE: 1 }, `environment.MODE: ${text}`],
        ...[
            "AWS_DEFAULT_REGION",
            "AWS_REGION",
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_LAMBDA_RUNTIME_API",
            "AWS_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "LAMBDA_TASK_ROOT",
            "LAMBDA_RUNTIME_DIR",
        ].map((name): [string, unknown, string] => [
            "environment",
            { [name]: "x" },
            `environment: holds ${name}, a name that Lambda keeps for itself; choose another`,
        ]),
        [
            "environment",
            { BIG: "é".repeat(2047) },
            "environment: takes 4097 bytes; Lambda allows 4096 for all variables together",
        ],
        ["tags", 1, `tags: 1 ${map}`],
        ["tags", { "aws:team": "x" }, `tags.aws:team: "aws:team" ${tagName}`],
        ["tags", { "AWS:team": "x" }, `tags.AWS:team: "AWS:team" ${tagName}`],
        ["tags", { project: "x" }, `tags.project: "project" ${tagName}`],
        ["tags", { Stack: "x" }, `tags.Stack: "Stack" ${tagName}`],
        ["tags", { "": "x" }, `tags.: "" ${tagName}`],
        ["tags", { "a#": "x" }, `tags.a#: "a#" ${tagName}`],
        ["tags", { [`k${"e".repeat(128)}`]: "x" }, `tags.k${"e".repeat(128)}: "k${"e".repeat(128)}" ${tagName}`],
        ["tags", { team: 1 }, `tags.team: 1 ${text}`],
        ["tags", { team: "a#" }, `tags.team: "a#" ${tagValue}`],
        ["tags", { team: "x".repeat(257) }, `tags.team: "${"x".repeat(257)}" ${tagValue}`],
        ["tags", numbered(49), "tags: must be at most 48: AWS allows 50 tags, two are project and stack"],
        ["protect", "yes", 'protect: "yes" is not JSON'],
        ["protect", 1, "protect: 1 must be true or false"],
        ["tracing", 0, "tracing: 0 must be true or false"],
        ["accessLogs", [], "accessLogs: must be true or false"],
        ["reservedConcurrentExecutions", -2, "reservedConcurrentExecutions: -2 must be a whole number, -1 or above"],
        ["timeout", 0.5, "timeout: 0.5 must be a whole number from 1 to 900"],
        ["logRetentionInDays", 2, `logRetentionInDays: 2 ${days}`],
        ["logRetentionInDays", -1, `logRetentionInDays: -1 ${days}`],
        ["logRetentionInDays", "14 days", 'logRetentionInDays: "14 days" is not JSON'],
        ["logLevel", "info", 'logLevel: "info" must be TRACE or DEBUG or INFO or WARN or ERROR or FATAL'],
        ["colour", "red", `colour: is no key of this project; known are ${keys.join(", ")}`],
    ];
    describe("refuses", () => {
        for (const [key, value, message] of refused)
            it(titled({ [key]: value }), async () => {
                assert.deepEqual(await refusals({ [key]: value }), [message]);
            });

        it("something of every key", () => {
            const tried = new Set(refused.map(([key]) => key));
            assert.deepEqual([...tried].filter((key) => key !== "colour").sort(), [...keys, "routes"].sort());
        });

        it("the key routes of a stack file, and says where it went", async () => {
            for (const routes of [{ "POST /lambda": {} }, {}])
                assert.deepEqual(await refusals({ [`${project}:routes`]: routes }), [
                    "routes: is no key of a stack any more, every stack serves the same; move its routes to routes.ts",
                ]);
        });

        for (const [key, meant] of [
            ["memorySizee", "memorySize"],
            ["tmieout", "timeout"],
            ["Tag", "tags"],
        ] as const)
            it(`${key}, and asks whether ${meant} was meant`, async () => {
                assert.deepEqual(await refusals({ [key]: "x" }), [
                    `${key}: is no key of this project; did you mean ${meant}?`,
                ]);
            });

        it("all that is wrong at once, a sentence each", async () => {
            assert.deepEqual(
                await refusals({
                    colour: "red",
                    apiDescription: "",
                    routes: { "GET /a": { operationName: "", authorization: "CUSTOM" } },
                    throttlingRateLimit: -1,
                    memorySize: undefined,
                    stageVariables: { "a-b": "x", a: "x y" },
                    environment: { AWS_REGION: "x", BIG: "x".repeat(4100) },
                }),
                [
                    `colour: is no key of this project; known are ${keys.join(", ")}`,
                    'apiDescription: "" must not be empty',
                    'stageVariables.a-b: "a-b" must be named with letters, digits and underscores',
                    'stageVariables.a: "x y" may hold only letters, digits and ._~:/?#&=,-',
                    "memorySize: has no value",
                    "environment: holds AWS_REGION, a name that Lambda keeps for itself; choose another",
                    "environment: takes 4114 bytes; Lambda allows 4096 for all variables together",
                    'routes.GET /a.operationName: "" must not be empty',
                    'routes.GET /a.authorization: "CUSTOM" must be NONE or AWS_IAM',
                    "throttlingRateLimit: -1 beside throttlingBurstLimit 200; set both, or both to -1",
                ],
            );
        });

        it("all that is wrong within one key", async () => {
            const routes = { "GET /a": { foo: 1, bar: 2, apiKeyRequired: 3 }, BAD: null, "GET /b/": { foo: 1 } };
            assert.deepEqual(await refusals({ routes, environment: { MODE: 1, AWS_REGION: "x", M: "x" } }), [
                `environment.MODE: ${text}`,
                `environment.M: ${variable}`,
                "environment: holds AWS_REGION, a name that Lambda keeps for itself; choose another",
                "routes.GET /a.apiKeyRequired: 3 must be true or false",
                `routes.GET /a.foo: "foo" ${setting}`,
                `routes.GET /a.bar: "bar" ${setting}`,
                "routes.BAD: must be a map of settings; {} for none",
                `routes.GET /b/.foo: "foo" ${setting}`,
                `routes: "BAD" ${verb}`,
                'routes: "GET /b/" ends with a slash; write "GET /b"',
            ]);
        });

        it("without a word of the values of environment, which may be secret", async () => {
            for (const environment of [{ MODE: 31337 }, "31337", { M: "31337" }, { AWS_REGION: "31337" }, 31337])
                assert.doesNotMatch((await refusals({ environment })).join("\n"), /31337/);
        });
    });

    describe("refuses together", () => {
        const fit = "does not fit endpointType";
        const ending = "those of EDGE, and no others, end in _EDGE";
        const key =
            "looks like an AWS key in plain text; give the execution role a right instead, or set it with --secret";
        const together: [values: Values, message: string][] = [
            [
                { integrationTimeout: 29001 },
                "integrationTimeout: 29001 is above 29000, the most an EDGE API waits; set endpointType REGIONAL",
            ],
            [
                { streamingTimeout: 30001 },
                "streamingTimeout: 30001 is above 30000, after which an EDGE API ends a silent stream; set endpointType REGIONAL",
            ],
            [
                { securityPolicy: "SecurityPolicy_TLS13_1_3_2025_09" },
                `securityPolicy: "SecurityPolicy_TLS13_1_3_2025_09" ${fit} EDGE; ${ending}`,
            ],
            [
                { securityPolicy: "SecurityPolicy_TLS13_2025_EDGE", endpointType: "REGIONAL" },
                `securityPolicy: "SecurityPolicy_TLS13_2025_EDGE" ${fit} REGIONAL; ${ending}`,
            ],
            [
                { throttlingRateLimit: -1 },
                "throttlingRateLimit: -1 beside throttlingBurstLimit 200; set both, or both to -1",
            ],
            [
                { throttlingBurstLimit: -1 },
                "throttlingRateLimit: 100 beside throttlingBurstLimit -1; set both, or both to -1",
            ],
            [{ environment: { KEY: `AKIA${"A1".repeat(8)}` } }, `environment.KEY: ${key}`],
            [{ environment: { OK: "x", KEY: `ASIA${"A1".repeat(8)}` } }, `environment.KEY: ${key}`],
            [{ environment: { KEY: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" } }, `environment.KEY: ${key}`],
            [
                { stageVariables: { KEY: `AKIA${"A1".repeat(8)}` } },
                "stageVariables.KEY: looks like an AWS key, and is no place for one",
            ],
        ];
        for (const [values, message] of together)
            it(titled(values), async () => {
                assert.deepEqual(await refusals(values), [message]);
            });

        it("only what keeps its own rule: one mistake is one sentence", async () => {
            assert.deepEqual(await refusals({ endpointType: "edge", integrationTimeout: 29001 }), [
                `endpointType: "edge" ${edge}`,
            ]);
            for (const securityPolicy of ["SecurityPolicy_TLS13_1_3_2025_09", "SecurityPolicy_TLS13_2025_EDGE"])
                assert.deepEqual(await refusals({ endpointType: "edge", securityPolicy }), [
                    `endpointType: "edge" ${edge}`,
                ]);
            assert.deepEqual(await refusals({ throttlingRateLimit: -2, throttlingBurstLimit: 0 }), [
                `throttlingRateLimit: "-2" ${rate}`,
            ]);
        });

        it("every route key that breaks a rule, and settings that are a list", async () => {
            assert.deepEqual(await refusals({ routes: { "POST lambda": {}, "get /a": {}, "GET /fine": {} } }), [
                'routes: "POST lambda" has no path; write "POST /lambda"',
                'routes: "get /a" has no HTTP method API Gateway knows; write one of ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT and a path: "POST /lambda"',
            ]);
            assert.deepEqual(await refusals({ routes: { "GET /a": [] } }), [
                "routes.GET /a: must be a map of settings; {} for none",
            ]);
        });
    });

    const accepted: [key: string, value: unknown][] = [
        ["apiName", "null"],
        ["endpointType", "REGIONAL"],
        ["apiKeySource", "AUTHORIZER"],
        ["securityPolicy", "TLS_1_2"],
        ["securityPolicy", "SecurityPolicy_TLS13_2025_EDGE"],
        ["binaryMediaTypes", ["image/png", "image/*", "*/*", "application/vnd.a-b+json"]],
        ["integrationTimeout", 50],
        ["integrationTimeout", 29_000],
        ["stageName", `${"v".repeat(126)}_-`],
        ["stageVariables", { a_1: "A.z0_~:/?#&=,-" }],
        ["throttlingRateLimit", 0],
        ["throttlingRateLimit", 0.5],
        ["throttlingRateLimit", 7.5],
        ["throttlingBurstLimit", 0],
        ["runtime", "nodejs22.x"],
        ["architecture", "x86_64"],
        ["memorySize", 128],
        ["memorySize", 10_240],
        ["timeout", 1],
        ["timeout", 900],
        ["environment", { MODE: "" }],
        ["environment", { A_: "x", a1: "y" }],
        ["environment", { AWS_LAMBDA: "x", NODE_OPTIONS: "--enable-source-maps" }],
        ["environment", { AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrapper" }],
        ["environment", { MY_AWS_REGION: "x", AWS_REGION_NAME: "x" }],
        ["environment", { FULL: "é".repeat(2046) }],
        ["environment", { COMMIT: "0123456789abcdefABCD0123456789abcdefABCD" }],
        ["environment", { KEY: `AKIA${"A1".repeat(8)}x`, OTHER: `xAKIA${"A1".repeat(8)}` }],
        ["environment", { KEY: "w".repeat(39), OTHER: "w".repeat(41) }],
        ["tags", { "cost center": "é 1_.:/=+-@", aws: "", projects: "x", [`k${"e".repeat(127)}`]: "x".repeat(256) }],
        ["tags", numbered(48)],
        ["protect", true],
        ["reservedConcurrentExecutions", 0],
        ["reservedConcurrentExecutions", 1000],
        ["logRetentionInDays", 0],
        ["logRetentionInDays", 3653],
        ["tracing", true],
        ["accessLogs", true],
    ];
    describe("accepts", () => {
        for (const [key, value] of accepted)
            it(titled({ [key]: value }), async () => {
                const { config, warnings } = await read({ [key]: value });
                assert.deepEqual(config, { ...defaults, [key]: value });
                assert.deepEqual(warnings, []);
            });

        it("an empty environment, which is none: AWS would store none, and each preview show a change", async () => {
            const { config } = await read({ environment: {} });
            assert.deepEqual(config, defaults);
        });

        it("routes, with the defaults of their settings, sorted by key", async () => {
            const { config } = await read({
                routes: {
                    "PUT /b/{id}": { authorization: "AWS_IAM", apiKeyRequired: true, operationName: "put" },
                    "GET /": {},
                },
            });
            assert.deepEqual(config.routes, [
                {
                    key: "GET /",
                    name: "GET /",
                    httpMethod: "GET",
                    path: "/",
                    settings: { apiKeyRequired: false, authorization: "NONE" },
                },
                {
                    key: "PUT /b/{id}",
                    name: "PUT /b/{}",
                    httpMethod: "PUT",
                    path: "/b/{id}",
                    settings: { authorization: "AWS_IAM", apiKeyRequired: true, operationName: "put" },
                },
            ]);
        });

        it("both throttling limits at -1", async () => {
            const { config } = await read({ throttlingRateLimit: -1, throttlingBurstLimit: -1 });
            assert.deepEqual([config.throttlingRateLimit, config.throttlingBurstLimit], [-1, -1]);
        });

        it("a regional TLS policy on a REGIONAL API", async () => {
            const { config } = await read({
                endpointType: "REGIONAL",
                securityPolicy: "SecurityPolicy_TLS13_1_3_2025_09",
            });
            assert.equal(config.securityPolicy, "SecurityPolicy_TLS13_1_3_2025_09");
        });

        it("an AWS key in an environment that is secret, and in no other secret's company", async () => {
            const environment = { KEY: `AKIA${"A1".repeat(8)}` };
            const { config } = await read({ environment }, [`${project}:environment`]);
            assert.deepEqual(config.environment, environment);
            await assert.rejects(read({ environment }, [`${project}:tags`]), /^Error: environment\.KEY: looks like/);
        });

        it("keys of other namespaces, which are others' to check", async () => {
            const { config } = await read({ "aws:profile": "x", [`${project}-two:colour`]: "red" });
            assert.deepEqual(config, defaults);
        });

        it("a streamingTimeout of 15 minutes on a REGIONAL API", async () => {
            const { config, warnings } = await read({ streamingTimeout: 900_000, endpointType: "REGIONAL" });
            assert.deepEqual([config.streamingTimeout, warnings], [900_000, []]);
        });

        it("an integrationTimeout above 29000 on a REGIONAL API, with a warning", async () => {
            for (const integrationTimeout of [29_001, 300_000]) {
                const { config, warnings } = await read({ integrationTimeout, endpointType: "REGIONAL" });
                assert.equal(config.integrationTimeout, integrationTimeout);
                assert.deepEqual(warnings, [
                    `integrationTimeout: ${integrationTimeout} is above 29000; AWS accepts it only with a raised quota`,
                ]);
            }
            assert.deepEqual((await read({ integrationTimeout: 29_000, endpointType: "REGIONAL" })).warnings, []);
        });
    });
});

function range(key: string, min: number, max: number): [key: string, value: unknown, message: string][] {
    const rule = `must be a whole number from ${min} to ${max}`;
    return [
        [key, min - 1, `${key}: ${min - 1} ${rule}`],
        [key, max + 1, `${key}: ${max + 1} ${rule}`],
        [key, min + 0.5, `${key}: ${min + 0.5} ${rule}`],
        [key, `"${min}"`, `${key}: "${min}" ${rule}`],
        [key, `${min} s`, `${key}: "${min} s" is not JSON`],
    ];
}

function numbered(count: number): Record<string, string> {
    return Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag-${index}`, "x"]));
}

function titled(values: Values): string {
    const text = JSON.stringify(values);
    return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
