import assert from "node:assert/strict";
import { type Evaluation, evaluate } from "../../src/program/engine";
import { readStackConfig } from "../../src/program/stack-config";
import { folderOf } from "../folder";

const Pulumi = `name: fixture\nconfig: { pulumi:autonaming: { value: { pattern: "\${name}" } } }`;

async function run(program: string, files: Record<string, string> = {}): Promise<Evaluation> {
    const index = `import * as pulumi from "@pulumi/pulumi";\n${program}`;
    const folder = folderOf({ "index.ts": index, "Pulumi.yaml": Pulumi, "Pulumi.dev.yaml": "", ...files });
    return evaluate(folder, readStackConfig(folder, "dev"));
}

/** The outputs of a program that exports them. */
async function outputs(program: string, files: Record<string, string> = {}): Promise<Record<string, unknown>> {
    const evaluation = await run(program, files);
    assert.deepEqual(evaluation.warnings, []);
    return evaluation.outputs;
}

describe("what AWS decides is made up:", () => {
    it("a certificate's records, one for each of its names", async () => {
        const { record, certificate, validated } = await outputs(`
            import { Certificate, CertificateValidation } from "@pulumi/aws/acm";
            import { Record } from "@pulumi/aws/route53";
            const made = new Certificate("c", { domainName: "a.example.com", subjectAlternativeNames: ["*.b.example.com"] });
            const [first, second] = [made.domainValidationOptions[0], made.domainValidationOptions[1]];
            const of = new Record("r", {
                zoneId: "Z1",
                name: first.resourceRecordName,
                type: first.resourceRecordType,
                records: [first.resourceRecordValue],
                ttl: 60,
            });
            const valid = new CertificateValidation("v", {
                certificateArn: made.arn,
                validationRecordFqdns: [of.fqdn],
            });
            export const record = [of.name, of.type, of.records, of.fqdn, second.domainName, second.resourceRecordName];
            export const certificate = [made.arn, made.status, made.options.certificateTransparencyLoggingPreference.apply(String)];
            export const validated = valid.certificateArn;
        `);
        const [name, type, records, fqdn, ...second] = record as string[];
        assert.match(String(name), /^_[0-9a-f]{32}\.a\.example\.com\.$/);
        assert.deepEqual([type, fqdn, second[0]], ["CNAME", name, "*.b.example.com"]);
        assert.match(String(records), /^_[0-9a-f]{32}\.acm-validations\.aws\.$/);
        assert.match(String(second[1]), /^_[0-9a-f]{32}\.b\.example\.com\.$/);
        const [arn, status, optional] = certificate as string[];
        assert.match(
            String(arn),
            /^arn:aws:acm:us-east-1:123456789012:certificate\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
        );
        assert.deepEqual([status, optional, validated], ["c-status", "undefined", arn]);
    });

    it("a bucket's domain names, ARN and zone", async () => {
        const { bucket } = await outputs(`
            import { Bucket } from "@pulumi/aws/s3";
            const made = new Bucket("b");
            export const bucket = [
                made.bucket, made.arn, made.bucketDomainName, made.bucketRegionalDomainName,
                made.hostedZoneId, made.region, made.tags.apply(String), made.versioning.enabled.apply(String),
            ];
        `);
        const [, , , , zone, ...rest] = bucket as string[];
        assert.deepEqual((bucket as string[]).slice(0, 4), [
            "b",
            "arn:aws:s3:::b",
            "b.s3.amazonaws.com",
            "b.s3.us-east-1.amazonaws.com",
        ]);
        assert.match(String(zone), /^Z[0-9A-F]{20}$/);
        assert.deepEqual(rest, ["us-east-1", "undefined", "undefined"]);
    });

    it("a table's ARNs and numbers", async () => {
        const { table } = await outputs(`
            import { Table } from "@pulumi/aws/dynamodb";
            const made = new Table("t", { hashKey: "id", attributes: [{ name: "id", type: "S" }] });
            export const table = [
                made.id, made.arn, made.streamArn, made.readCapacity, made.serverSideEncryption.kmsKeyArn,
                made.rangeKey.apply(String), made.attributes,
            ];
        `);
        const arn = "arn:aws:dynamodb:us-east-1:123456789012:table/t";
        assert.deepEqual(table, [
            "t",
            arn,
            `${arn}/stream/2026-01-01T00:00:00.000`,
            0,
            "arn:aws:dynamodb:us-east-1:123456789012:t-kmsKeyArn",
            "undefined",
            [{ name: "id", type: "S" }],
        ]);
    });

    it("ids of a network and its parts, each its own", async () => {
        const { network } = await outputs(`
            import { SecurityGroup, Subnet, Vpc } from "@pulumi/aws/ec2";
            import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones";
            const vpc = new Vpc("v", { cidrBlock: "10.0.0.0/16" });
            const zones = getAvailabilityZonesOutput().names;
            const subnets = [0, 1].map((each) => new Subnet("s" + each, {
                vpcId: vpc.id, cidrBlock: "10.0." + each + ".0/24", availabilityZone: zones[each],
            }));
            const group = new SecurityGroup("g", { vpcId: vpc.id });
            export const network = [
                vpc.id, vpc.arn, vpc.mainRouteTableId, vpc.defaultSecurityGroupId, vpc.ownerId,
                subnets[0].id, subnets[1].id, subnets[1].vpcId, subnets[1].availabilityZone, group.id,
                group.ingress[0].fromPort, group.ingress[0].protocol,
            ];
        `);
        const list = network as string[];
        const forms = [
            /^vpc-[0-9a-f]{17}$/,
            /^arn:aws:ec2:us-east-1:123456789012:vpc\/vpc-[0-9a-f]{17}$/,
            /^rtb-[0-9a-f]{17}$/,
            /^sg-[0-9a-f]{17}$/,
            /^123456789012$/,
            /^subnet-[0-9a-f]{17}$/,
            /^subnet-[0-9a-f]{17}$/,
            /^vpc-[0-9a-f]{17}$/,
            /^us-east-1b$/,
            /^sg-[0-9a-f]{17}$/,
            /^0$/,
            /^g-protocol$/,
        ];
        for (const [index, form] of forms.entries()) assert.match(String(list[index]), form);
        assert.equal(list[7], list[0]);
        assert.equal(new Set(list).size, list.length - 1);
    });

    it("a queue's URL and numbers", async () => {
        const { queue } = await outputs(`
            import { Queue } from "@pulumi/aws/sqs";
            const made = new Queue("q");
            export const queue = [made.id, made.url, made.arn, made.sqsManagedSseEnabled, made.kmsDataKeyReusePeriodSeconds];
        `);
        const url = "https://sqs.us-east-1.amazonaws.com/123456789012/q";
        assert.deepEqual(queue, [url, url, "arn:aws:sqs:us-east-1:123456789012:q", false, 0]);
    });

    it("a zone's id and servers, a distribution's names, a key's id, a user pool's endpoint", async () => {
        const found = await outputs(`
            import { Zone } from "@pulumi/aws/route53";
            import { Key } from "@pulumi/aws/kms";
            import { UserPool } from "@pulumi/aws/cognito";
            const [zone, key, pool] = [new Zone("z", { name: "example.com" }), new Key("k"), new UserPool("u")];
            export const ids = [zone.zoneId, zone.arn, zone.nameServers.length, key.keyId, key.arn, pool.id, pool.arn, pool.endpoint];
        `);
        const text = (found.ids as string[]).join(" ");
        assert.match(
            text,
            /^(Z[0-9A-F]{17}) arn:aws:route53:::hostedzone\/\1 4 ([-0-9a-f]{36}) arn:aws:kms:us-east-1:123456789012:key\/\2 (us-east-1_[0-9a-f]{9}) arn:aws:cognito-idp:us-east-1:123456789012:userpool\/\3 cognito-idp\.us-east-1\.amazonaws\.com\/\3$/,
        );
    });

    describe("by the declarations of another package,", () => {
        // As Pulumi's generator writes them, of a package made for this test.
        const resource = (name: string, members: string) => ({
            [`random/${name}.js`]: `
                const pulumi = require("@pulumi/pulumi");
                exports.Thing = class extends pulumi.CustomResource {
                    constructor(name, args) { super("random:index/${name}:Thing", name, { ...args, result: undefined }, {}); }
                };`,
            [`random/${name}.d.ts`]: `import * as pulumi from "@pulumi/pulumi";
import * as outputs from "./types/output";
import * as enums from "./types/enums";
export declare class Thing extends pulumi.CustomResource {
    static get(name: string): Thing;
${members}
    constructor(name: string, args: ThingArgs, opts?: pulumi.CustomResourceOptions);
}
export interface ThingArgs {
    length?: pulumi.Input<number>;
}
`,
            "random/types/output.d.ts": `import * as outputs from "../types/output";
export interface Policy {
    /** Not the: right; one | of "them" */
    minimum: number;
    named: outputs.deep.Named;
    maximum?: number;
}
export declare namespace other {
    interface Named {
        wrong: string;
    }
}
export declare namespace deep {
    interface Named {
        "quoted": boolean;
        kind: "a" | "b";
        list: outputs.deep.Item[];
        labels: {
            [key: string]: string;
        };
        inline: {
            at: string;
            maybe?: string;
        };
    }
    interface Item {
        value: string;
        next: outputs.deep.Item[];
    }
}
`,
        });

        async function state(members: string, args = "{}"): Promise<Record<string, unknown>> {
            const program = `const { Thing } = require("./random/thing"); new Thing("t", ${args});`;
            const { resources } = await run(program, resource("thing", members));
            return resources[0]?.state ?? {};
        }

        const declared = (types: Record<string, string>) =>
            Object.entries(types)
                .map(
                    ([name, type]) =>
                        `    /**\n     * ${name}: one.\n     */\n    readonly ${name}: pulumi.Output<${type}>;`,
                )
                .join("\n");

        it("texts, numbers, booleans, lists of one, objects at any depth", async () => {
            const types = {
                result: "string",
                count: "number",
                on: "boolean",
                texts: "string[]",
                tables: "number[][]",
                labels: "{\n        [key: string]: string;\n    }",
                kind: "enums.Kind",
                word: "string | enums.Kind",
                one: '"first" | "second"',
                policy: "outputs.Policy",
                policies: "outputs.Policy[]",
            };
            const policy = {
                minimum: 0,
                named: {
                    quoted: false,
                    kind: "a",
                    list: [{ value: "t-value", next: [] }],
                    labels: {},
                    inline: { at: "t-at" },
                },
            };
            assert.deepEqual(await state(declared(types)), {
                result: "t-result",
                count: 0,
                on: false,
                texts: ["t-texts"],
                tables: [[0]],
                labels: {},
                kind: "t-kind",
                word: "t-word",
                one: "first",
                policy,
                policies: [policy],
            });
        });

        it("nothing that may be undefined, and nothing that the program gave", async () => {
            const types = {
                result: "string | undefined",
                length: "number",
                policy: "outputs.Policy | undefined",
                texts: "string[] | undefined",
            };
            assert.deepEqual(await state(declared(types), "{ length: 3 }"), { length: 3 });
        });

        it("and not by those of a package of another name", async () => {
            const files = resource("thing", declared({ result: "number" }));
            const program = `
                require("./random/thing");
                new (class extends pulumi.CustomResource {
                    constructor() { super("dom:index/thing:Thing", "t", { result: undefined }, {}); }
                })();`;
            const { resources } = await run(program, files);
            assert.deepEqual(resources[0]?.state, { result: "t-result" });
        });
    });

    it("the outputs that a dynamic resource names", async () => {
        const { resources, outputs } = await run(`
            class Own extends pulumi.dynamic.Resource {
                declare readonly secret: pulumi.Output<string>;
                constructor(name: string, length: number) {
                    super({ create: async () => ({ id: "1", outs: {} }) }, name, { length, secret: undefined });
                }
            }
            export const secret = new Own("d", 3).secret;
        `);
        assert.deepEqual(outputs, { secret: "d-secret" });
        assert.deepEqual(
            resources.map(({ type, name, inputs }) => [type, name, inputs]),
            [["pulumi-nodejs:dynamic:Resource", "d", { length: 3 }]],
        );
    });
});
