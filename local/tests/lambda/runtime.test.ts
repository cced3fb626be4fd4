import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExecutionEnvironment, startEnvironment } from "../../src/lambda/execution-environment";
import type { Outcome } from "../../src/lambda/handler-call";
import { writeRuntimes } from "../../src/lambda/runtime-bundle";
import type { LambdaFunction } from "../../src/program/lambda-function";
import { localDir } from "../places";

const fn: LambdaFunction = {
    arn: "arn:aws:lambda:eu-central-1:123456789012:function:greeter",
    name: "greeter",
    logicalName: "greeter",
    region: "eu-central-1",
    handler: "index.handler",
    runtime: "nodejs24.x",
    memorySize: 256,
    ephemeralStorage: 512,
    timeout: 3,
    environment: {},
    logFormat: "JSON",
    logGroup: "/greeter",
    reservedConcurrentExecutions: -1,
    code: {},
};

const unreadable =
    "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack";

const requestId = "11111111-2222-4333-8444-555555555555";

/** A handler in an environment of its own. */
interface Started extends Pick<ExecutionEnvironment, "alive" | "maxMemory"> {
    /** Why the handler could not be loaded; undefined if it could. */
    failure: Awaited<ReturnType<ExecutionEnvironment["init"]>>;
    /** What it logged, line by line. */
    lines: string[];
    invoke(event?: unknown, limit?: number): Promise<Outcome>;
    /** The result, parsed; throws if there is none. */
    result(event?: unknown): Promise<unknown>;
}

describe("the runtime", () => {
    let folder = "";
    const environments: ExecutionEnvironment[] = [];

    before(() => {
        folder = mkdtempSync(join(tmpdir(), "api-gateway-local-runtime-test-"));
        writeRuntimes(join(localDir, "src/lambda"), folder);
    });

    afterEach(async () => {
        for (const environment of environments) environment.kill();
        await Promise.all(environments.splice(0).map(({ ended }) => ended));
    });

    after(() => rmSync(folder, { recursive: true }));

    async function start(text: string, settings: Partial<LambdaFunction> = {}, file = "index.js"): Promise<Started> {
        const lines: string[] = [];
        const taskRoot = mkdtempSync(join(folder, "task-"));
        writeFileSync(join(taskRoot, file), text);
        const environment = startEnvironment({
            fn: { ...fn, ...settings },
            runtimesDir: folder,
            passedEnv: {},
            inspectPort: undefined,
            reaper: { track: () => {}, untrack: () => {} },
            print: (line = "") => lines.push(line),
        });
        environments.push(environment);
        const failure = await environment.init(taskRoot, 10_000);
        const invoke = (event: unknown = {}, limit = 3000) =>
            new Promise<Outcome>((over) => {
                const call = { requestId, traceId: "Root=1-2-3", event: Buffer.from(JSON.stringify(event)), limit };
                environment.invoke({ ...call, begun: () => {}, over });
            });
        return {
            alive: environment.alive,
            maxMemory: environment.maxMemory,
            failure,
            lines,
            invoke,
            result: async (event) => {
                const outcome = await invoke(event);
                assert.ok(typeof outcome === "object" && "result" in outcome, JSON.stringify(outcome));
                return JSON.parse(outcome.result);
            },
        };
    }

    /** The type and message of the error that an invocation ends with. */
    async function thrown(
        text: string,
        settings?: Partial<LambdaFunction>,
    ): Promise<[string | undefined, string | undefined]> {
        const outcome = await (await start(text, settings)).invoke();
        assert.ok(typeof outcome === "object" && "error" in outcome, JSON.stringify(outcome));
        return [outcome.error.errorType, outcome.error.errorMessage];
    }

    it("that cannot be started, because its folder is gone, has ended, and says why", async () => {
        const environment = startEnvironment({
            fn,
            runtimesDir: join(folder, "gone"),
            passedEnv: {},
            inspectPort: undefined,
            reaper: { track: () => {}, untrack: () => {} },
            print: () => {},
        });
        assert.match(await environment.ended, /^ENOENT: /);
        const { errorType, errorMessage } = (await environment.init(folder, 1000)) ?? assert.fail();
        assert.equal(errorType, "Runtime.ExitError");
        assert.match(errorMessage ?? "", /^Runtime exited with error: ENOENT: /);
    });

    it("hands the handler its event and the values of its context", async () => {
        const { result } = await start(`exports.handler = async (event, context) => ({
            event,
            context,
            remaining: context.getRemainingTimeInMillis(),
            trace: process.env._X_AMZN_TRACE_ID,
        })`);
        const { remaining, context, ...rest } = (await result({ a: "é\u2028" })) as {
            remaining: number;
            context: { logStreamName: string };
        };
        const { logStreamName, ...values } = context;
        assert.deepEqual(rest, { event: { a: "é\u2028" }, trace: "Root=1-2-3" });
        assert.deepEqual(values, {
            functionVersion: "$LATEST",
            functionName: "greeter",
            memoryLimitInMB: "256",
            logGroupName: "/greeter",
            invokedFunctionArn: fn.arn,
            awsRequestId: requestId,
            xRayTraceId: "Root=1-2-3",
        });
        assert.match(logStreamName, /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
        assert.ok(remaining > 2000 && remaining <= 3000, `${remaining} ms`);
    });

    it("gives the handler the function's variables before AWS's defaults, and never in place of AWS's own", async () => {
        const { result } = await start("exports.handler = async () => process.env", {
            environment: { TZ: "Europe/Berlin", AWS_REGION: "mars-north-1", OWN: "1" },
        });
        const env = (await result()) as Record<string, string>;
        const { TZ, AWS_REGION, AWS_LAMBDA_FUNCTION_NAME, AWS_EXECUTION_ENV, OWN, _HANDLER, LANG } = env;
        assert.deepEqual(
            { TZ, AWS_REGION, AWS_LAMBDA_FUNCTION_NAME, AWS_EXECUTION_ENV, OWN, _HANDLER, LANG },
            {
                TZ: "Europe/Berlin",
                AWS_REGION: "eu-central-1",
                AWS_LAMBDA_FUNCTION_NAME: "greeter",
                AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
                OWN: "1",
                _HANDLER: "index.handler",
                LANG: "en_US.UTF-8",
            },
        );
    });

    it("takes results of any size, in any cut", async () => {
        const { result } = await start("exports.handler = async ({ size }) => ({ body: 'é'.repeat(size) })");
        for (const size of [0, 1, 70_000, 1_000_000, 5_000_000])
            assert.equal(((await result({ size })) as { body: string }).body, "é".repeat(size));
    });

    describe("freezes the handler between two invocations:", () => {
        it("timers stand still", async () => {
            const { result } = await start(`
                let ticks = 0;
                setInterval(() => ticks++, 1);
                exports.handler = async ({ wait }) => {
                    const before = ticks;
                    await new Promise((resolve) => setTimeout(resolve, wait));
                    return { before, after: ticks };
                };`);
            const { after } = (await result({ wait: 20 })) as { after: number };
            await new Promise((resolve) => setTimeout(resolve, 100));
            const { before } = (await result({ wait: 0 })) as { before: number };
            // One turn of the loop goes by before the handler is called, and one after it.
            assert.ok(after > 2 && before - after <= 2, `${after}, then ${before}`);
        });

        it("what one leaves undone goes on in the next", async () => {
            const { result } = await start(`
                let done = [];
                exports.handler = async ({ name }) => {
                    setTimeout(() => done.push(name), 30);
                    if (name === "second") await new Promise((resolve) => setTimeout(resolve, 60));
                    return done;
                };`);
            assert.deepEqual(await result({ name: "first" }), []);
            assert.deepEqual(await result({ name: "second" }), ["first", "second"]);
        });
    });

    describe("nodejs24.x", () => {
        it("takes what it returns for the result, and what a promise settles to (P11)", async () => {
            const { result } = await start(`exports.handler = ({ how }) => ({
                promise: () => Promise.resolve({ ok: 1 }),
                thenable: () => ({ then: (resolve) => resolve({ ok: 2 }) }),
                value: () => ({ ok: 3 }),
                undefined: async () => {},
                nothing: () => {},
            })[how]()`);
            const results: unknown[] = [];
            for (const how of ["promise", "thenable", "value", "undefined", "nothing"])
                results.push(await result({ how }));
            assert.deepEqual(results, [{ ok: 1 }, { ok: 2 }, { ok: 3 }, null, null]);
        });

        it("refuses a handler with a callback", async () => {
            const { failure } = await start("exports.handler = (event, context, callback) => callback(null, {})");
            assert.equal(failure?.errorType, "Runtime.CallbackHandlerDeprecated");
        });

        it("has no callback to give, and none in the context", async () => {
            const { result } = await start(
                "exports.handler = async (...given) => [given.length, Object.keys(given[1]).filter((key) => /done|fail|succeed|callback/.test(key))]",
            );
            assert.deepEqual(await result(), [2, []]);
        });
    });

    describe("nodejs22.x", () => {
        const old = { runtime: "nodejs22.x" };

        for (const [what, text, expected] of [
            ["its callback's value", "(event, context, callback) => setTimeout(() => callback(null, 1), 5)", 1],
            [
                "its promise's, which comes first",
                "async (event, context, callback) => { callback(null, 1); return 2 }",
                1,
            ],
            ["its promise's", "async () => 2", 2],
            ["null, where it returns what is no promise and never calls back", "() => 3", null],
            ["null, where nothing can settle its promise any more", "() => new Promise(() => {})", null],
            [
                "null, when nothing is left to be done",
                "(event, context, callback) => { setTimeout(() => {}, 5) }",
                null,
            ],
            ["the first of several", "(e, c, callback) => { callback(null, 1); callback(null, 2); callback(3) }", 1],
            ["context.succeed's", "(event, context) => setTimeout(() => context.succeed(4), 5)", 4],
            ["context.done's", "(event, context) => setTimeout(() => context.done(null, 5), 5)", 5],
        ] as const) {
            it(`takes for the result of a handler ${what}`, async () => {
                const { result } = await start(`exports.handler = ${text}`, old);
                assert.equal(await result(), expected);
                assert.equal(await result(), expected);
            });
        }

        it("holds what a callback was given until the event loop is empty", async () => {
            const { result } = await start(
                `let done = 0;
                exports.handler = ({ waits }, context, callback) => {
                    context.callbackWaitsForEmptyEventLoop = waits;
                    const answer = { get done() { return done } };
                    setTimeout(() => done++, 20);
                    callback(null, answer);
                };`,
                old,
            );
            assert.deepEqual(await result({ waits: true }), { done: 1 });
            assert.deepEqual(await result({ waits: false }), { done: 1 });
        });

        for (const [how, text, expected] of [
            ["given to the callback", '(e, c, callback) => callback(new RangeError("x"))', ["RangeError", "x"]],
            ["that is a text", '(e, c, callback) => callback("x")', ["string", "x"]],
            ["given to context.fail", '(e, context) => context.fail(new RangeError("x"))', ["RangeError", "x"]],
            ["thrown", '(e, c, callback) => { throw new RangeError("x") }', ["RangeError", "x"]],
        ] as const) {
            it(`reports an error ${how}`, async () => {
                assert.deepEqual(await thrown(`exports.handler = ${text}`, old), expected);
            });
        }
    });

    describe("gives what nobody catches", () => {
        const rejecting = `exports.handler = async () => {
            Promise.reject(new RangeError("x"));
            await new Promise((resolve) => setTimeout(resolve, 20));
            return 1;
        };`;
        const throwing = rejecting.replace(
            'Promise.reject(new RangeError("x"))',
            'setTimeout(() => { throw new RangeError("x") })',
        );
        const listening =
            'for (const name of ["unhandledRejection", "uncaughtException"]) process.on(name, (e) => console.log("mine", e.message));';

        for (const text of [rejecting, throwing]) {
            const what = text === rejecting ? "a rejection" : "an error";

            it(`to the handler's own listeners on nodejs24.x: ${what}`, async () => {
                const { result, lines } = await start(listening + text);
                for (let time = 0; time < 2; time++) assert.equal(await result(), 1);
                assert.deepEqual(
                    lines.map((line) => JSON.parse(line).message),
                    ["mine x", "mine x"],
                );
            });

            it(`to Node on nodejs24.x, which prints it and exits, where there are none: ${what}`, async () => {
                const { invoke, lines } = await start(text);
                const outcome = await invoke();
                assert.ok(typeof outcome === "object" && "detail" in outcome, JSON.stringify(outcome));
                assert.equal(outcome.detail, "exit status 1");
                assert.ok(lines.includes("RangeError: x"), lines.join("\n"));
            });
        }

        it("to the runtime first on nodejs22.x", async () => {
            const old = { runtime: "nodejs22.x" };
            assert.deepEqual(await thrown(listening + rejecting, old), [
                "Runtime.UnhandledPromiseRejection",
                "RangeError: x",
            ]);
            assert.deepEqual(await thrown(listening + throwing, old), ["RangeError", "x"]);
        });
    });

    it("has the globals of its version", async () => {
        const text = `const { InvokeStore, ...others } = awslambda;
            exports.handler = async (event, { awsRequestId }) => [
                Object.keys(others),
                InvokeStore ? InvokeStore.getRequestId() === awsRequestId : "none",
            ];`;
        const both = ["streamifyResponse", "HttpResponseStream"];
        assert.deepEqual(await (await start(text)).result(), [both, true]);
        assert.deepEqual(await (await start(text, { runtime: "nodejs22.x" })).result(), [both, "none"]);
    });

    describe("reports errors", () => {
        for (const [runtime, value, expected] of [
            ["nodejs24.x", "1n", ["Runtime.JSONStringifyError", "Unable to stringify response body"]],
            ["nodejs22.x", "1n", ["Error", "Unable to stringify response body"]],
            ["nodejs24.x", "Symbol()", ["TypeError", "Wrong arguments"]],
        ] as const) {
            it(`that are a result without JSON, ${value} on ${runtime}`, async () => {
                assert.deepEqual(await thrown(`exports.handler = async () => ${value}`, { runtime }), expected);
            });
        }

        it("by type, message and trace", async () => {
            const { invoke, alive } = await start(
                'class Mine extends Error { name = "Mine" }\nexports.handler = async () => { throw new Mine("why") }',
            );
            const outcome = (await invoke()) as { error: { trace: string[] } };
            const { trace, ...rest } = outcome.error;
            assert.deepEqual(rest, { errorType: "Mine", errorMessage: "why" });
            assert.match(trace.join("\n"), /^Mine: why\n +at .*index\.js:2:/);
            assert.ok(alive());
        });

        for (const [what, text, expected] of [
            ["a text", 'throw "x"', ["string", "x"]],
            ["a number", "throw 7", ["number", "7"]],
            ["an object", "throw { a: 1 }", ["object", "[object Object]"]],
            ["undefined", "throw undefined", ["undefined", "undefined"]],
            [
                "an error whose parts are none",
                "throw Object.assign(new Error(), { name: 1, message: 2n, stack: 3 })",
                ["handled", unreadable],
            ],
        ] as const) {
            it(`that are ${what}`, async () => {
                assert.deepEqual(await thrown(`exports.handler = async () => { ${text} }`), expected);
            });
        }
    });

    describe("loads", () => {
        it("that exports nothing has no handler, however it is judged", async () => {
            const unhandled = "index.handler is undefined or not exported";
            for (const [text, file] of [
                ["await undefined;", "index.mjs"],
                ["globalThis.ran = true;", "index.mjs"],
                ["globalThis.ran = true;", "index.js"],
                // Node.js 20 takes no such file for an ES module.
                ...(process.version.startsWith("v20.") ? [] : [["await undefined;", "index.js"]]),
            ]) {
                const { failure, lines } = await start(text ?? "", {}, file);
                assert.deepEqual([failure?.errorMessage, lines.length], [unhandled, 1], `${file}: ${text}`);
            }
        });

        it("an ES module", async () => {
            const { result } = await start("export const handler = async () => import.meta.url", {}, "index.mjs");
            assert.match((await result()) as string, /^file:.*\/index\.mjs$/);
        });

        it("a CommonJS module by that extension", async () => {
            const { result } = await start("exports.handler = async () => 1", {}, "index.cjs");
            assert.equal(await result(), 1);
        });

        it("CommonJS on nodejs24.x as an import does, and before Node.js 24 without Node's parser for that", async () => {
            const { result } = await start(`exports.handler = async () => ({
                parent: module.parent ?? null,
                parser: process.moduleLoadList.some((name) => name.includes("cjs-module-lexer")),
            })`);
            assert.deepEqual(await result(), { parent: null, parser: false });
        });

        it("on nodejs24.x the names of a function that a module is, as an import finds them", async () => {
            const text =
                "globalThis.runs = (globalThis.runs ?? 0) + 1; module.exports = () => 1; module.exports.handler = () => runs";
            assert.equal(await (await start(text)).result(), 1);
        });

        it("an ES module that nothing but its syntax says to be one, on nodejs24.x", async () => {
            const { result } = await start("export const handler = await (async () => async () => 1)();");
            assert.equal(await result(), 1);
        });

        it("a handler at any depth", async () => {
            const { result } = await start("exports.a = { b: async () => 1 }", { handler: "index.a.b" });
            assert.equal(await result(), 1);
        });

        it("from a folder whose name has a dot, and no name that is malformed", async () => {
            const { failure } = await start("", { handler: "v1.2/index.handler" });
            assert.equal(failure?.errorMessage?.split("\n")[0], "Error: Cannot find module 'index'");
        });

        it("a handler within the default export on nodejs24.x only", async () => {
            const text = "export default { handler: async () => 1 }";
            assert.equal(await (await start(text, {}, "index.mjs")).result(), 1);
            const { failure } = await start(text, { runtime: "nodejs22.x" }, "index.mjs");
            assert.equal(failure?.errorType, "Runtime.HandlerNotFound");
        });

        for (const [what, text, handler, expected] of [
            ["a name without a function", "", "index", "Runtime.MalformedHandlerName"],
            ["a name that leads out of the folder", "", "../index.handler", "Runtime.MalformedHandlerName"],
            ["a file that is not there", "", "other.handler", "Runtime.ImportModuleError"],
            [
                "a package that is not there",
                'require("nothing-of-that-name")',
                "index.handler",
                "Runtime.ImportModuleError",
            ],
            ["no JavaScript", "exports.handler = (", "index.handler", "Runtime.UserCodeSyntaxError"],
            ["no handler", "", "index.handler", "Runtime.HandlerNotFound"],
            ["no handler so deep", "exports.a = null", "index.a.b", "Runtime.HandlerNotFound"],
            ["what is no function", "exports.handler = {}", "index.handler", "Runtime.HandlerNotFound"],
            ["what throws", 'throw new RangeError("x")', "index.handler", "RangeError"],
            ["what throws nothing", "throw undefined", "index.handler", "undefined"],
            ["what exits", "process.exit(9)", "index.handler", "Runtime.ExitError"],
        ] as const) {
            it(`never ${what}, and reports it`, async () => {
                const { failure, alive } = await start(text, { handler });
                assert.equal(failure?.errorType, expected);
                assert.ok(!alive() || expected !== "Runtime.ExitError");
            });
        }

        it("not for ever", async () => {
            const environment = await start("");
            assert.equal(environment.failure?.errorType, "Runtime.HandlerNotFound");
            const endless = startEnvironmentWithin("for (;;);", 100);
            assert.deepEqual(await endless, {
                errorType: "Runtime.ExitError",
                errorMessage: "Runtime init took too long",
                trace: [],
            });
        });
    });

    async function startEnvironmentWithin(text: string, limit: number): ReturnType<ExecutionEnvironment["init"]> {
        const taskRoot = mkdtempSync(join(folder, "task-"));
        writeFileSync(join(taskRoot, "index.js"), text);
        const reaper = { track: () => {}, untrack: () => {} };
        const environment = startEnvironment({
            fn,
            runtimesDir: folder,
            passedEnv: {},
            inspectPort: undefined,
            reaper,
            print: () => {},
        });
        environments.push(environment);
        return environment.init(taskRoot, limit);
    }

    describe("logs", () => {
        const logging = `
            const circle = { name: "circle" };
            circle.self = circle;
            exports.handler = async () => {
                console.log("one %s", "two", { three: 3 });
                console.info({ a: 1 });
                console.warn("line\\nbreak");
                console.error("failed:", new RangeError("x"));
                console.debug(circle);
                console.trace(1n);
                console.fatal("over");
                console.log(Object.assign(new TypeError("y"), { code: 7 }));
                console.log();
            };`;

        it("a line of JSON for each call, in the format JSON", async () => {
            const { result, lines } = await start(logging);
            await result();
            const entries = lines.map((line) => JSON.parse(line));
            for (const { timestamp } of entries) assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
            const [, , , failed, circle, , , error] = entries;
            assert.match(failed.message, /^failed: RangeError: x\n {4}at /);
            assert.match(circle.message, /^<ref \*1> \{/);
            assert.deepEqual(
                entries.map(({ timestamp, stackTrace, message, ...rest }) => ({
                    ...rest,
                    message: typeof message === "string" ? message.split("\n")[0] : message,
                    ...(stackTrace && { stackTrace: stackTrace[0] }),
                })),
                [
                    { level: "INFO", requestId, message: "one two { three: 3 }" },
                    { level: "INFO", requestId, message: { a: 1 } },
                    { level: "WARN", requestId, message: "line" },
                    {
                        level: "ERROR",
                        requestId,
                        message: "failed: RangeError: x",
                        errorType: "RangeError",
                        errorMessage: "x",
                        stackTrace: "RangeError: x",
                    },
                    { level: "DEBUG", requestId, message: circle.message.split("\n")[0] },
                    { level: "TRACE", requestId, message: "1n" },
                    { level: "FATAL", requestId, message: "over" },
                    {
                        level: "INFO",
                        requestId,
                        message: {
                            errorType: "TypeError",
                            errorMessage: "y",
                            stackTrace: error.message.stackTrace,
                            code: 7,
                        },
                    },
                    { level: "INFO", requestId, message: undefined },
                ],
            );
        });

        it("a line of fields between tabs for each call, in the format Text", async () => {
            const { result, lines } = await start(logging, { logFormat: "Text" });
            await result();
            const fields = lines.map((line) => line.split("\t"));
            for (const [timestamp] of fields) assert.match(timestamp ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
            assert.deepEqual(
                fields.slice(0, 3).map(([, ...rest]) => rest),
                [
                    [requestId, "INFO", "one two { three: 3 }"],
                    [requestId, "INFO", "{ a: 1 }"],
                    [requestId, "WARN", "line\n", "break"],
                ],
            );
        });

        it("the error that ends an invocation as the runtime does, in either format", async () => {
            const failing = 'exports.handler = async () => { throw Object.assign(new RangeError("x"), { code: 7 }) }';
            const json = await start(failing);
            await json.invoke();
            const [entry] = json.lines.map((line) => JSON.parse(line));
            assert.deepEqual([json.lines.length, entry.level, entry.requestId], [1, "ERROR", requestId]);
            const { stackTrace, ...message } = entry.message;
            assert.deepEqual(message, { errorType: "RangeError", errorMessage: "x", code: 7 });
            assert.equal(stackTrace[0], "RangeError: x");
            const text = await start(failing, { logFormat: "Text" });
            await text.invoke();
            const [, id, level, what, described = ""] = text.lines[0]?.split("\t") ?? [];
            assert.deepEqual([text.lines.length, id, level, what], [1, requestId, "ERROR", "Invoke Error "]);
            const { stack, ...reported } = JSON.parse(described);
            assert.deepEqual(reported, { errorType: "RangeError", errorMessage: "x", code: 7 });
            assert.equal(stack[0], "RangeError: x");
        });

        for (const [runtime, none] of [
            ["nodejs24.x", "-"],
            ["nodejs22.x", undefined],
        ] as const) {
            it(`what is written while the module loads, without a request's id (${runtime})`, async () => {
                const { lines } = await start('console.log("loading"); exports.handler = async () => {}', { runtime });
                const entries = lines.map((line) => JSON.parse(line));
                assert.deepEqual(
                    entries.map(({ level, message, requestId: id }) => [level, message, id]),
                    [["INFO", "loading", none]],
                );
            });
        }

        it("JSON whatever it is given", async () => {
            const { result, lines } = await start(`exports.handler = async () => {
                console.log("\\u0000\\u001b\\u007f\\u009f\\u2028\\ud800");
                console.log("t", Object.assign(new Error(), { message: [] }));
            }`);
            await result();
            assert.equal(JSON.parse(lines[0] ?? "").message, "\0\x1b\x7f\x9f\u2028\ud800");
            assert.equal(lines.map((line) => JSON.parse(line).level).join(), "INFO,INFO");
        });

        it("from the function's level on", async () => {
            const text =
                "exports.handler = async () => { for (const method of ['trace', 'info', 'warn', 'fatal']) console[method](method) }";
            for (const [level, count] of [
                ["WARN", 2],
                ["LOUD", 4],
            ] as const) {
                const { result, lines } = await start(text, { environment: { AWS_LAMBDA_LOG_LEVEL: level } });
                await result();
                assert.equal(lines.length, count);
            }
        });
    });

    describe("holds memory to the function's:", () => {
        it("a handler that holds three quarters of it, and throws ten times as much away, is left alone", async () => {
            const { result, maxMemory } = await start(
                `const held = [];
                exports.handler = async () => {
                    const free = 128 * 0.75 - process.memoryUsage.rss() / 2 ** 20;
                    for (let size = 0; size < free; size += 4) held.push(Buffer.alloc(4 * 2 ** 20, 1));
                    for (let round = 0; round < 300; round++) Array.from({ length: 10_000 }, (_, n) => ({ n, text: "t" + n }));
                    return held.length;
                }`,
                { memorySize: 128, timeout: 20 },
            );
            assert.ok(((await result()) as number) > 5);
            assert.ok(maxMemory() > 90 * 2 ** 20 && maxMemory() <= 128 * 2 ** 20, `${maxMemory()}`);
        });

        it("a heap of half of it that is built and dropped again and again is left alone", async () => {
            const { result } = await start(
                `exports.handler = async () => {
                    for (let round = 0; round < 12; round++) {
                        const held = [];
                        while (held.length < 300_000) held.push({ index: held.length, text: String(held.length) });
                    }
                    return "fine";
                }`,
                { memorySize: 128, timeout: 20 },
            );
            assert.equal(await result(), "fine");
        });

        it("the most it used is known after each invocation", async () => {
            const { result, maxMemory } = await start(
                "let held; exports.handler = async ({ size }) => { held = Buffer.alloc(size, 1); return 1 }",
            );
            await result({ size: 0 });
            const small = maxMemory();
            await new Promise((resolve) => setTimeout(resolve, 20));
            await result({ size: 80 * 2 ** 20 });
            assert.ok(small > 20 * 2 ** 20 && maxMemory() > small + 70 * 2 ** 20, `${small}, ${maxMemory()}`);
        });
    });
});
