import assert from "node:assert/strict";
import { readStackConfig, type StackConfig, stackNames } from "../../src/program/stack-config";
import { folderOf } from "../folder";

const project = `
name: shop
runtime: nodejs
config:
    aws:region:
        value: us-east-1
    pulumi:autonaming:
        value: { pattern: "x-\${name}" }
    title: { type: string, default: Shop }
    size: { type: integer, default: 3 }
    open: { type: boolean, default: false }
    tags: { type: object, default: { a: b } }
    types: { type: array, items: { type: string }, default: [] }
`;
const defaults: StackConfig = {
    project: "shop",
    stack: "dev",
    region: "us-east-1",
    values: {
        "aws:region": "us-east-1",
        "pulumi:autonaming": '{"pattern":"x-${name}"}',
        "shop:title": "Shop",
        "shop:size": "3",
        "shop:open": "false",
        "shop:tags": '{"a":"b"}',
        "shop:types": "[]",
    },
    secretKeys: [],
    lockedSecrets: [],
    autonaming: "x-${name}",
};

describe("stack-config", () => {
    describe("readStackConfig", () => {
        it("applies the defaults and values of Pulumi.yaml, texts as they are and all else as JSON", () => {
            assert.deepEqual(read(""), defaults);
        });

        const empty = [
            "",
            "config:",
            "config: {}",
            "# nothing\n",
            "encryptionsalt: v1:abc",
            "secretsprovider: awskms://key",
            "encryptedkey: abc",
        ];
        for (const stackFile of empty)
            it(`takes ${JSON.stringify(stackFile)} for a stack without configuration`, () => {
                assert.deepEqual(read(stackFile), defaults);
            });

        it("knows the ESC environments that the stack's file names", () => {
            assert.deepEqual(read("environment: [shared]"), { ...defaults, environments: ["shared"] });
        });

        const changed: [what: string, stackFile: string, values: Record<string, string>][] = [
            ["a bare key", "config: { title: Corner }", { "shop:title": "Corner" }],
            ["a key with its namespace", "config: { 'shop:title': Corner }", { "shop:title": "Corner" }],
            ["a key of another namespace", "config: { 'aws:profile': x }", { "aws:profile": "x" }],
            ["a key that nobody declared", "config: { colour: red }", { "shop:colour": "red" }],
            ["a number, a boolean", "config: { size: 0, open: true }", { "shop:size": "0", "shop:open": "true" }],
            ["them as texts", "config: { size: '-12', open: 'true' }", { "shop:size": "-12", "shop:open": "true" }],
            ["nothing, which is the empty text", "config: { title: }", { "shop:title": "" }],
            ["an empty text", "config: { title: '' }", { "shop:title": "" }],
            ["a whole map, not merged", "config: { tags: { c: 1 } }", { "shop:tags": '{"c":1}' }],
            ["an empty map", "config: { tags: {} }", { "shop:tags": "{}" }],
            ["a list", "config: { types: [a, b] }", { "shop:types": '["a","b"]' }],
            [
                "an anchor and its alias",
                "config: { types: &t [a], more: *t }",
                { "shop:types": '["a"]', "shop:more": '["a"]' },
            ],
        ];
        for (const [what, stackFile, values] of changed)
            it(`reads ${what} from the stack's file`, () => {
                assert.deepEqual(read(stackFile), { ...defaults, values: { ...defaults.values, ...values } });
            });

        it("reads the region from aws:region", () => {
            const values = { ...defaults.values, "aws:region": "eu-west-1" };
            assert.deepEqual(read("config: { 'aws:region': eu-west-1 }"), { ...defaults, region: "eu-west-1", values });
        });

        it("puts overrides before the stack's file, whichever form of a key either has", () => {
            const folder = folderOf({
                "Pulumi.yaml": project,
                "Pulumi.dev.yaml": "config: { 'shop:title': Corner, size: 4 }",
            });
            const config = readStackConfig(folder, "dev", { title: "Over", "shop:size": 5 });
            const values = { ...defaults.values, "shop:title": "Over", "shop:size": "5" };
            assert.deepEqual(config, { ...defaults, values });
        });

        it("does without Pulumi.yaml's region, autonaming and config", () => {
            assert.deepEqual(read("", "name: shop\nruntime: nodejs\n"), {
                ...defaults,
                values: {},
                autonaming: "${name}-${hex(7)}",
            });
        });

        it("names the project after Pulumi.yaml and the stack after its file", () => {
            const folder = folderOf({
                "Pulumi.yaml": "name: '2048'\nconfig: { title: { type: string, default: x } }",
                "Pulumi.blue.yaml": "config: { '2048:title': y }",
            });
            assert.deepEqual(readStackConfig(folder, "blue"), {
                project: "2048",
                stack: "blue",
                region: "us-east-1",
                values: { "2048:title": "y" },
                secretKeys: [],
                lockedSecrets: [],
                autonaming: "${name}-${hex(7)}",
            });
        });

        it("takes a stack's full name, and refuses that of another project", () => {
            const folder = folderOf({ "Pulumi.yaml": project, "Pulumi.dev.yaml": "" });
            assert.deepEqual(readStackConfig(folder, "acme/shop/dev"), { ...defaults, organization: "acme" });
            assert.deepEqual(readStackConfig(folder, "acme/dev"), { ...defaults, organization: "acme" });
            assert.throws(() => readStackConfig(folder, "acme/store/dev"), {
                message: "--stack: acme/store/dev is a stack of project store; this project is shop",
            });
            for (const name of ["acme/shop/dev/more", "acme//dev", "/dev"])
                assert.throws(() => readStackConfig(folder, name), {
                    message: `--stack: "${name}" must be STACK or ORGANIZATION/PROJECT/STACK`,
                });
        });

        const told: [what: string, stackFile: string, warning: string | undefined][] = [
            [
                "a region",
                "config: { aws:region: us-esat-1 }",
                "aws:region: us-esat-1 is no region that is known; did you mean us-east-1?",
            ],
            ["a region like no other", "config: { aws:region: moon }", "aws:region: moon is no region that is known"],
            [
                "a key of the provider",
                "config: { aws:regoin: us-east-1 }",
                "aws:regoin is no key that is known of aws; did you mean aws:region?",
            ],
            [
                "a key of the CLI",
                "config: { pulumi:tag: {} }",
                "pulumi:tag is no key that is known of pulumi; did you mean pulumi:tags?",
            ],
            [
                "a namespace",
                "config: { asw:region: us-east-1 }",
                "asw:region stands in a namespace that is not known; did you mean aws:region?",
            ],
            [
                "the project's name",
                "config: { shopp:colour: red }",
                "shopp:colour stands in a namespace that is not known; did you mean shop:colour?",
            ],
            [
                "the project's old name",
                "config: { store:size: 4 }",
                "store:size is a key of project store, and this one is shop; write shop:size",
            ],
            [
                "a key of the project",
                "config: { shop:titel: Corner }",
                "titel is no key that Pulumi.yaml declares; did you mean title?",
            ],
            ["no key beside the one it is near to", "config: { title: Corner, titles: Corners }", undefined],
            [
                "nothing of others",
                "config: { cloudflare:apiToken: x, aws:profile: y, aws:region: cn-north-1 }",
                undefined,
            ],
        ];
        for (const [what, stackFile, warning] of told)
            it(`tells of ${what} that is near a right one, and takes it`, () => {
                const warnings = warning === undefined ? undefined : [`Pulumi.dev.yaml: ${warning}`];
                assert.deepEqual(read(stackFile).warnings, warnings);
            });

        describe("locks secrets", () => {
            it("with the default in their place, where a whole value is one", () => {
                assert.deepEqual(read("config: { title: { secure: v1:abc } }"), {
                    ...defaults,
                    secretKeys: ["shop:title"],
                    lockedSecrets: ["title"],
                });
            });

            it("without a value, where there is no default", () => {
                assert.deepEqual(read("config: { 'aws:token': { secure: v1:abc } }"), {
                    ...defaults,
                    secretKeys: ["aws:token"],
                    lockedSecrets: ["aws:token"],
                });
            });

            it("at any depth, and leaves what stands beside them", () => {
                const stackFile = `
config:
    shop:tags:
        PLAIN: p
        TOKEN: { secure: v1:abc }
        inner: { KEY: { secure: v1:def }, list: [a, { secure: v1:ghi }] }
`;
                assert.deepEqual(read(stackFile), {
                    ...defaults,
                    values: { ...defaults.values, "shop:tags": '{"PLAIN":"p","inner":{"list":["a",null]}}' },
                    secretKeys: ["shop:tags"],
                    lockedSecrets: ["tags.TOKEN", "tags.inner.KEY", "tags.inner.list.1"],
                });
            });

            it("but no map that has more than `secure`, or something else than a text there", () => {
                const stackFile = "config: { tags: { a: { secure: x, b: y }, c: { secure: 1 } } }";
                const values = { ...defaults.values, "shop:tags": '{"a":{"b":"y","secure":"x"},"c":{"secure":1}}' };
                assert.deepEqual(read(stackFile), { ...defaults, values });
            });
        });

        const refused: [what: string, stackFile: string, message: string][] = [
            ["a text for a number", "config: { size: big }", "Pulumi.dev.yaml: size: big must be of type integer"],
            ["a fraction", "config: { size: 1.5 }", "Pulumi.dev.yaml: size: 1.5 must be of type integer"],
            ["an exponent", "config: { size: '1e3' }", "Pulumi.dev.yaml: size: 1e3 must be of type integer"],
            ["a list for a number", "config: { size: [1] }", "Pulumi.dev.yaml: size: [1] must be of type integer"],
            ["a text for a boolean", "config: { open: yes }", "Pulumi.dev.yaml: open: yes must be of type boolean"],
            ["a number for a boolean", "config: { open: 1 }", "Pulumi.dev.yaml: open: 1 must be of type boolean"],
            ["a map for a text", "config: { title: {} }", "Pulumi.dev.yaml: title: {} must be of type string"],
            ["a text for a map", "config: { tags: a }", "Pulumi.dev.yaml: tags: a must be of type object"],
            ["a list for a map", "config: { tags: [a] }", 'Pulumi.dev.yaml: tags: ["a"] must be of type object'],
            ["a map for a list", "config: { types: {} }", "Pulumi.dev.yaml: types: {} must be of type array"],
            ["a text for a list", "config: { types: a }", "Pulumi.dev.yaml: types: a must be of type array"],
            [
                "a wrong type under the namespace",
                "config: { 'shop:size': big }",
                "Pulumi.dev.yaml: size: big must be of type integer",
            ],
            [
                "a key that stands above config",
                "title: Corner\nconfig: {}",
                "Pulumi.dev.yaml: title stands at the top level; configuration goes below `config:`",
            ],
            ["a list of keys", "config: [title]", "Pulumi.dev.yaml: config must be a map from key to value"],
            ["a text for keys", "config: title", "Pulumi.dev.yaml: config must be a map from key to value"],
            ["a list for the file", "- title", "Pulumi.dev.yaml: must be a map"],
            ["a text for the file", "title", "Pulumi.dev.yaml: must be a map"],
            [
                "broken YAML, with its place",
                'config:\n    title: "Corner\n',
                'Pulumi.dev.yaml: Missing closing "quote at line 3, column 1',
            ],
            [
                "a key given twice, with its place",
                "config:\n    title: a\n    title: b\n",
                "Pulumi.dev.yaml: Map keys must be unique at line 3, column 5",
            ],
        ];
        for (const [what, stackFile, message] of refused)
            it(`refuses ${what}`, () => {
                assert.throws(() => read(stackFile), { name: "Error", message });
            });

        it("takes a number or a boolean for a text, as the CLI does", () => {
            assert.deepEqual(read("config: { title: 2048 }").values["shop:title"], "2048");
            assert.deepEqual(read("config: { title: true }").values["shop:title"], "true");
        });

        it("refuses a project without a Pulumi.yaml", () => {
            assert.throws(() => readStackConfig(folderOf({ "Pulumi.dev.yaml": "" }), "dev"), {
                message: "Pulumi.yaml cannot be read (ENOENT); start in the project's folder",
            });
        });

        it("refuses a default of the wrong type", () => {
            assert.throws(() => read("", "name: shop\nconfig: { size: { type: integer, default: big } }"), {
                message: "Pulumi.yaml: size: big must be of type integer",
            });
        });

        it("refuses a stack that leaves a key without a value", () => {
            const required = "name: shop\nconfig: { size: { type: integer } }";
            const message = "Pulumi.dev.yaml: size has no value and Pulumi.yaml no default; set one";
            assert.throws(() => read("", required), { message });
            assert.throws(() => read("config: { size: { secure: v1:abc } }", required), { message });
            assert.deepEqual(read("config: { size: 1 }", required).values, { "shop:size": "1" });
        });

        it("wants a value for a key without a type too, and takes a secret for one", () => {
            const untyped = "name: shop\nconfig: { note: { description: Anything } }";
            const message = "Pulumi.dev.yaml: note has no value and Pulumi.yaml no default; set one";
            assert.throws(() => read("", untyped), { message });
            assert.deepEqual(read("config: { note: { secure: v1:abc } }", untyped).lockedSecrets, ["note"]);
        });

        it("tells all that is wrong, not the first alone", () => {
            assert.throws(() => read("config: { size: big, open: 1, types: [a, { b: c }], tags: , a:b:c: x }"), {
                message: [
                    "Pulumi.dev.yaml: a:b:c: is no configuration key; write NAMESPACE:NAME",
                    "Pulumi.dev.yaml: size: big must be of type integer",
                    "Pulumi.dev.yaml: open: 1 must be of type boolean",
                    "Pulumi.dev.yaml: tags: has no value and must be of type object",
                    'Pulumi.dev.yaml: types.1: {"b":"c"} must be of type string',
                ].join("\n"),
            });
        });

        it("refuses a plain value for a key that is declared secret", () => {
            const secret = "name: shop\nconfig: { token: { type: string, secret: true } }";
            const message = "Pulumi.dev.yaml: token: must be encrypted; set it with --secret";
            assert.throws(() => read("config: { token: plain }", secret), { message });
            assert.deepEqual(
                read("config: { token: { secure: v1:abc, }, x: 1 }", secret.replace("type: string, ", "")).values,
                {
                    "shop:x": "1",
                },
            );
        });

        it("refuses one key in two forms", () => {
            assert.throws(() => read("config: { title: a, shop:config:title: b }"), {
                message: "Pulumi.dev.yaml: shop:config:title: is given twice, in two forms of the key",
            });
        });

        it("reads the stacks' files from the folder that Pulumi.yaml names, under either of its names", () => {
            for (const key of ["stackConfigDir", "config"]) {
                const folder = folderOf({
                    "Pulumi.yaml": `name: shop\n${key}: stacks`,
                    "stacks/Pulumi.dev.yaml": "config: { a: 1 }",
                });
                assert.deepEqual(readStackConfig(folder, "dev").values, { "shop:a": "1" });
                assert.deepEqual(stackNames(folder), ["dev"]);
            }
        });

        it("refuses a stack without a file, and names those that have one", () => {
            const folder = folderOf({ "Pulumi.yaml": project, "Pulumi.prod.yaml": "", "Pulumi.a.yaml": "" });
            assert.throws(() => readStackConfig(folder, "dev"), {
                message: "Pulumi.dev.yaml: there is no such file; stacks with one: a, prod (choose with --stack)",
            });
            assert.throws(() => readStackConfig(folderOf({ "Pulumi.yaml": project }), "dev"), {
                message: "Pulumi.dev.yaml: there is no such file; stacks with one: none (choose with --stack)",
            });
        });

        it("refuses a broken Pulumi.yaml by its own name", () => {
            assert.throws(() => read("", "name: [shop"), { message: /^Pulumi\.yaml: .* at line 1, column 12$/ });
        });
    });

    it("stackNames lists the stacks that have a file, sorted, and not Pulumi.yaml", () => {
        // By file, dev.eu would come before dev.
        const names = ["a", "dev", "dev.eu", "prod"];
        const others = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.dev.yaml.bak", "xPulumi.x.yaml"];
        const files = [...others, ...names.map((name) => `Pulumi.${name}.yaml`)];
        const folder = folderOf(Object.fromEntries(files.map((file) => [file, ""])));
        assert.deepEqual(stackNames(folder), names);
    });
});

function read(stackFile: string, projectFile = project): StackConfig {
    return readStackConfig(folderOf({ "Pulumi.yaml": projectFile, "Pulumi.dev.yaml": stackFile }), "dev");
}
