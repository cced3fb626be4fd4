import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Evaluation, evaluate } from "api-gateway-local/testing";
import { bundle, exportsHandler } from "../infra/bundle";
import { devConfig, program, projectDir } from "./program";
import { changedProgram, copyOfProgram, folderOf, routesFile, withoutMadeUp } from "./program-copy";
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

    it("need no handler/index.ts where no route is its", async function () {
        // An index.ts of yours that gives it rights or variables needs it
        if (/^(rights|variables)\.index\b/m.test(readFileSync(join(projectDir, "index.ts"), "utf8"))) this.skip();
        const folder = copyOfProgram({
            "routes.ts": routesFile({ routes: { "GET /todos": { function: "todos" } } }),
            "handler/todos.ts": handler,
        });
        rmSync(join(folder, "handler/index.ts"));
        const evaluation = withoutMadeUp(await evaluate(folder, { stack: devConfig() }));
        assert.deepEqual(
            inventory(evaluation).filter((name) => /^(Function|LogGroup|Role|RolePolicy) /.test(name)),
            ["Function function-todos", "LogGroup function-todos", "Role execution-todos", "Role gateway"].concat([
                "RolePolicy execution-todos",
                "RolePolicy gateway",
            ]),
        );
        assert.equal(evaluation.outputs.functionName, output(evaluation, "Function function-todos", "name"));
        assert.deepEqual(evaluation.warnings, []);
    });

    it("have their own code, log group and role", async () => {
        const evaluation = await program(reports);
        const own = inputs(evaluation, "Function function-reports");
        const { code, role, loggingConfig, handler: entry, environment, ...more } = own;
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
            // index.ts may give one to handler/index.ts alone.
            environment: _____,
            ...others
        } = inputs(evaluation, "Function function");
        assert.deepEqual([more, environment], [others, undefined]);
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
            const { MODE, TABLE } = Object(environment).variables;
            return { memorySize, timeout, environment: { MODE, TABLE }, reservedConcurrentExecutions };
        };
        assert.deepEqual(sizes("Function function"), {
            memorySize: 512,
            timeout: 60,
            environment: { MODE: "fast", TABLE: "a" },
            reservedConcurrentExecutions: -1,
        });
        assert.deepEqual(sizes("Function function-reports"), {
            memorySize: 512,
            timeout: 5,
            environment: { MODE: "fast", TABLE: "b" },
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
        for (const served of [{}, reports]) {
            const now = inventory(await program({ ...served, accessLogs: true }));
            assert.deepEqual(
                then.filter((name) => !now.includes(name)),
                [],
            );
        }
    });

    const { project, stack } = devConfig();
    const long = `execution-${"a".repeat(20)}`;
    const refused: [what: string, served: Record<string, unknown>, sentence: string][] = [
        [
            "a file that is missing",
            { routes: { "GET /a": { function: "missing" } } },
            'routes.GET /a.function: "missing" has no file handler/missing.ts; write it, or name another',
        ],
        [
            "an authorizer's file that is missing",
            { authorizers: { users: { type: "TOKEN", function: "missing" } } },
            'authorizers.users.function: "missing" has no file handler/missing.ts; write it, or name another',
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
            "functions.report: no route and no authorizer names this function; routes.ts may list it in workers, if something else calls it",
        ],
    ];
    for (const [what, served, sentence] of refused)
        it(`refuse ${what}`, async () => {
            await assert.rejects(program(served), { message: sentence });
        });

    it("refuse rights and variables for a function that has no file, all at once, before anything is registered", async () => {
        const misspelt = (text: string) =>
            text
                .replace(/(const rights: .* = )\{/, "$1{ reprots: [], ")
                .replace(/(const variables: .* = )\{/, "$1{ reprots: {}, ");
        await assert.rejects(changedProgram({ "index.ts": misspelt }, reports), {
            message: [
                'rights: "reprots" has no file handler/reprots.ts',
                'variables: "reprots" has no file handler/reprots.ts',
            ].join("\n"),
        });
    });

    it("refuse a stack whose name makes a physical one longer than AWS's 64 characters", async () => {
        const { stack: _, ...config } = devConfig();
        const at = async (name: string) => program({}, { stack: { ...config, stack: name } });
        const stackName = "s".repeat(64 - 8 - `${project}--execution`.length);
        assert.equal(output(await at(stackName), "Role execution", "name").length, 64);
        await assert.rejects(
            at(`${stackName}s`),
            /routes.POST \/lambda: makes the role's name longer than the 64 characters of AWS: .*; shorten the name of the project or the stack$/,
        );
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
        const wrong = {
            routes: { "GET /a": { function: "missing" }, "GET /b": { function: "B", timeout: 1 } },
            timeout: 0,
        };
        const error: Error = await program(wrong).then(
            () => assert.fail("accepted"),
            (refusal) => refusal,
        );
        assert.equal(error.message.split("\n").length, 2, error.message);
        const { message } = await program({
            ...wrong,
            routes: { "GET /a": { function: "missing" }, "GET /b": { function: "B" } },
        }).then(
            () => assert.fail("accepted"),
            (refusal) => refusal,
        );
        assert.equal(message.split("\n").length, 3, message);
    });
});

describe("workers", () => {
    const worker = { workers: ["chores"], handlers: { chores: handler } };

    it("are functions like others, that API Gateway may not invoke", async () => {
        const [evaluation, plain] = [await program(worker), await program()];
        assert.deepEqual(
            inventory(evaluation).filter((name) => !inventory(plain).includes(name)),
            ["Function function-chores", "LogGroup function-chores", "Role execution-chores"].concat(
                "RolePolicy execution-chores",
            ),
        );
        assert.deepEqual(
            Object(inputs(evaluation, "RolePolicy gateway").policy).Statement.map(
                ({ Resource }: { Resource: string }) => Resource,
            ),
            [output(evaluation, "Function function", "arn")],
        );
    });

    it("make no new deployment, since a deployment holds nothing of them", async () => {
        const trigger = (evaluation: Evaluation) => inputs(evaluation, "Deployment deployment").triggers;
        assert.deepEqual(trigger(await program(worker)), trigger(await program()));
        // One that sorts before the function of the routes, whose names the outputs have.
        const served = { routes: { "GET /b": { function: "b" } }, handlers: { a: handler, b: handler } };
        const [one, both] = [await program(served), await program({ ...served, workers: ["a"] })];
        assert.deepEqual(trigger(both), trigger(one));
        assert.equal(both.outputs.functionName, output(both, "Function function-b", "name"));
    });

    it("have sizes of their own, and no variable of the API's", async () => {
        const evaluation = await program({
            ...worker,
            environment: { MODE: "fast" },
            corsOrigins: ["https://a.example", "https://b.example"],
            functions: { chores: { timeout: 900 } },
        });
        const { timeout, environment } = inputs(evaluation, "Function function-chores");
        assert.deepEqual({ timeout, environment }, { timeout: 900, environment: { variables: { MODE: "fast" } } });
    });

    it("may be named by a route too, and are then invoked by it", async () => {
        const served = { ...worker, routes: { "GET /a": { function: "chores" } } };
        const { resources } = await program(served);
        const { workers: _, ...without } = served;
        assert.deepEqual(resources, (await program(without)).resources);
    });

    it("are protected as the others are", async () => {
        const evaluation = await program({ ...worker, protect: true });
        assert.deepEqual(
            (evaluation.outputs.protectedResources as string[]).filter((name) => name.includes("chores")),
            ["Function function-chores", "LogGroup function-chores", "Role execution-chores"].concat(
                "RolePolicy execution-chores",
            ),
        );
    });

    const refused: [what: string, served: Record<string, unknown>, sentence: string][] = [
        [
            "a file that is missing",
            { workers: ["missing"] },
            'workers.0: "missing" has no file handler/missing.ts; write it, or name another',
        ],
        [
            "a file without a handler",
            { workers: ["chores"], handlers: { chores: "export const handle = 1;\n" } },
            'workers.0: "chores" is handler/chores.ts, which exports no handler',
        ],
        [
            "a name that is none",
            { workers: ["Worker"] },
            'workers.0: "Worker" must be 1 to 20 lower-case letters, digits and hyphens, a letter first',
        ],
        ["index", { workers: ["index"] }, 'workers.0: "index" is the function of routes; name a file of its own'],
        [
            "index where no route is its",
            { workers: ["index"], routes: { "GET /a": { function: "a" } }, handlers: { a: handler } },
            'workers.0: "index" is the function of routes; name a file of its own',
        ],
        [
            "a name twice",
            { ...worker, workers: ["chores", "chores"] },
            'workers: "chores" stands there twice; once is enough',
        ],
        ["what is no text", { workers: [1] }, "workers.0: 1 must be a text"],
        ["a map", { workers: {} }, 'workers: must be a list of files of handler/, such as ["worker"]'],
    ];
    for (const [what, served, sentence] of refused)
        it(`refuse ${what}`, async () => {
            await assert.rejects(program(served), { message: sentence });
        });

    it("are found by name in index.ts, or a sentence says which functions there are", async () => {
        const asking = (name: string) => (text: string) =>
            text.replace(
                "// The role API Gateway assumes",
                `export const asked = named(functions, "${name}").name;\n//`,
            );
        const evaluation = await changedProgram({ "index.ts": asking("chores") }, worker);
        assert.equal(evaluation.outputs.asked, output(evaluation, "Function function-chores", "name"));
        await assert.rejects(changedProgram({ "index.ts": asking("wroker") }, worker), {
            message: 'index.ts: "wroker" is none of index, chores',
        });
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
