import assert from "node:assert/strict";
import { bundle, exportsHandler } from "../infra/bundle";
import { devConfig, program } from "./program";
import { folderOf } from "./program-copy";
import { inputs, inventory, output } from "./resources";

const handler = "export const handler = async () => ({ statusCode: 200 });\n";
const reports = {
    routes: { "POST /lambda": { operationName: "lambda" }, "GET /reports/{id}": { function: "reports" } },
    handlers: { reports: handler },
};

describe("functions", () => {
    it("are those of handler/ that routes and authorizers name, each with log group, role and policy", async () => {
        const served = {
            routes: { "GET /a": { function: "reports", authorizer: "users" }, "GET /b": { function: "reports" } },
            authorizers: { users: { type: "TOKEN", function: "authorize" } },
            handlers: { reports: handler, authorize: handler, unused: handler },
        };
        assert.deepEqual(
            inventory(await program(served)).filter((name) => /^(Function|LogGroup|Role|RolePolicy) /.test(name)),
            ["authorize", "reports"]
                .flatMap((name) => [`Function function-${name}`, `LogGroup function-${name}`])
                .concat(["Role execution-authorize", "Role execution-reports", "Role gateway"])
                .concat(["RolePolicy execution-authorize", "RolePolicy execution-reports", "RolePolicy gateway"])
                .sort(),
        );
    });

    it("have their own code, log group and role", async () => {
        const evaluation = await program(reports);
        const { code, role, loggingConfig, handler: entry, ...more } = inputs(evaluation, "Function function-reports");
        assert.match(Object(code)["index.js"], /statusCode:200/);
        assert.deepEqual(
            { role, loggingConfig, entry },
            {
                role: output(evaluation, "Role execution-reports", "arn"),
                loggingConfig: {
                    logFormat: "JSON",
                    applicationLogLevel: "INFO",
                    logGroup: output(evaluation, "LogGroup function-reports", "name"),
                },
                entry: "index.handler",
            },
        );
        const {
            code: _,
            role: __,
            loggingConfig: ___,
            handler: ____,
            ...others
        } = inputs(evaluation, "Function function");
        assert.deepEqual(more, others);
        assert.deepEqual(Object(inputs(evaluation, "RolePolicy execution-reports").policy).Statement, [
            {
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: `${output(evaluation, "LogGroup function-reports", "arn")}:*`,
            },
        ]);
        assert.equal(
            inputs(evaluation, "Integration GET /reports/{}").uri,
            output(evaluation, "Function function-reports", "invokeArn"),
        );
    });

    it("may be invoked by API Gateway's role, and no others", async () => {
        const evaluation = await program(reports);
        assert.deepEqual(
            Object(inputs(evaluation, "RolePolicy gateway").policy).Statement,
            ["Function function", "Function function-reports"].map((name) => ({
                Effect: "Allow",
                Action: ["lambda:InvokeFunction"],
                Resource: output(evaluation, name, "arn"),
            })),
        );
    });

    it("have the sizes of the stack, and those of their own where they differ", async () => {
        const evaluation = await program({
            ...reports,
            memorySize: 512,
            environment: { MODE: "fast", TABLE: "a" },
            functions: { reports: { timeout: 5, environment: { TABLE: "b" }, reservedConcurrentExecutions: 3 } },
        });
        const sizes = (name: string) => {
            const { memorySize, timeout, environment, reservedConcurrentExecutions } = inputs(evaluation, name);
            return { memorySize, timeout, environment, reservedConcurrentExecutions };
        };
        assert.deepEqual(sizes("Function function"), {
            memorySize: 512,
            timeout: 60,
            environment: { variables: { MODE: "fast", TABLE: "a" } },
            reservedConcurrentExecutions: -1,
        });
        assert.deepEqual(sizes("Function function-reports"), {
            memorySize: 512,
            timeout: 5,
            environment: { variables: { MODE: "fast", TABLE: "b" } },
            reservedConcurrentExecutions: 3,
        });
    });

    it("leave the outputs functionName and logGroup to handler/index.ts", async () => {
        const evaluation = await program(reports);
        assert.equal(evaluation.outputs.functionName, output(evaluation, "Function function", "name"));
        assert.equal(evaluation.outputs.logGroup, output(evaluation, "LogGroup function", "name"));
    });

    // What the program of commit 74e98a6 registered; its redeployment hashes are in deployment.test.ts.
    it("take no name of a resource that commit 74e98a6 registered", async () => {
        const then = [
            ..."Deployment deployment,Integration POST /lambda,Method POST /lambda,MethodSettings settings,Model model".split(
                ",",
            ),
            ..."Resource /lambda,RestApi api,Stage stage,LogGroup access,LogGroup function,Role execution".split(","),
            ..."Role gateway,RolePolicy execution,RolePolicy gateway,Function function".split(","),
        ].sort();
        assert.deepEqual(inventory(await program({ accessLogs: true })), then);
        const now = inventory(await program({ ...reports, accessLogs: true }));
        assert.deepEqual(
            then.filter((name) => !now.includes(name)),
            [],
        );
    });

    const { project, stack } = devConfig();
    const long = `execution-${"a".repeat(20)}`;
    const refused: [what: string, served: Record<string, unknown>, sentence: string][] = [
        [
            "a file that is missing",
            { routes: { "GET /a": { function: "reports" } } },
            'routes.GET /a.function: "reports" has no file handler/reports.ts; write it, or name another',
        ],
        [
            "an authorizer's file that is missing",
            { authorizers: { users: { type: "TOKEN", function: "authorize" } } },
            'authorizers.users.function: "authorize" has no file handler/authorize.ts; write it, or name another',
        ],
        [
            "a file without a handler",
            { routes: { "GET /a": { function: "reports" } }, handlers: { reports: "export const handle = 1;\n" } },
            'routes.GET /a.function: "reports" is handler/reports.ts, which exports no handler',
        ],
        [
            "handler/index.ts without a handler",
            { handlers: { index: "export default async () => 1;\n" } },
            'routes.POST /lambda.function: "index" is handler/index.ts, which exports no handler',
        ],
        ...["Reports", "1a", "a_b", "../a", "a".repeat(21), "-a"].map((name): (typeof refused)[number] => [
            `the name ${name}`,
            { routes: { "GET /a": { function: name } } },
            `routes.GET /a.function: "${name}" must be 1 to 20 lower-case letters, digits and hyphens, a letter first`,
        ]),
        [
            "index, which is the function of every route that names none",
            { routes: { "GET /a": { function: "index" } } },
            'routes.GET /a.function: "index" is what a route without a function has; leave it away',
        ],
        [
            "an authorizer that is handler/index.ts",
            { authorizers: { users: { type: "TOKEN", function: "index" } } },
            'authorizers.users.function: "index" is the function of routes; name a file of its own',
        ],
        [
            "sizes of a function that nothing names",
            { ...reports, functions: { report: { timeout: 3 } } },
            "functions.report: no route and no authorizer names this function",
        ],
    ];
    for (const [what, served, sentence] of refused)
        it(`refuse ${what}`, async () => {
            await assert.rejects(program(served), { message: sentence });
        });

    it("refuse a name that makes a physical one longer than AWS's 64 characters", async () => {
        const stackName = "s".repeat(64 - 8 - `${project}--${long}`.length);
        const served = { routes: { "GET /a": { function: "a".repeat(20) } }, handlers: { ["a".repeat(20)]: handler } };
        const { stack: _, ...config } = devConfig();
        const at = async (name: string) => program({ ...served }, { stack: { ...config, stack: name } });
        assert.equal(output(await at(stackName), `Role ${long}`, "name").length, 64);
        await assert.rejects(at(`${stackName}s`), /longer than the 64 characters of AWS: .*; shorten it$/);
        assert.equal(stack, "dev");
    });

    it("refuse all at once", async () => {
        const wrong = { routes: { "GET /a": { function: "a" }, "GET /b": { function: "B", timeout: 1 } }, timeout: 0 };
        const error: Error = await program(wrong).then(
            () => assert.fail("accepted"),
            (refusal) => refusal,
        );
        assert.equal(error.message.split("\n").length, 2, error.message);
        const { message } = await program({
            ...wrong,
            routes: { "GET /a": { function: "a" }, "GET /b": { function: "B" } },
        }).then(
            () => assert.fail("accepted"),
            (refusal) => refusal,
        );
        assert.equal(message.split("\n").length, 3, message);
    });
});

describe("exportsHandler", () => {
    const beside = { "handler/b.ts": "export const handler = 1, other = 2;" };
    const texts: [text: string, exports: boolean][] = [
        ["export async function handler() {}", true],
        ["export const handler = () => 1", true],
        ["const greet = () => 1; export { greet as handler }", true],
        ['export * from "./b"', true],
        ['export { handler } from "./b"', true],
        ['export * from "@aws-sdk/client-s3"', true],
        ["exports.handler = async () => 1", true],
        ["module.exports = { handler: async () => 1 }", true],
        ["export const other = 1", false],
        ["export default async function handler() {}", false],
        ['export { other } from "./b"', false],
        ["const handler = () => 1", false],
        ["", false],
    ];
    for (const [text, exports] of texts)
        it(`is ${exports} for ${text || "an empty file"}`, () => {
            assert.equal(exportsHandler(bundle(folderOf({ ...beside, "handler/index.ts": text }))), exports);
        });
});
