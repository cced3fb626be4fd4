import assert from "node:assert/strict";
import { parse } from "yaml";
import { type Evaluation, evaluate } from "../../src/program/engine";
import { readStackConfig, stackNames } from "../../src/program/stack-config";
import { evaluate as evaluateForTests } from "../../src/testing";
import { folderOf } from "../folder";

const imports = `
import * as pulumi from "@pulumi/pulumi";
import { getQueue } from "@pulumi/aws/sqs";
import { getRegion } from "@pulumi/aws/getRegion";
`;

describe("Pulumi.<stack>.local.yaml", () => {
    async function run(program: string, local = "", stackFile = "", name = "fixture"): Promise<Evaluation> {
        const folder = folderOf({
            "index.ts": imports + program,
            "Pulumi.yaml": `name: ${name}\nconfig: { title: { default: Shop }, sizes: { type: object, default: { a: 1 } } }`,
            "Pulumi.dev.yaml": stackFile,
            "Pulumi.dev.local.yaml": local,
        });
        return evaluate(folder, readStackConfig(folder, "dev"));
    }

    /** The entry that a line of advice ends with, as the file would hold it. */
    const advised = (line: string | undefined) => /Pulumi\.dev\.local\.yaml: (.+)$/.exec(line ?? "")?.[1] ?? "";

    it("is no stack of its own", () => {
        const files = { "Pulumi.yaml": "name: a", "Pulumi.dev.yaml": "", "Pulumi.dev.local.yaml": "" };
        assert.deepEqual(stackNames(folderOf(files)), ["dev"]);
    });

    describe("calls", () => {
        const ask = `export const queue = getQueue({ name: "q" }).then(({ name, url, arn }) => [name, url, arn]);`;
        const arn = "arn:aws:sqs:us-east-1:123456789012:q";

        it("has the answer to a call; what it leaves out is made up", async () => {
            const { outputs, warnings } = await run(ask, "calls: { aws:sqs/getQueue:getQueue: { url: https://x } }");
            assert.deepEqual([outputs, warnings], [{ queue: ["q", "https://x", arn] }, []]);
        });

        it("goes before what follows from the stack", async () => {
            const program = "export const name = getRegion().then(({ region }) => region);";
            const { outputs } = await run(program, "calls: { aws:index/getRegion:getRegion: { region: mars-1 } }");
            assert.deepEqual(outputs, { name: "mars-1" });
        });

        it("is advised once for each token, with the entry that gives the same answer", async () => {
            const twice = `${ask} export const again = getQueue({ name: "r" });`;
            const { outputs, warnings } = await run(twice);
            assert.equal(warnings.length, 1);
            const second = await run(ask, advised(warnings[0]));
            assert.deepEqual([second.outputs.queue, second.warnings], [outputs.queue, []]);
        });

        it("tells of an entry that no call asks for", async () => {
            const { warnings } = await run("", "calls: { aws:sqs/getQueue:getQueue: {} }");
            assert.deepEqual(warnings, [
                "Pulumi.dev.local.yaml: calls: the program does not call aws:sqs/getQueue:getQueue",
            ]);
        });
    });

    describe("stacks", () => {
        const reference = (use: string, name = "acme/network/dev") =>
            `const other = new pulumi.StackReference("r", { name: "${name}" }); export const read = other.${use};`;
        const entry = "stacks: { acme/network/dev: { vpcId: vpc-1, nothing: null } }";
        const uses = ['getOutput("vpcId")', 'requireOutput("vpcId")', "outputs.vpcId", "outputs.apply((o) => o.vpcId)"];

        for (const use of uses)
            it(`answers ${use}`, async () => {
                const { outputs, warnings } = await run(reference(use), entry);
                assert.deepEqual([outputs, warnings], [{ read: "vpc-1" }, []]);
            });

        it("answers getOutputDetails, and null with null", async () => {
            const { outputs } = await run(
                `${reference('getOutputDetails("vpcId")')} export const none = other.requireOutput("nothing");`,
                entry,
            );
            assert.deepEqual(outputs, { read: { value: "vpc-1" }, none: null });
        });

        it("stands under the full name, whatever the program leaves out of it", async () => {
            for (const name of ["prod", "fixture/prod", "organization/fixture/prod"]) {
                const local = "stacks: { organization/fixture/prod: { vpcId: vpc-1 } }";
                const { outputs } = await run(reference('requireOutput("vpcId")', name), local);
                assert.deepEqual(outputs, { read: "vpc-1" }, name);
            }
        });

        for (const use of uses.filter((each) => !each.startsWith("require")))
            it(`is advised where ${use} is not in it, with the entry that gives the same`, async () => {
                for (const local of ["", "stacks: { acme/network/dev: { other: 1 } }"]) {
                    const { outputs, warnings } = await run(reference(use), local);
                    assert.deepEqual(outputs, { read: "acme-network-dev-vpcId" });
                    assert.deepEqual(warnings, [
                        'The output vpcId of stack acme/network/dev is not known here; it is made up; to set it, write in Pulumi.dev.local.yaml: stacks: {"acme/network/dev": {"vpcId": "acme-network-dev-vpcId"}}',
                    ]);
                    const again = await run(reference(use), advised(warnings[0]));
                    assert.deepEqual([again.outputs, again.warnings], [outputs, []]);
                }
            });

        it("must have an output that the program requires; the refusal has the entry", async () => {
            const message =
                'The output vpcId of stack acme/network/dev is not known here, and the program requires it; write in Pulumi.dev.local.yaml: stacks: {"acme/network/dev": {"vpcId": "acme-network-dev-vpcId"}}';
            await assert.rejects(run(reference('requireOutput("vpcId")')), { message });
            await assert.rejects(run(reference('requireOutputValue("vpcId")')), { message });
            const { outputs } = await run(reference('requireOutput("vpcId")'), advised(message));
            assert.deepEqual(outputs, { read: "acme-network-dev-vpcId" });
        });

        it("is not asked for the stack's own outputs, which are those of a new one", async () => {
            for (const name of ["dev", "organization/fixture/dev", "acme/fixture/dev"]) {
                const { outputs, warnings } = await run(reference('getOutput("vpcId").apply(String)', name));
                assert.deepEqual([outputs, warnings], [{ read: "undefined" }, []]);
            }
        });

        it("need not be there for a test that says itself what other stacks have", async () => {
            const folder = folderOf({
                "index.ts": imports + reference('requireOutput("vpcId")'),
                "Pulumi.yaml": "name: fixture",
                "Pulumi.dev.yaml": "",
                "Pulumi.dev.local.yaml": entry,
            });
            const stacks = { "acme/network/dev": { vpcId: "vpc-2" } };
            const { outputs, warnings } = await evaluateForTests(folder, { stacks });
            assert.deepEqual([outputs, warnings], [{ read: "vpc-2" }, []]);
        });

        it("tells of an entry that nobody reads", async () => {
            const line = "Pulumi.dev.local.yaml: stacks: the program reads no output of acme/network/dev";
            assert.deepEqual((await run("", entry)).warnings, [line]);
        });
    });

    describe("environment", () => {
        const program = `
            const config = new pulumi.Config();
            export const read = [config.get("title"), config.getObject("sizes"), process.env.GIVEN_BY_ESC];
        `;

        it("has configuration below the stack's own and above the defaults, and variables", async () => {
            const local = `environment:
                pulumiConfig: { title: Corner, "fixture:sizes": { b: 2, c: 3 } }
                environmentVariables: { GIVEN_BY_ESC: 5 }
            `;
            const { outputs, warnings } = await run(
                program,
                local,
                "environment: [shared]\nconfig: { sizes: { c: 4 } }",
            );
            assert.deepEqual([outputs, warnings], [{ read: ["Corner", { b: 2, c: 4 }, "5"] }, []]);
            assert.equal(process.env.GIVEN_BY_ESC, undefined);
            const { outputs: own } = await run(program, local, "config: { fixture:title: Own }");
            assert.deepEqual(own, { read: ["Own", { b: 2, c: 3 }, "5"] });
        });

        it("is advised where the stack's file names ESC environments", async () => {
            const { outputs, warnings } = await run(program, "", "environment: [shared, aws/dev]");
            assert.deepEqual(outputs, { read: ["Shop", { a: 1 }, undefined] });
            assert.deepEqual(warnings, [
                'Pulumi.dev.yaml: environment: what ESC gives (shared, aws/dev) is not known here; to set it, write in Pulumi.dev.local.yaml: environment: {"pulumiConfig": {"KEY": "VALUE"}}',
            ]);
        });
    });

    for (const [local, sentence] of [
        [
            "calls: { getQueue: { url: x } }",
            'calls: "getQueue" is no token of a call; write one, as in calls: {"aws:ec2/getVpc:getVpc": {"id": "vpc-0123456789abcdef0"}}',
        ],
        [
            "calls: { aws:ec2/getVpc:getVpc: vpc-1 }",
            'calls: aws:ec2/getVpc:getVpc: "vpc-1" must be a map; write calls: {"aws:ec2/getVpc:getVpc": {"id": "vpc-0123456789abcdef0"}}',
        ],
        [
            "calls: [1]",
            'calls: [1] must be a map; write calls: {"aws:ec2/getVpc:getVpc": {"id": "vpc-0123456789abcdef0"}}',
        ],
        [
            "stacks: { network/dev: { vpcId: 1 } }",
            'stacks: "network/dev" is no full name of a stack; write one, as in stacks: {"organization/network/dev": {"vpcId": "vpc-0123456789abcdef0"}}',
        ],
        [
            "stacks: { acme/network/dev: vpc-1 }",
            'stacks: acme/network/dev: "vpc-1" must be a map; write stacks: {"acme/network/dev": {"vpcId": "vpc-0123456789abcdef0"}}',
        ],
        [
            "environment: { title: x }",
            'environment: title is neither pulumiConfig nor environmentVariables; write environment: {"pulumiConfig": {"title": "x"}}',
        ],
        [
            "environment: { pulumiConfig: x }",
            'environment: pulumiConfig: "x" must be a map; write environment: {"pulumiConfig": {"NAME": "value"}}',
        ],
        [
            "environment: { environmentVariables: { A: [1] } }",
            'environment: A must be a text; write environment: {"environmentVariables": {"A": "value"}}',
        ],
        ["call: {}", "call is unknown; it holds calls, stacks and environment"],
        ["calls: {", /^Pulumi\.dev\.local\.yaml: .+ at line 1, column \d+$/],
    ] as const)
        it(`is refused as ${local}`, () =>
            assert.rejects(run("", local), {
                message: typeof sentence === "string" ? `Pulumi.dev.local.yaml: ${sentence}` : sentence,
            }));

    it("advises entries that YAML reads", async () => {
        const { warnings } = await run(`export const asked = getQueue({ name: "a, \\"b\\": c" });`);
        const arn = 'arn:aws:sqs:us-east-1:123456789012:a, "b": c';
        assert.equal(parse(advised(warnings[0])).calls["aws:sqs/getQueue:getQueue"].arn, arn);
    });
});
