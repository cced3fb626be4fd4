import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { evaluate, type RegisteredResource, readStackConfig, stackNames } from "api-gateway-local/testing";
import { providerCalls, type Request, requests } from "../scripts/provider-calls";
import { policy } from "../scripts/role-documents";
import { commandsFor, templates } from "../scripts/roles";
import { grown } from "./grown";
import { program, projectDir } from "./program";
import { devHandler } from "./program-copy";
import { apply, copy } from "./recipe";

interface Statement {
    Sid: string;
    Effect: string;
    Principal?: unknown;
    Action: string | string[];
    Resource?: string | string[];
    Condition?: Record<string, Record<string, string | string[]>>;
}

interface Document {
    Version: string;
    Statement: Statement[];
}

const stack = "prod";
const account = "123456789012";
const repository = "your-organization@12/your-repository@34";
const folder = join(projectDir, ".github/aws");
const guide = readFileSync(join(projectDir, "docs/aws-roles.md"), "utf8");
const { project, region } = readStackConfig(projectDir, stack);
const table: { stack: string; environment: string; role: string; label?: string }[] = JSON.parse(
    readFileSync(join(projectDir, ".github/stacks.json"), "utf8"),
);

describe(".github/stacks.json", () => {
    it("has for each stack a file, and no environment or role twice", () => {
        assert.deepEqual(
            table.filter((row) => !stackNames(projectDir).includes(row.stack)),
            [],
        );
        for (const key of ["stack", "environment", "role"] as const)
            assert.equal(new Set(table.map((row) => row[key])).size, table.length, key);
    });
});

before(async () => {
    prod = runPrinted(await printedFor(stack), "false");
    pullRequests = runPrinted(await printedFor("pr"), "false");
});

describe("docs/aws-roles.md", () => {
    it("makes a stack more with one row, one file and one command", () => {
        const folder = copy();
        // The table as the project came, but for the row of pull requests.
        const [, rows = ""] = /^@@\n((?:[ +] .*\n)+)/m.exec(guide) ?? [];
        const before = rows.split("\n").filter((line) => line.startsWith(" "));
        mkdirSync(join(folder, ".github"));
        writeFileSync(join(folder, ".github/stacks.json"), `[\n${before.map((line) => line.slice(1)).join("\n")}\n]\n`);
        apply(folder, "The table of stacks", guide);
        cpSync(join(projectDir, "scripts"), join(folder, "scripts"), { recursive: true });
        const args = ["--stack", "canary", "--account", account, "--repository", "owner/name"];
        const { status, stdout, stderr } = roles(args, folder);
        assert.equal(status, 0, stderr);
        assert.ok(
            stdout.includes(
                `gh variable set AWS_DEPLOY_ROLE_ARN --repo owner/name --env canary --body "arn:aws:iam::${account}:role/${project}-deploy-canary"`,
            ),
            stdout,
        );
        assert.ok(stdout.includes('"repo:$subject:environment:canary"'), stdout);
    });
});

describe("npm run roles", () => {
    it("prints what makes the roles, the state and what the account needs, in this order", () => {
        const role = (name: string, kind: string, policy: string) => [
            `aws iam get-role --role-name ${project}-${name}`,
            `aws iam create-role --role-name ${project}-${name} --assume-role-policy-document ${kind}-trust.json`,
            `aws iam put-role-policy --role-name ${project}-${name} --policy-name ${policy} --policy-document ${kind}-policy.json`,
            `aws iam put-role-policy --role-name ${project}-${name} --policy-name state --policy-document ${kind}-state.json`,
        ];
        const set = (name: string, value: string, more = "") =>
            `gh variable set ${name} --repo your-organization/your-repository${more} --body ${value}`;
        assert.deepEqual(printed().commands, [
            `gh api repos/your-organization/your-repository --jq "\\(.owner.login)@\\(.owner.id)/\\(.name)@\\(.id)"`,
            `aws iam get-open-id-connect-provider --open-id-connect-provider-arn arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`,
            "aws iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com",
            "aws iam get-role --role-name AWSServiceRoleForAPIGateway",
            "aws iam create-service-linked-role --aws-service-name ops.apigateway.amazonaws.com",
            "aws iam get-role --role-name api-gateway-logs",
            'aws iam create-role --role-name api-gateway-logs --assume-role-policy-document {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
            "aws iam attach-role-policy --role-name api-gateway-logs --policy-arn arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
            `aws apigateway update-account --region ${region} --patch-operations op=replace,path=/cloudwatchRoleArn,value=arn:aws:iam::${account}:role/api-gateway-logs`,
            `aws s3api head-bucket --bucket ${bucket}`,
            `aws s3api create-bucket --bucket ${bucket} --region ${region}`,
            `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
            `aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
            `aws kms describe-key --region ${region} --key-id alias/${project}-state`,
            `aws kms create-key --region ${region} --description Pulumi secrets of ${project} --query KeyMetadata.KeyId --output text`,
            `aws kms enable-key-rotation --region ${region} --key-id 1234abcd`,
            `aws kms create-alias --region ${region} --alias-name alias/${project}-state --target-key-id 1234abcd`,
            ...role("preview", "preview", stack),
            ...role("deploy", "deploy", "policy"),
            "gh api --method PUT repos/your-organization/your-repository/environments/production",
            set("AWS_DEPLOY_ROLE_ARN", `arn:aws:iam::${account}:role/${project}-deploy`, " --env production"),
            set("AWS_PREVIEW_ROLE_ARN", `arn:aws:iam::${account}:role/${project}-preview`),
            set("AWS_REGION", region),
            set("PULUMI_BACKEND_URL", `s3://${bucket}?region=${region}`),
        ]);
    });

    it("prints for the stacks of pull requests one role, a key of their own and the label", () => {
        const { commands } = pullRequests;
        const name = `${project}-deploy-pr`;
        const key = `alias/${project}-pr-state`;
        const set = `gh variable set`;
        const repo = "--repo your-organization/your-repository";
        assert.deepEqual(
            commands.filter((line) => !printed().commands.includes(line)),
            [
                `aws kms describe-key --region ${region} --key-id ${key}`,
                `aws kms create-alias --region ${region} --alias-name ${key} --target-key-id 1234abcd`,
                `aws iam get-role --role-name ${name}`,
                `aws iam create-role --role-name ${name} --assume-role-policy-document deploy-trust.json`,
                `aws iam put-role-policy --role-name ${name} --policy-name policy --policy-document deploy-policy.json`,
                `aws iam put-role-policy --role-name ${name} --policy-name state --policy-document deploy-state.json`,
                "gh api --method PUT repos/your-organization/your-repository/environments/pull-request",
                `${set} AWS_DEPLOY_ROLE_ARN ${repo} --env pull-request --body arn:aws:iam::${account}:role/${name}`,
                `gh label create stack ${repo} --force --description Has a stack of its own in AWS`,
                `${set} PULUMI_SECRETS_PROVIDER ${repo} --env pull-request --body awskms://${key}?region=${region}`,
            ],
        );
    });

    it("makes nothing that is there", async () => {
        const { commands } = runPrinted(await printedFor(stack), "true");
        const making = commands.filter((line) => / (create|enable|put-bucket|put-public|attach)-?/.test(line));
        assert.deepEqual(making, []);
    });

    it("gives each stack's role to its own environment alone, under its own name", async () => {
        for (const { stack: name, environment, role } of table) {
            const { commands, documents } = runPrinted(await printedFor(name), "false");
            assert.deepEqual(documents["deploy-trust.json"], trust(`environment:${environment}`));
            assert.ok(commands.some((line) => line.startsWith(`aws iam create-role --role-name ${project}-${role} `)));
            const names = JSON.stringify(documents["deploy-policy.json"]).match(new RegExp(`${project}-(\\w+)-`, "g"));
            assert.deepEqual([...new Set(names)], [`${project}-${name}-`]);
        }
    });

    it("sets the variables that the workflows read, and no others", () => {
        const workflows = readdirSync(join(projectDir, ".github/workflows"))
            .map((file) => readFileSync(join(projectDir, ".github/workflows", file), "utf8"))
            .join("");
        const all = [...printed().commands, ...pullRequests.commands];
        const set = all.flatMap((line) => /^gh variable set (\w+)/.exec(line)?.[1] ?? []);
        const read = [...workflows.matchAll(/vars\.(\w+)/g)].map(([, name]) => name);
        assert.deepEqual(new Set(set), new Set(read));
    });

    for (const [args, message] of [
        [["--stack", "dve"], '--stack: "dve" has no row in .github/stacks.json; there are staging, prod, pr'],
        [["--stack", "prod", "--account", "12"], 'AWS account: "12" must be 12 digits'],
        [["--stack", "prod", "--account", account, "--repository", "x"], 'GitHub repository: "x" must be owner/name'],
    ] as const)
        it(`refuses ${args.join(" ")}`, () => {
            const { status, stderr } = roles([...args]);
            assert.deepEqual([status, stderr], [1, `${message}\n`]);
        });

    it("allows all of a service, marked to be narrowed, where the program has a type of its own", () => {
        const table = { type: "aws:dynamodb/table:Table", name: "t", id: "t", inputs: {}, state: {} };
        const place = { project: "shop", account, region, repository };
        assert.deepEqual(policy([table as unknown as RegisteredResource], ["writes"], place).Statement, [
            {
                Sid: "NARROWdynamodb",
                Effect: "Allow",
                Action: "dynamodb:*",
                Resource: `arn:aws:dynamodb:${region}:${account}:*shop-*`,
            },
        ]);
    });

    it("writes the same for a program with other functions: one more needs no other role", async () => {
        const place = { project, account, region, repository };
        const handlers = { todos: devHandler, "a-b": devHandler };
        const written = async (one: object, other: object) => {
            const { resources } = await program({ routes: { "GET /": one, "POST /": other }, handlers });
            return policy(resources, ["reads", "writes"], place);
        };
        const shipped = await written({}, {});
        assert.deepEqual(await written({}, { function: "a-b" }), shipped);
        assert.deepEqual(await written({ function: "todos" }, { function: "todos" }), shipped);
    });

    it("gives a reason for each wildcard in a resource, and for no other than what routes.ts and its keys bring", async () => {
        const documents = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")));
        const wild = documents
            .map(narrowed)
            .flatMap(resources)
            .filter((resource) => /[*?]/.test(resource));
        const place = { project, account, region, repository };
        const all = policy((await program(grown, { stack })).resources, ["reads", "writes"], place) as Document;
        const mayCome = resources(all).map((resource) => resource.replaceAll(region, "<region>"));
        const rows = [...guide.matchAll(/^\| `(arn:[^`]+)` \| (.+) \|$/gm)].map(([, resource]) => resource ?? "");
        assert.deepEqual(
            rows.filter((row) => wild.includes(row) || !mayCome.includes(row)).sort(),
            [...new Set(wild)].sort(),
        );
    });
});

describe(".github/aws", () => {
    it("has for each role who may take it, what it may do in AWS and what with the state", () => {
        assert.deepEqual(readdirSync(folder).sort(), [
            "deploy-policy.json",
            "deploy-state.json",
            "deploy-trust.json",
            "preview-policy.json",
            "preview-state.json",
            "preview-trust.json",
            "pull-request-policy.json",
            "pull-request-state.json",
            "pull-request-trust.json",
        ]);
    });

    for (const file of readdirSync(folder)) {
        it(`${file} is a policy as IAM takes it`, () => {
            assert.deepEqual(faults(narrowed(document(file)), file.endsWith("-trust.json")), []);
        });

        it(`${file} has no placeholders but those that npm run roles fills in`, () => {
            const found = readFileSync(join(folder, file), "utf8").match(/<[^>]*>|\$\{[^}]*\}/g) ?? [];
            const known = ["<account>", "<region>", "<repository>", "<project>", "<stack>", "<environment>"];
            assert.deepEqual(
                found.filter((placeholder) => !known.includes(placeholder)),
                [],
            );
        });
    }

    it("is what npm run roles -- --write writes", async () => {
        const parsed = (texts: [string, string][]) =>
            Object.fromEntries(texts.map(([file, text]) => [file, JSON.parse(text)]));
        const files = readdirSync(folder).map((file): [string, string] => [
            file,
            readFileSync(join(folder, file), "utf8"),
        ]);
        assert.deepEqual(parsed(files), parsed(Object.entries(await templates())));
    });

    it("fits into what IAM allows the policies in a role, 10,240 characters", () => {
        for (const role of ["preview", "deploy", "pull-request"]) {
            const texts = [document(`${role}-policy.json`), document(`${role}-state.json`)];
            const size = texts.map((text) => JSON.stringify(text).length).reduce((sum, length) => sum + length);
            assert.ok(size <= 10_240, `${role} has ${size}`);
        }
    });

    it("lends the deploy role to the environment production alone", () => {
        assert.deepEqual(document("deploy-trust.json"), trust(`environment:production`));
    });

    it("lends the role of pull requests' stacks to the environment pull-request alone", () => {
        assert.deepEqual(document("pull-request-trust.json"), trust(`environment:pull-request`));
    });

    it("lends the preview role to pull requests and to the scheduled check on main alone", () => {
        assert.deepEqual(document("preview-trust.json"), trust("pull_request", "ref:refs/heads/main"));
    });

    it("hands over the two roles of the program, each to its own service", () => {
        const passing = document("deploy-policy.json").Statement.filter(({ Action }) =>
            [Action].flat().some((action) => matches("iam:PassRole", action) || matches(action, "iam:PassRole")),
        );
        assert.deepEqual(
            passing.map(({ Action, Resource, Condition }) => ({ Action, Resource, Condition })),
            [
                ["execution", "lambda"],
                ["gateway", "apigateway"],
            ].map(([role, service]) => ({
                Action: "iam:PassRole",
                Resource: `arn:aws:iam::${account}:role/${project}-${stack}-${role}-*`,
                Condition: { StringEquals: { "iam:PassedToService": `${service}.amazonaws.com` } },
            })),
        );
    });

    it("lets the deploy role keep the state of this project, and the preview role only read it", () => {
        const list = ["s3:ListBucket", `arn:aws:s3:::${bucket}`, undefined];
        const objects = `arn:aws:s3:::${bucket}/.pulumi/*`;
        const aliases = { "ForAnyValue:StringEquals": { "kms:ResourceAliases": `alias/${project}-state` } };
        const decrypt = ["kms:Decrypt", `arn:aws:kms:${region}:${account}:key/*`, aliases];
        const statements = (file: string) =>
            document(file).Statement.map(({ Action, Resource, Condition }) => [Action, Resource, Condition]);
        const keep = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"];
        assert.deepEqual(statements("deploy-state.json"), [list, [keep, objects, undefined], decrypt]);
        assert.deepEqual(statements("preview-state.json"), [list, ["s3:GetObject", objects, undefined], decrypt]);
        const own = { "ForAnyValue:StringEquals": { "kms:ResourceAliases": `alias/${project}-pr-state` } };
        assert.deepEqual(statements("pull-request-state.json"), [
            list,
            ["s3:GetObject", `arn:aws:s3:::${bucket}/.pulumi/meta.yaml`, undefined],
            [keep, `arn:aws:s3:::${bucket}/.pulumi/*/${project}/pr-*`, undefined],
            [["kms:Decrypt", "kms:Encrypt"], `arn:aws:kms:${region}:${account}:key/*`, own],
        ]);
    });

    // The objects that the CLI, 3.260, asked a bucket for in a stack's whole life.
    it("lets the role of pull requests' stacks keep their state, and neither read nor write that of others", () => {
        const may = (name: string) =>
            document("pull-request-state.json").Statement.some((statement) =>
                ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"].every((action) =>
                    allows(statement, { call: "", action, resource: `arn:aws:s3:::${bucket}/.pulumi/${name}` }),
                ),
            );
        const objects = (name: string) => [
            `stacks/${project}/${name}.json`,
            `stacks/${project}/${name}.json.bak`,
            `locks/organization/${project}/${name}/8a3c.json`,
            `history/${project}/${name}/${name}-1795712545144806182.history.json`,
            `backups/${project}/${name}/${name}.1795712545150162159.json`,
        ];
        assert.deepEqual(objects("pr-7").map(may), Array(5).fill(true));
        for (const name of ["prod", "staging", "pr"]) assert.deepEqual(objects(name).map(may), Array(5).fill(false));
    });

    it("lets no role touch the roles of the workflows", () => {
        for (const file of ["preview-policy.json", "deploy-policy.json", "pull-request-policy.json"])
            for (const role of ["preview", ...table.map((row) => row.role)])
                for (const pattern of resources(document(file)))
                    assert.ok(!matches(pattern, `arn:aws:iam::${account}:role/${project}-${role}`), pattern);
    });
});

describe("the calls of the AWS provider", () => {
    let registered: RegisteredResource[];
    before(async () => {
        registered = (await program({}, { stack })).resources;
    });
    const all = (kind: "reads" | "writes") =>
        registered.flatMap((resource) => requests(resource, kind, { account, region }));

    // A type of your own is not among them: the roles may then do all of its service, until you narrow that.
    it("are known for no type that nothing registers", async () => {
        const types = new Set<string>();
        for (const name of stackNames(projectDir))
            for (const { type } of (await program({}, { stack: name })).resources) types.add(type);
        for (const { type } of (await program(grown, { stack })).resources) types.add(type);
        assert.deepEqual(
            Object.keys(providerCalls).filter((type) => !types.has(type)),
            [],
        );
    });

    it("are joined by the program's own: both roles may read what a stage serves", () => {
        const exported = `arn:aws:apigateway:${region}::/restapis/abc123/stages/v0/exports/oas30`;
        for (const file of ["preview-policy.json", "deploy-policy.json"]) {
            const allowing = document(file).Statement.filter(
                ({ Action, Resource = [] }) =>
                    [Action].flat().includes("apigateway:GET") &&
                    [Resource].flat().some((pattern) => matches(pattern, exported)),
            );
            assert.equal(allowing.length, 1, file);
        }
    });

    it("are each read from a file of the provider at a commit", () => {
        const file =
            /^https:\/\/github\.com\/hashicorp\/terraform-provider-aws\/blob\/[0-9a-f]{40}\/internal\/service\/[a-z]+\/\w+\.go$/;
        for (const [type, { sources }] of Object.entries(providerCalls))
            assert.ok(sources.length > 0 && sources.every((source) => file.test(source)), type);
    });

    it("are all allowed to the deploy role", () => {
        assert.deepEqual(missing(document("deploy-policy.json"), [...all("reads"), ...all("writes")]), []);
    });

    it("are allowed by the documents that are written for a program with all that routes.ts has", async () => {
        const { resources } = await program(grown, { stack });
        const asked = (kind: "reads" | "writes") =>
            resources.flatMap((resource) => requests(resource, kind, { account, region }));
        const place = { project, account, region, repository: "owner/name" };
        const [deploy, preview] = [policy(resources, ["reads", "writes"], place), policy(resources, ["reads"], place)];
        assert.deepEqual(missing(deploy as Document, [...asked("reads"), ...asked("writes")]), []);
        assert.deepEqual(missing(preview as Document, asked("reads")), []);
        const known = resources.filter(({ type }) => type in providerCalls);
        assert.doesNotMatch(JSON.stringify(policy(known, ["reads", "writes"], place)), /NARROW/);
    });

    it("are all allowed to the role of pull requests' stacks, for those of every number and no other stack", async () => {
        const asked = async (name: string) => {
            const config = readStackConfig(projectDir, "pr");
            const { resources: made } = await evaluate(projectDir, { stack: { ...config, stack: name } });
            const both = (["reads", "writes"] as const).flatMap((kind) =>
                made.flatMap((resource) => requests(resource, kind, { account, region })),
            );
            return both;
        };
        const role = narrowed(document("pull-request-policy.json"));
        // The program itself refuses names that are longer than AWS's limits.
        for (const name of ["pr-7", "pr-99999"]) {
            assert.deepEqual(missing(role, await asked(name)), []);
            assert.deepEqual(extra(role, await asked(name)), []);
        }
        for (const name of ["prod", "pr", "prx-7"]) {
            const named = (await asked(name)).filter(({ resource }) => resource.includes(`:${account}:`));
            const shared = ["logs:DescribeLogGroups"];
            assert.deepEqual(
                named.filter((request) => !shared.includes(request.action) && missing(role, [request]).length === 0),
                [],
            );
        }
    }).timeout(30_000);

    it("need all that the deploy role may do", () => {
        assert.deepEqual(extra(narrowed(document("deploy-policy.json")), [...all("reads"), ...all("writes")]), []);
    });

    it("are allowed to the preview role as far as they read", () => {
        assert.deepEqual(missing(document("preview-policy.json"), all("reads")), []);
    });

    it("need all that the preview role may do, without the writes", () => {
        assert.deepEqual(extra(narrowed(document("preview-policy.json")), all("reads")), []);
    });
});

const bucket = `${project}-state-${account}-${region}`;
let prod: ReturnType<typeof runPrinted>;
let pullRequests: ReturnType<typeof runPrinted>;

function printed() {
    return prod;
}

function roles(args: string[], cwd = projectDir) {
    const command = ["--require", join(projectDir, "tests/setup.cjs"), "scripts/roles.ts", ...args];
    return spawnSync(process.execPath, command, { cwd, encoding: "utf8", input: "" });
}

function printedFor(name: string): Promise<string> {
    const row = table.find((each) => each.stack === name);
    assert.ok(row);
    return commandsFor(row, account, "your-organization/your-repository");
}

/** A document without what is marked to be narrowed. */
function narrowed(whole: Document): Document {
    return { ...whole, Statement: whole.Statement.filter(({ Sid = "" }) => !Sid.startsWith("NARROW")) };
}

function document(file: string): Document {
    const found = file.startsWith("pull-request-")
        ? pullRequests.documents[file.replace("pull-request", "deploy")]
        : printed().documents[file];
    assert.ok(found, `${file} is used by no command that is printed`);
    return found;
}

/**
 * Runs printed commands with a recorder in the place of `aws` and `gh`, and reads the documents they send. What is asked
 * whether it is there answers by `there`.
 */
function runPrinted(
    script: string,
    there: "true" | "false",
): { commands: string[]; documents: Record<string, Document> } {
    const scratch = mkdtempSync(join(tmpdir(), "aws-roles-"));
    try {
        mkdirSync(join(scratch, "bin"));
        for (const name of ["aws", "gh"]) {
            writeFileSync(join(scratch, "bin", name), recorder(name, scratch, there));
            chmodSync(join(scratch, "bin", name), 0o755);
        }
        const env = { ...process.env, TMPDIR: scratch, PATH: [join(scratch, "bin"), process.env.PATH].join(delimiter) };
        const { status, stderr } = spawnSync("bash", ["-s"], { env, encoding: "utf8", input: script });
        assert.equal(status, 0, stderr);
        const documents = readdirSync(scratch).filter((file) => file.endsWith(".json"));
        return {
            commands: readFileSync(join(scratch, "log"), "utf8").trimEnd().split("\n"),
            documents: Object.fromEntries(
                documents.map((file) => [file, JSON.parse(readFileSync(join(scratch, file), "utf8"))]),
            ),
        };
    } finally {
        rmSync(scratch, { recursive: true, force: true });
    }
}

function recorder(name: string, scratch: string, there: string): string {
    return `#!/bin/sh
line=${name}
for word; do
    case "$word" in file://*) cp "\${word#file://}" "${scratch}"; word=\${word##*/} ;; esac
    line="$line $word"
done
printf '%s\\n' "$line" >> "${scratch}/log"
case "$line" in
    *get-role*|*get-open-id*|*head-bucket*|*describe-key*) ${there} ;;
    *--jq*) echo ${repository} ;;
    *create-key*) echo 1234abcd ;;
esac
`;
}

function trust(...subjects: string[]): Document {
    const subs = subjects.map((subject) => `repo:${repository}:${subject}`);
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "GitHubJobs",
                Effect: "Allow",
                Principal: {
                    Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`,
                },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: {
                    StringEquals: {
                        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                        "token.actions.githubusercontent.com:sub": subs.length === 1 ? (subs[0] ?? "") : subs,
                    },
                },
            },
        ],
    };
}

/** What is wrong with a policy by IAM's grammar, or wider than this project wants it. */
function faults({ Version, Statement, ...rest }: Document, isTrust: boolean): string[] {
    const arn = /^arn:aws:[a-z0-9-]+:([a-z]{2}-[a-z]+-\d)?:(\d{12})?:[\w/:.*%-]+$/;
    const operators = ["StringEquals", "ForAnyValue:StringEquals"];
    const found = Object.keys(rest).map((key) => `${key} is no element of a policy`);
    if (Version !== "2012-10-17") found.push(`the version is ${Version}`);
    const sids = Statement.map(({ Sid }) => Sid);
    if (new Set(sids).size < sids.length) found.push("two statements have one Sid");
    for (const { Sid, Effect, Principal, Action, Resource, Condition = {}, ...others } of Statement) {
        const complain = (complaint: string) => found.push(`${Sid}: ${complaint}`);
        if (!/^[A-Za-z0-9]+$/.test(Sid)) complain("a Sid has letters and digits");
        if (Effect !== "Allow") complain(`the effect is ${Effect}`);
        for (const action of [Action].flat())
            if (!/^[a-z0-9]+:[A-Za-z]+$/.test(action)) complain(`${action} is not one action`);
        for (const resource of [Resource ?? []].flat())
            if (!arn.test(resource)) complain(`${resource} is not the ARN of anything`);
        if (isTrust === (Principal === undefined))
            complain("who it is about is said in a trust policy, and only there");
        if (isTrust === (Resource !== undefined)) complain("what it is about is said in a permission, and only there");
        for (const operator of Object.keys(Condition))
            if (!operators.includes(operator)) complain(`${operator} is no operator that is needed here`);
        for (const key of Object.keys(others)) complain(`${key} is no element that is needed here`);
    }
    return found;
}

function resources({ Statement }: Document): string[] {
    return Statement.flatMap(({ Resource }) => Resource ?? []);
}

/** The requests that no statement allows, as a person would look for them. */
function missing(policy: Document, asked: Request[]): string[] {
    return asked
        .filter((request) => !policy.Statement.some((statement) => allows(statement, request)))
        .map(({ call, action, resource }) => `${call}: ${action} on ${resource}`);
}

/** The permissions, each action with each resource of its statement, that serve none of the requests. */
function extra(policy: Document, asked: Request[]): string[] {
    return policy.Statement.flatMap((statement) =>
        [statement.Action].flat().flatMap((Action) =>
            [statement.Resource ?? []]
                .flat()
                .filter((Resource) => !asked.some((request) => allows({ ...statement, Action, Resource }, request)))
                .map((Resource) => `${statement.Sid}: ${Action} on ${Resource}`),
        ),
    );
}

function allows({ Action, Resource, Condition = {} }: Statement, { action, resource, passedTo }: Request): boolean {
    const conditions = Object.values(Condition).flatMap((keys) => Object.entries(keys));
    return (
        [Action].flat().some((pattern) => matches(pattern, action)) &&
        [Resource ?? []].flat().some((pattern) => matches(pattern, resource)) &&
        conditions.every(([key, value]) => key === "iam:PassedToService" && value === passedTo)
    );
}

function matches(pattern: string, value: string): boolean {
    const source = pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replace(/\*/g, ".*")
        .replace(/\?/g, ".");
    return new RegExp(`^${source}$`).test(value);
}
