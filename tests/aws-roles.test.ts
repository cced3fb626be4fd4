import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type RegisteredResource, readStackConfig, stackNames } from "api-gateway-local/testing";
import { program, projectDir } from "./program";
import { providerCalls, type Request, requests } from "./provider-calls";

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

describe("docs/aws-roles.md", () => {
    it("makes the roles, the state and what the account needs, in this order", () => {
        assert.deepEqual(guideRun().commands, [
            "aws sts get-caller-identity --query Account --output text",
            `gh api repos/your-organization/your-repository --jq "\\(.owner.login)@\\(.owner.id)/\\(.name)@\\(.id)"`,
            "aws iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com",
            ...["preview", "deploy"].flatMap((role) => [
                `aws iam create-role --role-name ${project}-${role} --assume-role-policy-document ${role}-trust.json`,
                `aws iam put-role-policy --role-name ${project}-${role} --policy-name policy --policy-document ${role}-policy.json`,
                `aws iam put-role-policy --role-name ${project}-${role} --policy-name state --policy-document ${role}-state.json`,
            ]),
            `aws s3api create-bucket --bucket ${bucket} --region ${region}`,
            `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
            `aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
            `aws kms create-key --region ${region} --description Pulumi secrets of ${project} --query KeyMetadata.KeyId --output text`,
            `aws kms enable-key-rotation --region ${region} --key-id 1234abcd`,
            `aws kms create-alias --region ${region} --alias-name alias/${project}-state --target-key-id 1234abcd`,
            "aws iam create-service-linked-role --aws-service-name ops.apigateway.amazonaws.com",
            'aws iam create-role --role-name api-gateway-logs --assume-role-policy-document {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
            "aws iam attach-role-policy --role-name api-gateway-logs --policy-arn arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
            `aws apigateway update-account --region ${region} --patch-operations op=replace,path=/cloudwatchRoleArn,value=arn:aws:iam::${account}:role/api-gateway-logs`,
            `gh variable set AWS_REGION --repo your-organization/your-repository --body ${region}`,
            `gh variable set AWS_PREVIEW_ROLE_ARN --repo your-organization/your-repository --body arn:aws:iam::${account}:role/${project}-preview`,
            `gh variable set AWS_DEPLOY_ROLE_ARN --repo your-organization/your-repository --body arn:aws:iam::${account}:role/${project}-deploy`,
            `gh variable set PULUMI_BACKEND_URL --repo your-organization/your-repository --body s3://${bucket}?region=${region}`,
            "gh api --method PUT repos/your-organization/your-repository/environments/production",
        ]);
    });

    it("sets the variables that the workflows read, and no others", () => {
        const workflows = readdirSync(join(projectDir, ".github/workflows"))
            .map((file) => readFileSync(join(projectDir, ".github/workflows", file), "utf8"))
            .join("");
        const set = [...guide.matchAll(/gh variable set (\w+)/g)].map(([, name]) => name);
        const read = [...workflows.matchAll(/vars\.(\w+)/g)].map(([, name]) => name);
        assert.deepEqual(new Set(set), new Set(read));
    });

    it("names the project as Pulumi.yaml does", () => {
        const renamed = mkdtempSync(join(tmpdir(), "aws-roles-"));
        try {
            cpSync(folder, join(renamed, ".github/aws"), { recursive: true });
            cpSync(join(projectDir, "Pulumi.prod.yaml"), join(renamed, "Pulumi.prod.yaml"));
            writeFileSync(join(renamed, "Pulumi.yaml"), "name: greeter\n");
            const { commands, documents } = runGuide(renamed);
            const text = [...commands, JSON.stringify(documents)].join("\n");
            assert.deepEqual(text.match(/lambda-api/g), null);
            assert.deepEqual(
                documents["deploy-policy.json"]?.Statement.find(({ Sid }) => Sid === "PassGatewayRole")?.Resource,
                `arn:aws:iam::${account}:role/greeter-${stack}-gateway-*`,
            );
        } finally {
            rmSync(renamed, { recursive: true, force: true });
        }
    });

    it("gives a reason for each wildcard in a resource, and for no other", () => {
        const documents = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")));
        const wild = documents.flatMap(resources).filter((resource) => /[*?]/.test(resource));
        const rows = [...guide.matchAll(/^\| `(arn:[^`]+)` \| (.+) \|$/gm)].map(([, resource]) => resource ?? "");
        assert.deepEqual(rows.sort(), [...new Set(wild)].sort());
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
        ]);
    });

    for (const file of readdirSync(folder)) {
        it(`${file} is a policy as IAM takes it`, () => {
            assert.deepEqual(faults(document(file), file.endsWith("-trust.json")), []);
        });

        it(`${file} has no placeholders but account, region and repository`, () => {
            const found = readFileSync(join(folder, file), "utf8").match(/<[^>]*>|\$\{[^}]*\}/g) ?? [];
            const known = ["<account>", "<region>", "<repository>"];
            assert.deepEqual(
                found.filter((placeholder) => !known.includes(placeholder)),
                [],
            );
        });
    }

    it("fits into what IAM allows the policies in a role, 10,240 characters", () => {
        for (const role of ["preview", "deploy"]) {
            const texts = [document(`${role}-policy.json`), document(`${role}-state.json`)];
            const size = texts.map((text) => JSON.stringify(text).length).reduce((sum, length) => sum + length);
            assert.ok(size <= 10_240, `${role} has ${size}`);
        }
    });

    it("lends the deploy role to the environment production alone", () => {
        assert.deepEqual(document("deploy-trust.json"), trust("ProductionEnvironment", `environment:production`));
    });

    it("lends the preview role to pull requests and to the scheduled check on main alone", () => {
        assert.deepEqual(
            document("preview-trust.json"),
            trust("PullRequestsAndDriftCheck", "pull_request", "ref:refs/heads/main"),
        );
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
    });

    it("lets neither role touch the two roles of the workflows", () => {
        for (const file of ["preview-policy.json", "deploy-policy.json"])
            for (const role of ["preview", "deploy"])
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

    it("are known for every resource type of every stack, and for no other", async () => {
        const types = new Set<string>();
        for (const name of stackNames(projectDir))
            for (const { type } of (await program({}, { stack: name })).resources) types.add(type);
        assert.deepEqual(Object.keys(providerCalls).sort(), [...types].sort());
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

    it("need all that the deploy role may do", () => {
        assert.deepEqual(extra(document("deploy-policy.json"), [...all("reads"), ...all("writes")]), []);
    });

    it("are allowed to the preview role as far as they read", () => {
        assert.deepEqual(missing(document("preview-policy.json"), all("reads")), []);
    });

    it("need all that the preview role may do, without the writes", () => {
        assert.deepEqual(extra(document("preview-policy.json"), all("reads")), []);
    });
});

const bucket = `${project}-state-${account}-${region}`;
let run: ReturnType<typeof runGuide> | undefined;

function guideRun() {
    run ??= runGuide(projectDir);
    return run;
}

function document(file: string): Document {
    const found = guideRun().documents[file];
    assert.ok(found, `${file} is used by no command of docs/aws-roles.md`);
    return found;
}

/** Runs the commands of the guide with a recorder in the place of `aws` and `gh`, and reads the documents they send. */
function runGuide(cwd: string): { commands: string[]; documents: Record<string, Document> } {
    const scratch = mkdtempSync(join(tmpdir(), "aws-roles-"));
    try {
        mkdirSync(join(scratch, "bin"));
        for (const name of ["aws", "gh"]) {
            writeFileSync(join(scratch, "bin", name), recorder(name, scratch));
            chmodSync(join(scratch, "bin", name), 0o755);
        }
        const script = [...guide.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, block]) => block).join("");
        const env = { ...process.env, PATH: [join(scratch, "bin"), process.env.PATH].join(delimiter) };
        const { status, stderr } = spawnSync("bash", ["-eu", "-c", script], { cwd, env, encoding: "utf8" });
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

function recorder(name: string, scratch: string): string {
    return `#!/bin/sh
line=${name}
for word; do
    case "$word" in file://*) cp "\${word#file://}" "${scratch}"; word=\${word##*/} ;; esac
    line="$line $word"
done
printf '%s\\n' "$line" >> "${scratch}/log"
case "$line" in
    *get-caller-identity*) echo ${account} ;;
    *--jq*) echo ${repository} ;;
    *create-key*) echo 1234abcd ;;
esac
`;
}

function trust(Sid: string, ...subjects: string[]): Document {
    const subs = subjects.map((subject) => `repo:${repository}:${subject}`);
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Sid,
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
