import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
    type Evaluation,
    evaluate,
    type RestApi,
    readStackConfig,
    restApi,
    type StackConfig,
} from "api-gateway-local/testing";
import { projectDir } from "./program";
import { withoutMadeUp } from "./program-copy";
import { apply, copy, following, guide } from "./recipe";
import { inputs, inventory, output, resource } from "./resources";

// What docs/operating.md tells people to change is changed in a copy of the project, and the copy is evaluated.

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

    it("gives a function a table, its name and the right to use it, and the others nothing of it", async function () {
        const { evaluation, api } = await evaluated(following(this, "a table"));
        const name = output(evaluation, "Table table", "name");
        const arn = `arn:aws:dynamodb:us-east-1:123456789012:table/${name}`;
        assert.deepEqual(inputs(evaluation, "Table table"), {
            attributes: [{ name: "id", type: "S" }],
            hashKey: "id",
            billingMode: "PAY_PER_REQUEST",
            tags: inputs(evaluation, "Role execution").tags,
        });
        assert.deepEqual(inputs(evaluation, "Function function-notes").environment, { variables: { TABLE: name } });
        assert.deepEqual(inputs(evaluation, "RolePolicy execution-notes").policy, {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                    Resource: `${output(evaluation, "LogGroup function-notes", "arn")}:*`,
                },
                { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:PutItem"], Resource: arn },
            ],
        });
        assert.deepEqual(
            api.functions.flatMap(({ name: of, environment: { TABLE } }) => (TABLE === undefined ? [] : [[of, TABLE]])),
            [[output(evaluation, "Function function-notes", "name"), name]],
        );
    });

    it("gives a queue the function that works it off", async function () {
        const { evaluation } = await evaluated(following(this, "A queue"));
        const plain = await evaluated(copy());
        // Of what you made of it already, a copy has the queues.
        const queues = ["Queue dead", "Queue queue"];
        assert.deepEqual(
            inventory(evaluation).filter(
                (name) => queues.includes(name) || !inventory(plain.evaluation).includes(name),
            ),
            [
                ...["EventSourceMapping worker", "Function function-worker", "LogGroup function-worker"],
                ...["Queue dead", "Queue queue", "Role execution-worker", "RolePolicy execution-worker"],
            ],
        );
        const queue = output(evaluation, "Queue queue", "arn");
        const { tags } = inputs(evaluation, "Role execution");
        assert.deepEqual(inputs(evaluation, "EventSourceMapping worker"), {
            eventSourceArn: queue,
            functionName: output(evaluation, "Function function-worker", "name"),
            functionResponseTypes: ["ReportBatchItemFailures"],
            tags,
        });
        assert.deepEqual(inputs(evaluation, "Queue queue"), {
            visibilityTimeoutSeconds: 6 * Number(inputs(evaluation, "Function function-worker").timeout),
            redrivePolicy: JSON.stringify({
                deadLetterTargetArn: output(evaluation, "Queue dead", "arn"),
                maxReceiveCount: 5,
            }),
            tags,
        });
        const given = (role: string) => Object(inputs(evaluation, `RolePolicy ${role}`).policy).Statement.slice(1);
        const allowed = (...Action: string[]) => [{ Effect: "Allow", Action, Resource: queue }];
        assert.deepEqual(given("execution").slice(0, 1), allowed("sqs:SendMessage"));
        assert.deepEqual(
            given("execution-worker"),
            allowed("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
        );
        assert.deepEqual(given("gateway"), []);
        const { variables } = Object(inputs(evaluation, "Function function").environment);
        assert.equal(variables.QUEUE, output(evaluation, "Queue queue", "url"));
        assert.deepEqual(
            inputs(evaluation, "Deployment deployment").triggers,
            inputs(plain.evaluation, "Deployment deployment").triggers,
        );
    });

    it("calls a function by the clock, through a role of the scheduler's", async function () {
        const { evaluation } = await evaluated(following(this, "by the clock"));
        const plain = await evaluated(copy());
        assert.deepEqual(
            inventory(evaluation).filter((name) => !inventory(plain.evaluation).includes(name)),
            [
                ...[
                    "Function function-nightly",
                    "LogGroup function-nightly",
                    "Role execution-nightly",
                    "Role scheduler",
                ],
                ...["RolePolicy execution-nightly", "RolePolicy scheduler", "Schedule nightly"],
            ],
        );
        const arn = output(evaluation, "Function function-nightly", "arn");
        assert.deepEqual(inputs(evaluation, "Schedule nightly").target, {
            arn,
            roleArn: output(evaluation, "Role scheduler", "arn"),
        });
        assert.deepEqual(Object(inputs(evaluation, "RolePolicy scheduler").policy).Statement, [
            { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: arn },
        ]);
        assert.deepEqual(Object(inputs(evaluation, "Role scheduler").assumeRolePolicy).Statement[0].Principal.Service, [
            "scheduler.amazonaws.com",
        ]);
    });

    it("gives the function a secret that is encrypted in the file, and stays one", async () => {
        const folder = apply(copy(), "a secret");
        const { config, evaluation } = await evaluated(folder);
        assert.deepEqual(config.lockedSecrets, ["environment.TOKEN"]);
        // Only the stack's own key opens it; here the CLI's part is played by a value.
        const opened = { ...config, values: { ...config.values, [`${config.project}:environment`]: '{"TOKEN":"t"}' } };
        assert.deepEqual(config.secretKeys, [`${config.project}:environment`]);
        const open = await evaluate(folder, { stack: opened });
        assert.equal(Object(inputs(open, "Function function").environment).variables.TOKEN, "t");
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
        assert.equal(quoted.length, 12);
        assert.deepEqual(
            quoted.filter((line) => !program.includes(line)),
            [],
        );
    });
});

async function evaluated(
    folder: string,
    previousOutputs: Record<string, unknown> = {},
): Promise<{ config: StackConfig; evaluation: Evaluation; api: RestApi }> {
    const config = readStackConfig(folder, "dev");
    const evaluation = withoutMadeUp(await evaluate(folder, { stack: config, previousOutputs }));
    return { config, evaluation, api: restApi(evaluation, config.region) };
}

function docs(): string[] {
    return readdirSync(join(projectDir, "docs")).filter((name) => name.endsWith(".md"));
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
