import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { accountId } from "../../src/program/arns";
import { computedByAws } from "../../src/program/aws-outputs";
import { type Evaluation, evaluate } from "../../src/program/engine";
import { readStackConfig, type StackConfig } from "../../src/program/stack-config";
import { folderOf } from "../folder";

const Pulumi = `
name: fixture
config:
    pulumi:autonaming: { value: { pattern: "\${project}-\${stack}-\${name}" } }
    title: { type: string, default: Shop }
`;
const imports = `
import * as pulumi from "@pulumi/pulumi";
import * as apigateway from "@pulumi/aws/apigateway";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
`;

describe("engine", () => {
    it("returns the resources of a program, its outputs and its warnings", async () => {
        const program = `
            const role = new iam.Role("caller", { assumeRolePolicy: "{}", path: "/a/" }, { protect: true });
            new iam.RolePolicy("caller", { role: role.id, policy: pulumi.interpolate\`may \${role.arn}\` });
            pulumi.log.warn("two\\nlines");
            export const arn = role.arn;
            export const nested = { list: [role.name, Promise.resolve(1)] };
        `;
        const arn = "arn:aws:iam::123456789012:role/a/fixture-dev-caller";
        const role = { assumeRolePolicy: "{}", path: "/a/" };
        const policy = { role: "fixture-dev-caller", policy: `may ${arn}` };
        const none = {
            secretInputs: [],
            dependsOn: [],
            protect: undefined,
            deleteBeforeReplace: undefined,
            deletedWith: undefined,
        };
        assert.deepEqual(await run(program), {
            resources: [
                {
                    ...none,
                    type: "aws:iam/role:Role",
                    name: "caller",
                    id: "fixture-dev-caller",
                    inputs: role,
                    state: {
                        ...role,
                        name: "fixture-dev-caller",
                        arn,
                        createDate: "2026-01-01T00:42:14Z",
                        namePrefix: "",
                        uniqueId: "fixture-dev-caller-uniqueId",
                        inlinePolicies: [],
                        managedPolicyArns: [],
                        tagsAll: {},
                    },
                    protect: true,
                },
                {
                    ...none,
                    type: "aws:iam/rolePolicy:RolePolicy",
                    name: "caller",
                    id: "fixture-dev-caller:fixture-dev-caller",
                    inputs: policy,
                    state: { ...policy, name: "fixture-dev-caller", namePrefix: "" },
                },
            ],
            outputs: { arn, nested: { list: ["fixture-dev-caller", 1] } },
            warnings: ["two\nlines"],
        });
    });

    it("fails with what a program logs as an error, as an update does", async () => {
        const program = `
            pulumi.log.error("two\\nlines");
            export const served = true;
        `;
        await assert.rejects(run(program), { message: "two\nlines" });
    });

    it("gives the program project, stack, organization and configuration", async () => {
        const program = `
            const config = new pulumi.Config();
            export const all = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack(), config.get("title")];
            export const asked = [pulumi.runtime.isDryRun(), config.get("none") ?? "none"];
        `;
        const { outputs } = await run(program, { title: "Corner" });
        assert.deepEqual(outputs, { all: ["organization", "fixture", "dev", "Corner"], asked: [false, "none"] });
    });

    it("tells the program which of its configuration is secret", async () => {
        const program = `
            const config = new pulumi.Config();
            const { isConfigSecret } = pulumi.runtime as any;
            export const secret = [isConfigSecret("fixture:title"), isConfigSecret("fixture:other")];
        `;
        const folder = folderOf({ "index.ts": imports + program, "Pulumi.yaml": Pulumi, "Pulumi.dev.yaml": "" });
        const config = { ...readStackConfig(folder, "dev"), secretKeys: ["fixture:title"] };
        assert.deepEqual((await evaluate(folder, config)).outputs, { secret: [true, false] });
    });

    it("records the options dependsOn, one or many, protect and deleteBeforeReplace", async () => {
        const { resources } = await run(`
            const trust = { assumeRolePolicy: "{}" };
            const a = new iam.Role("a", trust, { protect: false });
            const b = new iam.Role("b", trust, { dependsOn: a, deleteBeforeReplace: false });
            new iam.Role("c", trust, { dependsOn: [a, b], deleteBeforeReplace: true, protect: true });
        `);
        assert.deepEqual(
            resources.map(({ name, dependsOn, protect, deleteBeforeReplace }) => [
                name,
                { dependsOn, protect, deleteBeforeReplace },
            ]),
            [
                ["a", { dependsOn: [], protect: false, deleteBeforeReplace: undefined }],
                ["b", { dependsOn: ["aws:iam/role:Role::a"], protect: undefined, deleteBeforeReplace: false }],
                [
                    "c",
                    {
                        dependsOn: ["aws:iam/role:Role::a", "aws:iam/role:Role::b"],
                        protect: true,
                        deleteBeforeReplace: true,
                    },
                ],
            ],
        );
    });

    it("takes a resource in an input for its id, and keeps its options", async () => {
        const { resources } = await run(`
            const role = new iam.Role("r", { assumeRolePolicy: "{}" }, { protect: true });
            new iam.RolePolicy("p", { role, policy: "{}" });
        `);
        const role = resources.find(({ name }) => name === "r");
        assert.deepEqual(resources.find(({ name }) => name === "p")?.inputs, { role: role?.id, policy: "{}" });
        assert.equal(role?.protect, true);
    });

    it("keeps null, which is no map", async () => {
        const { resources, outputs } = await run(`
            const Custom = class extends pulumi.CustomResource {};
            new Custom("aws:apigateway/model:Model", "m", { name: null, schema: { a: null }, list: [null] });
            export const nothing = [null, { a: null }];
        `);
        const inputs = { name: null, schema: { a: null }, list: [null] };
        assert.deepEqual(
            resources.map(({ inputs, state: { name, schema, list }, secretInputs }) => [
                inputs,
                // Beside them AWS decides a content type.
                { name, schema, list },
                secretInputs,
            ]),
            [[inputs, inputs, []]],
        );
        assert.deepEqual(outputs, { nothing: [null, { a: null }] });
    });

    it("opens secrets and names the inputs that hold one", async () => {
        const { resources, outputs } = await run(`
            const role = new iam.Role("r", {
                assumeRolePolicy: pulumi.secret("{}"),
                description: "plain",
                tags: { open: "o", token: pulumi.secret("t") },
                managedPolicyArns: [pulumi.output(pulumi.secret("arn"))],
            });
            export const token = pulumi.secret({ deep: ["t"] });
        `);
        const inputs = {
            assumeRolePolicy: "{}",
            description: "plain",
            tags: { open: "o", token: "t" },
            managedPolicyArns: ["arn"],
        };
        assert.deepEqual(
            resources.map((resource) => [resource.inputs, resource.secretInputs.sort()]),
            [[inputs, ["assumeRolePolicy", "managedPolicyArns", "tags"]]],
        );
        assert.deepEqual(outputs, { token: { deep: ["t"] } });
    });

    describe("code of a function", () => {
        const withCode = (code: string) => run(`new lambda.Function("f", { role: "r", code: ${code} });`);

        it("becomes a map from file name to content", async () => {
            const code = `new pulumi.asset.AssetArchive({
                "index.js": new pulumi.asset.StringAsset("1"),
                lib: new pulumi.asset.AssetArchive({ "a.js": new pulumi.asset.StringAsset("2") }),
            })`;
            const expected = { "index.js": "1", "lib/a.js": "2" };
            for (const form of [code, `pulumi.secret(${code})`]) {
                const { resources } = await withCode(form);
                assert.deepEqual(
                    resources.map(({ inputs, state }) => [inputs.code, state.code]),
                    [[expected, expected]],
                );
            }
        });

        it("is read from files and folders beside the program", async () => {
            const folder = folderOf({
                "index.ts": `${imports}
                    const code = new pulumi.asset.AssetArchive({
                        "a.js": new pulumi.asset.FileAsset("src/a.js"),
                        "./lib/": new pulumi.asset.FileArchive("./src"),
                    });
                    new lambda.Function("f", { role: "r", code });
                    new lambda.Function("g", { role: "r", code: new pulumi.asset.FileArchive("src") });
                    const whole = new pulumi.asset.AssetArchive({ ".": new pulumi.asset.FileArchive("src") });
                    new lambda.Function("h", { role: "r", code: whole });
                `,
                "src/a.js": "1",
                "src/deep/b.js": "2",
                "Pulumi.yaml": Pulumi,
                "Pulumi.dev.yaml": "",
            });
            writeFileSync(join(folder, "src", "c.bin"), Buffer.from([255, 0]));
            const { resources } = await evaluate(folder, readStackConfig(folder, "dev"));
            const bytes = { base64: "/wA=" };
            assert.deepEqual(Object.fromEntries(resources.map(({ name, inputs }) => [name, inputs.code])), {
                f: { "a.js": "1", "lib/a.js": "1", "lib/c.bin": bytes, "lib/deep/b.js": "2" },
                g: { "a.js": "1", "c.bin": bytes, "deep/b.js": "2" },
                h: { "a.js": "1", "c.bin": bytes, "deep/b.js": "2" },
            });
        });

        const url = "https://example.com/a";
        for (const [code, message] of [
            [
                `new pulumi.asset.RemoteArchive("${url}")`,
                `The local engine fetches nothing; the program uses the archive ${url}`,
            ],
            [
                `new pulumi.asset.AssetArchive({ a: new pulumi.asset.RemoteAsset("${url}") })`,
                `The local engine fetches nothing; the program uses the asset ${url}`,
            ],
            ['new pulumi.asset.FileArchive("none")', "There is no none, which the program uses as an asset"],
        ] as const)
            it(`is refused as ${code}`, () => assert.rejects(withCode(code), { message }));
    });

    describe("StackReference", () => {
        const program = `
            const previous = new pulumi.StackReference("previous", { name: "organization/fixture/dev" });
            export const read = [previous.getOutput("routes"), pulumi.output(previous.getOutput("none")).apply(String)];
        `;

        it("has the previous outputs and is no resource", async () => {
            const { resources, outputs } = await run(program, {}, { routes: { "GET /": "url" } });
            assert.deepEqual([resources, outputs], [[], { read: [{ "GET /": "url" }, "undefined"] }]);
        });

        it("has no outputs before the first update", async () => {
            assert.deepEqual(
                (await run(`${program} export const has = previous.getOutput("routes").apply(String);`)).outputs.has,
                "undefined",
            );
        });
    });

    describe("makes up what it does not know:", () => {
        it("the outputs of any resource type", async () => {
            const { resources, outputs, warnings } = await run(`
                import * as sqs from "@pulumi/aws/sqs";
                import * as dynamodb from "@pulumi/aws/dynamodb";
                const queue = new sqs.Queue("jobs", { fifoQueue: true });
                const table = new dynamodb.Table("t", { hashKey: "id", attributes: [], tags: { a: "b" } });
                export const found = [queue.arn, queue.url, table.arn, table.streamArn, table.tagsAll];
                export const number = table.readCapacity.apply((size) => typeof size);
            `);
            const sqs = "arn:aws:sqs:us-east-1:123456789012:fixture-dev-jobs.fifo";
            const table = "arn:aws:dynamodb:us-east-1:123456789012:table/fixture-dev-t";
            const url = "https://sqs.us-east-1.amazonaws.com/123456789012/fixture-dev-jobs.fifo";
            const stream = `${table}/stream/2026-01-01T00:00:00.000`;
            assert.deepEqual(outputs.found, [sqs, url, table, stream, { a: "b" }]);
            assert.deepEqual([outputs.number, warnings], ["number", []]);
            assert.deepEqual(
                resources.map(({ type, inputs }) => [type, inputs]),
                [
                    ["aws:sqs/queue:Queue", { fifoQueue: true }],
                    ["aws:dynamodb/table:Table", { hashKey: "id", attributes: [], tags: { a: "b" } }],
                ],
            );
        });

        it("the outputs of types without a package, and of what is below a component", async () => {
            const { resources, outputs } = await run(`
                const parent = new pulumi.ComponentResource("my:own:Component", "c");
                class Own extends pulumi.CustomResource {
                    declare public readonly password: pulumi.Output<string>;
                    constructor() {
                        super("random:index/password:Password", "p", { length: 3, password: undefined }, { parent });
                    }
                }
                export const password = new Own().password;
            `);
            assert.deepEqual(outputs, { password: "fixture-dev-p-password" });
            assert.deepEqual(
                resources.map(({ type, state }) => [type, state]),
                [
                    ["my:own:Component", {}],
                    ["random:index/password:Password", { length: 3, password: "fixture-dev-p-password" }],
                ],
            );
        });

        it("ARNs, in the region of an explicit provider", async () => {
            const { outputs } = await run(`
                import { Provider } from "@pulumi/aws/provider";
                import * as sns from "@pulumi/aws/sns";
                const provider = new Provider("west", { region: "eu-west-1" });
                export const arn = new sns.Topic("t", {}, { provider }).arn;
            `);
            assert.deepEqual(outputs, { arn: "arn:aws:sns:eu-west-1:123456789012:fixture-dev-t" });
        });

        it("and registers nothing that the program only looks up", async () => {
            const { resources, outputs } = await run(`
                import * as sqs from "@pulumi/aws/sqs";
                export const id = sqs.Queue.get("q", "https://there").id;
            `);
            assert.deepEqual([resources, outputs], [[], { id: "https://there" }]);
        });
    });

    describe("a call", () => {
        it("is answered for the stack", async () => {
            const { outputs, warnings } = await run(`
                import { getRegionOutput } from "@pulumi/aws/getRegion";
                import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
                import { getPartitionOutput } from "@pulumi/aws/getPartition";
                import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones";
                export const asked = [
                    getRegionOutput().region,
                    getCallerIdentityOutput().accountId,
                    getPartitionOutput().partition,
                    getAvailabilityZonesOutput().names,
                ];
                const principals = [{ type: "Service", identifiers: ["a.amazonaws.com"] }];
                const statements = [{ actions: ["a:B"], resources: ["x", "y"], principals }];
                export const policy = iam.getPolicyDocumentOutput({ statements }).json.apply((text) => JSON.parse(text));
            `);
            const names = ["us-east-1a", "us-east-1b", "us-east-1c"];
            assert.deepEqual(outputs.asked, ["us-east-1", accountId, "aws", names]);
            const Principal = { Service: "a.amazonaws.com" };
            assert.deepEqual(outputs.policy, {
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Action: "a:B", Resource: ["x", "y"], Principal }],
            });
            assert.deepEqual(warnings, []);
        });

        it("that only AWS can answer gets a made-up answer and a warning", async () => {
            const { outputs, warnings } = await run(`
                import { getQueue } from "@pulumi/aws/sqs";
                export const queue = getQueue({ name: "q" }).then(({ arn, url, tags }) => [arn, url, tags]);
            `);
            assert.deepEqual(outputs.queue, [
                "arn:aws:sqs:us-east-1:123456789012:q",
                "https://sqs.us-east-1.amazonaws.com/123456789012/q",
                {},
            ]);
            assert.deepEqual(warnings, [
                'aws:sqs/getQueue:getQueue is not asked of AWS; its answer is made up; to set it, write in Pulumi.dev.local.yaml: calls: {"aws:sqs/getQueue:getQueue": {"arn": "arn:aws:sqs:us-east-1:123456789012:q", "id": "https://sqs.us-east-1.amazonaws.com/123456789012/q", "region": "us-east-1", "url": "https://sqs.us-east-1.amazonaws.com/123456789012/q"}}',
            ]);
        });
    });

    describe("rethrows what the program throws", () => {
        it("itself, and not what it registered before", async () => {
            const program = `
                new (class extends pulumi.CustomResource {})("a:b:C", "unknown", {});
                throw Object.assign(new RangeError("too far"), { by: 3 });
            `;
            await assert.rejects(run(program), { name: "RangeError", message: "too far", by: 3 });
        });

        it("when an input fails, whose resource then never registers", async () => {
            const program = `
                const role = new iam.Role("caller", { assumeRolePolicy: "{}" });
                const policy = role.arn.apply(() => {
                    throw new Error("no policy for you");
                });
                new iam.RolePolicy("caller", { role: role.id, policy });
            `;
            await assert.rejects(run(program), { message: 'error serializing property "policy": no policy for you' });
        });

        it("when something fails that nobody waits for", async () => {
            for (const program of [
                `Promise.reject(new RangeError("too far"));`,
                `(async () => { await null; throw new RangeError("too far"); })();`,
                `pulumi.output(1).apply(() => { throw new RangeError("too far"); });`,
            ]) {
                await assert.rejects(run(program), { name: "RangeError", message: "too far" }, program);
            }
        });

        it("when an output fails", async () => {
            const program = `export const failed = pulumi.output(1).apply(() => { throw new Error("no output"); });`;
            await assert.rejects(run(program), { message: "no output" });
        });

        it("when a file is missing or broken, with its name", async () => {
            await assert.rejects(run('import "./missing";'), { message: /^Cannot find module '\.\/missing'\n/ });
            await assert.rejects(run("const x: = 1;"), { message: /index\.ts:6:9: ERROR: Unexpected "="/ });
        });

        it("and runs a next program as if nothing had been", async () => {
            await assert.rejects(run('pulumi.log.warn("w"); throw new Error("once");'), { message: "once" });
            assert.deepEqual(await run("export const a = 1;"), { resources: [], outputs: { a: 1 }, warnings: [] });
        });
    });

    it("keeps the program's warnings from the console, and nothing else, and then leaves the console alone", async () => {
        const { warn } = console;
        const written: unknown[][] = [];
        const record = (...args: unknown[]) => written.push(args);
        console.warn = record;
        try {
            const program = `
                pulumi.log.warn("careful");
                console.warn("other", { a: 1 });
                console.warn("no warning: [runtime] of the SDK");
            `;
            const { warnings } = await run(program);
            assert.deepEqual(warnings, ["careful"]);
            assert.deepEqual(written, [["other", { a: 1 }], ["no warning: [runtime] of the SDK"]]);
            assert.equal(console.warn, record);
            await assert.rejects(run("throw new Error();"));
            assert.equal(console.warn, record);
        } finally {
            console.warn = warn;
        }
    });
});

describe("computedByAws", () => {
    const config: StackConfig = {
        project: "shop",
        stack: "dev",
        region: "eu-west-1",
        values: {},
        secretKeys: [],
        lockedSecrets: [],
        autonaming: "${project}.${stack}.${name}",
    };
    const compute = (type: string, inputs = {}, changed: Partial<StackConfig> = {}, name = "n") =>
        computedByAws({ type, name, inputs }, { ...config, ...changed });

    const shortId = /^[0-9a-z]{6}$/;
    const fn = "arn:aws:lambda:eu-west-1:123456789012:function:shop.dev.n";
    const none = { inlinePolicies: [], managedPolicyArns: [] };
    const place = { restApi: "api0", resourceId: "res0", httpMethod: "GET" };
    const computed: [type: string, inputs: object, id: string, outputs: object][] = [
        [
            "aws:cloudwatch/logGroup:LogGroup",
            { retentionInDays: 1 },
            "shop.dev.n",
            { name: "shop.dev.n", arn: "arn:aws:logs:eu-west-1:123456789012:log-group:shop.dev.n" },
        ],
        [
            "aws:iam/role:Role",
            {},
            "shop.dev.n",
            { name: "shop.dev.n", arn: "arn:aws:iam::123456789012:role/shop.dev.n", ...none },
        ],
        [
            "aws:iam/role:Role",
            { path: "/a/b/", name: "own" },
            "own",
            { name: "own", arn: "arn:aws:iam::123456789012:role/a/b/own", ...none },
        ],
        ["aws:iam/rolePolicy:RolePolicy", { role: "r" }, "r:shop.dev.n", { name: "shop.dev.n" }],
        [
            "aws:lambda/function:Function",
            {},
            "shop.dev.n",
            {
                name: "shop.dev.n",
                arn: fn,
                qualifiedArn: `${fn}:$LATEST`,
                invokeArn: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${fn}/invocations`,
                responseStreamingInvokeArn: `arn:aws:apigateway:eu-west-1:lambda:path/2021-11-15/functions/${fn}/response-streaming-invocations`,
                qualifiedInvokeArn: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${fn}:$LATEST/invocations`,
                version: "$LATEST",
            },
        ],
        ["aws:apigateway/method:Method", place, "agm-api0-res0-GET", {}],
        ["aws:apigateway/integration:Integration", place, "agi-api0-res0-GET", {}],
        [
            "aws:apigateway/stage:Stage",
            { restApi: "api0", stageName: "v0" },
            "ags-api0-v0",
            {
                arn: "arn:aws:apigateway:eu-west-1::/restapis/api0/stages/v0",
                executionArn: "arn:aws:execute-api:eu-west-1:123456789012:api0/v0",
                invokeUrl: "https://api0.execute-api.eu-west-1.amazonaws.com/v0",
            },
        ],
        [
            "aws:apigateway/methodSettings:MethodSettings",
            { restApi: "api0", stageName: "v0", methodPath: "*/*" },
            "api0-v0-*/*",
            {},
        ],
    ];
    for (const [type, inputs, id, outputs] of computed)
        it(`gives ${type} ${JSON.stringify(inputs)} its id, its inputs and AWS's outputs`, () => {
            assert.deepEqual(compute(type, inputs), { id, state: { ...inputs, ...outputs } });
        });

    for (const type of ["model:Model", "resource:Resource", "deployment:Deployment"])
        it(`gives aws:apigateway/${type} an id of six letters and digits`, () => {
            const { id, state } = compute(`aws:apigateway/${type}`, { a: 1 });
            assert.match(id, shortId);
            assert.deepEqual(state, { a: 1 });
        });

    it("gives aws:apigateway/restApi:RestApi ids of ten letters and digits, its own and its root's", () => {
        const { id, state } = compute("aws:apigateway/restApi:RestApi", { name: "api" });
        assert.match(id, /^[0-9a-z]{10}$/);
        assert.match(String(state.rootResourceId), /^[0-9a-z]{10}$/);
        assert.notEqual(state.rootResourceId, id);
        assert.deepEqual(state, {
            name: "api",
            arn: `arn:aws:apigateway:eu-west-1::/restapis/${id}`,
            executionArn: `arn:aws:execute-api:eu-west-1:${accountId}:${id}`,
            rootResourceId: state.rootResourceId,
        });
    });

    it("gives the same resource the same id, and another to another name, type, stack or project", () => {
        const model = "aws:apigateway/model:Model";
        const ids = [
            compute(model),
            compute(model, {}, {}, "m"),
            compute("aws:apigateway/resource:Resource"),
            compute(model, {}, { stack: "prod" }),
            compute(model, {}, { project: "store" }),
        ].map(({ id }) => id);
        assert.equal(new Set(ids).size, 5);
        assert.equal(compute(model).id, ids[0]);
    });

    it("fills the random parts of a pattern with as many characters as they ask for", () => {
        const name = (autonaming: string) => compute("aws:iam/role:Role", {}, { autonaming }).id;
        assert.match(name("a-${name}-${hex(7)}"), /^a-n-[0-9a-f]{7}$/);
        assert.match(name("${alphanum(4)}.${string(12)}"), /^[0-9a-z]{4}\.[0-9a-z]{12}$/);
    });

    const partitions = { "us-east-1": "aws", "cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov" };
    for (const [region, partition] of Object.entries(partitions))
        it(`puts the ARNs of ${region} into the partition ${partition}`, () => {
            const { state } = compute("aws:cloudwatch/logGroup:LogGroup", {}, { region });
            assert.equal(state.arn, `arn:${partition}:logs:${region}:${accountId}:log-group:shop.dev.n`);
        });
});

async function run(
    program: string,
    overrides: Record<string, unknown> = {},
    previousOutputs: Record<string, unknown> = {},
): Promise<Evaluation> {
    const folder = folderOf({ "index.ts": imports + program, "Pulumi.yaml": Pulumi, "Pulumi.dev.yaml": "" });
    return evaluate(folder, readStackConfig(folder, "dev", overrides), previousOutputs);
}
