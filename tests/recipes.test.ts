import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
    type Evaluation,
    evaluate,
    type RestApi,
    readStackConfig,
    restApi,
    type StackConfig,
} from "api-gateway-local/testing";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { proxyEvent } from "./event";
import { devStack, projectDir } from "./program";
import { devRoutes, folderOf } from "./program-copy";
import { inputs, inventory, output, resource } from "./resources";

// What docs/operating.md tells people to change is changed in a copy of the project, and the copy is evaluated.

const guide = readFileSync(join(projectDir, "docs/operating.md"), "utf8");

describe("docs/operating.md", () => {
    it("adds a route that is served", async () => {
        const { evaluation, api } = await evaluated(apply(copy(), "Adding a route"));
        assert.deepEqual(
            api.methods.map(({ httpMethod, resourcePath, operationName }) => [httpMethod, resourcePath, operationName]),
            [
                ["POST", "/lambda", "lambda"],
                ["GET", "/users/{id}", "user"],
            ],
        );
        assert.deepEqual(evaluation.warnings, []);
    });

    it("serves every path with two lines", async () => {
        const { evaluation, api } = await evaluated(apply(copy(), "Serving every path"));
        assert.deepEqual(
            api.methods.map(({ httpMethod, resourcePath }) => `${httpMethod} ${resourcePath}`),
            ["ANY /", "ANY /{proxy+}"],
        );
        assert.deepEqual(
            inventory(evaluation).filter((name) => name.startsWith("Resource ")),
            ["Resource /{+}"],
        );
    });

    it("removes it again with the warning it shows", async () => {
        const folder = apply(copy(), "Adding a route");
        const before = await evaluated(folder);
        const { evaluation, api } = await evaluated(apply(folder, "Removing a route"), {
            routes: before.evaluation.outputs.routes,
        });
        assert.deepEqual(
            api.methods.map(({ resourcePath }) => resourcePath),
            ["/lambda"],
        );
        assert.deepEqual(evaluation.warnings, [/^```\n(GET \/users.*)\n```$/m.exec(guide)?.[1]]);
    });

    it("lets pages of another origin call the API", async () => {
        const { evaluation, api } = await evaluated(apply(copy(), "CORS"));
        assert.deepEqual(
            new Set(api.methods.map(({ httpMethod, resourcePath }) => `${httpMethod} ${resourcePath}`)),
            new Set(["POST /lambda", "OPTIONS /lambda"]),
        );
        const origin = "https://app.example.com";
        assert.deepEqual(invoke(evaluation, proxyEvent({ httpMethod: "OPTIONS" })), {
            statusCode: 204,
            headers: {
                "Access-Control-Allow-Origin": origin,
                "Access-Control-Allow-Methods": "POST",
                "Access-Control-Allow-Headers": "Content-Type",
            },
            body: "",
        });
        const plain = await evaluated(copy());
        const answer = invoke(plain.evaluation, proxyEvent());
        assert.deepEqual(invoke(evaluation, proxyEvent()), {
            ...answer,
            headers: { ...answer.headers, "Access-Control-Allow-Origin": origin },
        });
    });

    it("gives the function a table, its name and the right to use it", async () => {
        const { evaluation, api } = await evaluated(apply(copy(), "a table"));
        const name = output(evaluation, "Table table", "name");
        const arn = `arn:aws:dynamodb:us-east-1:123456789012:table/${name}`;
        assert.deepEqual(inputs(evaluation, "Table table"), {
            attributes: [{ name: "id", type: "S" }],
            hashKey: "id",
            billingMode: "PAY_PER_REQUEST",
            tags: inputs(evaluation, "Role execution").tags,
        });
        assert.deepEqual(inputs(evaluation, "Function function").environment, { variables: { TABLE: name } });
        assert.deepEqual(inputs(evaluation, "RolePolicy execution").policy, {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                    Resource: `${output(evaluation, "LogGroup function", "arn")}:*`,
                },
                { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:PutItem"], Resource: arn },
            ],
        });
        assert.deepEqual(
            api.functions.map(({ environment }) => environment),
            [{ TABLE: name }],
        );
        const plain = await evaluated(copy());
        assert.deepEqual(inventory(evaluation), [...inventory(plain.evaluation), "Table table"].sort());
    });

    it("gives the function a secret that is encrypted in the file, and stays one", async () => {
        const folder = apply(copy(), "a secret");
        const { config, evaluation } = await evaluated(folder);
        assert.deepEqual(config.lockedSecrets, ["environment.TOKEN"]);
        // Only the stack's own key opens it; here the CLI's part is played by a value.
        const opened = { ...config, values: { ...config.values, [`${config.project}:environment`]: '{"TOKEN":"t"}' } };
        assert.deepEqual(config.secretKeys, [`${config.project}:environment`]);
        const open = await evaluate(folder, { stack: opened });
        assert.deepEqual(inputs(open, "Function function").environment, { variables: { TOKEN: "t" } });
        assert.deepEqual(resource(open, "Function function").secretInputs, ["environment"]);
        assert.deepEqual(inventory(open), inventory(evaluation));
    });

    it("links to pages and headings that exist", () => {
        for (const file of ["SECURITY.md", "CONTRIBUTING.md", ...docs().map((name) => `docs/${name}`)]) {
            const text = readFileSync(join(projectDir, file), "utf8");
            for (const [, link = ""] of text.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
                const [path = "", heading] = link.split("#");
                const target = path === "" ? join(projectDir, file) : join(projectDir, dirname(file), path);
                assert.ok(existsSync(target), `${file}: ${link}`);
                if (heading) assert.ok(headings(target).includes(heading), `${file}: ${link}`);
            }
        }
    });
});

describe("docs/deployment.md", () => {
    it("explains lines that index.ts has", () => {
        const program = readFileSync(join(projectDir, "index.ts"), "utf8");
        const text = readFileSync(join(projectDir, "docs/deployment.md"), "utf8");
        const table = text.slice(text.indexOf("| line |"), text.indexOf("## Why"));
        const quoted = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, line]) => line ?? "");
        assert.equal(quoted.length, 11);
        assert.deepEqual(
            quoted.filter((line) => !program.includes(line)),
            [],
        );
    });
});

function copy(): string {
    const folder = folderOf({});
    for (const file of readdirSync(projectDir))
        if (["handler", "infra"].includes(file) || /^(?:[^.]+\.ts|Pulumi\..*yaml)$/.test(file))
            cpSync(join(projectDir, file), join(folder, file), { recursive: true });
    writeFileSync(join(folder, "Pulumi.dev.yaml"), devStack);
    writeFileSync(join(folder, "routes.ts"), devRoutes);
    return folder;
}

/** Makes the changes that a section of the guide shows; a line it expects and does not find throws. */
function apply(folder: string, title: string): string {
    const section = guide.split(/^##+ /m).filter((text) => text.split("\n")[0]?.includes(title));
    assert.equal(section.length, 1, `docs/operating.md has ${section.length} sections on ${title}`);
    const project = /^name: (.+)$/m.exec(readFileSync(join(folder, "Pulumi.yaml"), "utf8"))?.[1];
    const diffs = [...(section[0] ?? "").matchAll(/^```diff\n(.*?)^```$/gms)].map(([, diff]) => diff ?? "");
    assert.ok(diffs.length > 0, `docs/operating.md shows no change for ${title}`);
    for (const diff of diffs
        .join("")
        .replaceAll("lambda-api:", `${project}:`)
        .split(/^--- .*\n/m)
        .slice(1)) {
        const [, file = "", ...hunks] = diff.split(/^(?:\+\+\+ b\/(.*)|@@)\n/m).filter((part) => part !== undefined);
        const path = join(folder, file);
        mkdirSync(dirname(path), { recursive: true });
        let text = existsSync(path) ? readFileSync(path, "utf8") : "";
        for (const hunk of hunks.filter(Boolean)) {
            const lines = hunk.split("\n").slice(0, -1);
            const side = (sign: string) =>
                lines
                    .filter((line) => line.startsWith(" ") || line.startsWith(sign))
                    .map((line) => `${line.slice(1)}\n`);
            const before = side("-").join("");
            assert.ok(text.includes(before), `${file} does not have\n${before}`);
            text = text.replace(before, () => side("+").join(""));
        }
        writeFileSync(path, text);
    }
    return folder;
}

async function evaluated(
    folder: string,
    previousOutputs: Record<string, unknown> = {},
): Promise<{ config: StackConfig; evaluation: Evaluation; api: RestApi }> {
    const config = readStackConfig(folder, "dev");
    const evaluation = await evaluate(folder, { stack: config, previousOutputs });
    return { config, evaluation, api: restApi(evaluation, config.region) };
}

/** What the function's code answers to an event, in a process of its own. */
function invoke(evaluation: Evaluation, event: APIGatewayProxyEvent): APIGatewayProxyResult {
    const file = join(folderOf(inputs(evaluation, "Function function").code as Record<string, string>), "index.js");
    const script = `require(${JSON.stringify(file)}).handler(${JSON.stringify(event)}).then((r) => console.log(JSON.stringify(r)))`;
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
    assert.equal(stderr, "");
    return JSON.parse(stdout);
}

function docs(): string[] {
    return readdirSync(join(projectDir, "docs"));
}

/** The anchors of a page's headings, as GitHub makes them. */
function headings(file: string): string[] {
    const found = readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm);
    return [...found].map(([, text = ""]) =>
        text
            .toLowerCase()
            .replace(/[^\w\- ]/g, "")
            .replaceAll(" ", "-"),
    );
}
