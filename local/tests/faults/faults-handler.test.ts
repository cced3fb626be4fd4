import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Answer, wire } from "../http";
import { faulty, type LocalApi, type Settings, withLocalApi } from "../local-api";
import { isRunning, stalls, until } from "../processes";

// The rows of the fault matrix that a handler brings about. Each is over HTTP, and each is followed by a request that
// succeeds.

const broken: [number, string] = [502, '{"message": "Internal server error"}'];
const late: [number, string] = [504, '{"message": "Endpoint request timed out"}'];
const refused: [number, string] = [500, '{"message": "Internal server error"}'];

/** A row of the matrix against a handler that runs `fault` when the test asks it to fail. */
function row(title: string, fault: string, settings: Settings, test: (api: LocalApi) => Promise<unknown>): Mocha.Test {
    return it(title, () =>
        withLocalApi(faulty(fault), settings, async (api) => {
            await test(api);
            await api.succeed();
        }),
    );
}

function seen({ status, body }: Answer): [number, string] {
    return [status, body];
}

/** The field of that name in the last REPORT. */
function reported({ lines }: LocalApi, field: string): string | undefined {
    return new RegExp(`\t${field}: ([^\t]*)`).exec(lines.findLast((line) => line.startsWith("REPORT")) ?? "")?.[1];
}

function ended(pid: number): Promise<void> {
    return until(
        () => !isRunning(pid),
        () => `process ${pid} runs on`,
    );
}

describe("faults of the handler", () => {
    row(
        "F2: a handler that throws or rejects answers 502, and only the log says why",
        "return eval(event.headers.Fault)",
        {},
        async (api) => {
            for (const fault of [
                '(() => { throw new RangeError("secret") })()',
                'Promise.reject(new RangeError("secret"))',
                'Promise.reject("secret")',
            ]) {
                const logged = api.lines.length;
                const answer = await api.fail({ headers: { Fault: fault } });
                assert.deepEqual(seen(answer), broken);
                assert.doesNotMatch(JSON.stringify(answer), /secret|RangeError|index\.js/);
                const entries = api.lines.slice(logged).filter((line) => line.startsWith("{"));
                assert.deepEqual(
                    entries.map((line) => JSON.parse(line).level),
                    ["ERROR"],
                );
                assert.equal(reported(api, "Status"), "error");
            }
            // The environment is as good as before.
            await api.succeed();
            assert.equal(reported(api, "Init Duration"), undefined);
        },
    );

    row(
        "F3: a result of another form answers 502, and the log says what is wrong with it",
        "return eval(`(${event.headers.Result})`)",
        {},
        async (api) => {
            const form = "the function's result is not of the form that API Gateway takes";
            let asked = 0;
            for (const [result, reason] of [
                ["null", "the result is null, not an object"],
                ["undefined", "the result is null, not an object"],
                ['"text"', "the result is a string, not an object"],
                ["42", "the result is a number, not an object"],
                ["[1]", "the result is an array, not an object"],
                ["{ statusCode: 'ok' }", 'statusCode "ok" is no status from 200 to 599'],
                ["{ statusCode: 99 }", "statusCode 99 is no status from 200 to 599"],
                ["{ statusCode: 200, body: {} }", "body is an object, not a text"],
                ["{ statusCode: 200, cookies: [] }", 'the key "cookies" is none of'],
                ["{ statusCode: 200, multiValueHeaders: { a: 'b' } }", "multiValueHeaders.a is no array"],
            ]) {
                assert.deepEqual(seen(await api.fail({ headers: { Result: result ?? "" } })), broken, result);
                // In one line, and no other contradicts it.
                const told = api.lines.filter((line) => /^502 POST /.test(line));
                assert.ok(told.at(-1)?.startsWith(`502 POST /v0/lambda: ${form}: ${reason}`), told.at(-1));
                assert.equal(told.length, ++asked);
            }
        },
    );

    row(
        "F3: a body that is flagged as base64 and is none answers 500, and one line says so",
        'return { statusCode: 200, body: "è", isBase64Encoded: true }',
        { api: { binaryMediaTypes: ["*/*"] } },
        async (api) => {
            assert.equal((await api.fail()).status, 500);
            assert.deepEqual(
                api.lines
                    .filter((line) => /base64|^50\d /.test(line))
                    .map((line) => line.replace(/[-0-9a-f]{36}/, "ID")),
                [
                    '500 POST /v0/lambda: isBase64Encoded is true, but the body is not base64, encode it, Buffer.from(body).toString("base64"), or leave the flag out (x-amzn-RequestId ID)',
                ],
            );
        },
    );

    row(
        "F4: a handler that never ends answers 504 at the integration's timeout, and holds its environment until its own",
        "await new Promise(() => setInterval(() => {}, 1000))",
        {
            config: { routes: { "POST /lambda": {}, "POST /hasty": {} } },
            method: ({ resourcePath }) => (resourcePath === "/hasty" ? { timeoutMilliseconds: 60 } : {}),
            fn: { timeout: 1 },
        },
        async (api) => {
            const first = api.environment();
            assert.deepEqual(seen(await api.fail({ path: "/v0/hasty" })), late);
            assert.ok(isRunning(first));
            assert.ok(!api.lines.some((line) => line.startsWith("END")), "504 waited for the function");
            // Busy, so another environment serves.
            await api.succeed();
            await api.printed(/Task timed out after 1\.00 seconds$/);
            await ended(first);
        },
    );

    // The runtime exits from Node.js 24 on; before, the result is null.
    for (const [runtime, errorType] of [
        ["nodejs24.x", "Runtime.ExitError"],
        ["nodejs22.x", undefined],
    ] as const) {
        row(
            `F5: a promise that nothing can settle any more answers 502 at once (${runtime})`,
            "await new Promise(() => {})",
            { fn: { timeout: 20, runtime } },
            async (api) => {
                const began = performance.now();
                assert.deepEqual(seen(await api.fail()), broken);
                assert.ok(performance.now() - began < 2000);
                assert.equal(reported(api, "Error Type"), errorType);
            },
        ).retries(stalls);
    }

    row(
        "F6: the function's own timeout answers 502, with Lambda's line in the log",
        "await new Promise(() => setInterval(() => {}, 1000))",
        { fn: { timeout: 0.1 } },
        async (api) => {
            assert.deepEqual(seen(await api.fail()), broken);
            assert.ok(
                api.lines.some((line) =>
                    /^[-\d]+T[:.\d]+Z [-0-9a-f]{36} Task timed out after 0\.10 seconds$/.test(line),
                ),
            );
            assert.equal(reported(api, "Status"), "timeout");
        },
    );

    for (const [what, fault] of Object.entries({
        "an endless loop": "for (;;);",
        "a regular expression without end": '/^(a+)+$/.test("a".repeat(60) + "!")',
        "a wait of the whole thread": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
        "a command that blocks": 'require("child_process").execSync("sleep 1000; true")',
    })) {
        row(
            `F7: ${what} is killed with its group, and holds nobody else up`,
            fault,
            { fn: { timeout: 0.5 } },
            async (api) => {
                const first = api.environment();
                const failing = api.fail();
                await api.printed(/^START/);
                await api.succeed();
                assert.deepEqual(seen(await failing), broken);
                assert.equal(reported(api, "Status"), "timeout");
                await ended(first);
                await until(
                    () => api.grandchildren("sleep 1000").length === 0,
                    () => "what the handler started runs on",
                );
            },
        );
    }

    const endless = "await new Promise(() => setInterval(() => {}, 1000))";
    for (const [how, fault, detail] of [
        ["process.exit", "process.exit(7)", "exit status 7"],
        ["process.exit(0)", "process.exit()", "exit status 0"],
        ["process.abort", "process.abort()", "signal: SIGABRT"],
        ["a signal to itself", 'process.kill(process.pid, "SIGKILL"); await new Promise(() => {})', "signal: SIGKILL"],
        ["a closed channel", `require("fs").closeSync(5); ${endless}`, ""],
    ] as const) {
        row(`F8: ${how} in the handler answers 502 at once`, fault, { fn: { timeout: 20 } }, async (api) => {
            const began = performance.now();
            assert.deepEqual(seen(await api.fail()), broken);
            assert.ok(performance.now() - began < 2000);
            assert.equal(reported(api, "Error Type"), "Runtime.ExitError");
            assert.ok(api.lines.some((line) => line.includes(`Error: Runtime exited with error: ${detail}`)));
        }).retries(stalls);
    }

    for (const fd of [3, 4]) {
        row(
            `F8: a handler that closes file descriptor ${fd}, which is not its own, is not called again where it did`,
            `require("fs").closeSync(${fd}); return { statusCode: 200, body: "closed" }`,
            {},
            async (api) => {
                for (let time = 0; time < 20; time++) {
                    const first = api.fail();
                    // Those that come with it, or right behind it, get their answers elsewhere.
                    const others = [api.succeed(), api.succeed()];
                    assert.deepEqual(seen(await first), [200, "closed"]);
                    await Promise.all([...others, api.succeed()]);
                }
            },
        );
    }

    row(
        "F8: the end of an environment costs those who wait for it nothing",
        "await new Promise((resolve) => setTimeout(resolve, 100)); process.exit(1)",
        { pool: { maxConcurrency: 1 } },
        async (api) => {
            const failing = api.fail();
            await api.printed(/^START/);
            await Promise.all([api.succeed(), api.succeed(), api.succeed()]);
            assert.deepEqual(seen(await failing), broken);
        },
    );

    row(
        "F8: a process of another group that holds the environment's streams holds no answer back",
        'require("child_process").spawn("sleep", ["3"], { stdio: "inherit", detached: true }); process.exit(7)',
        {},
        async (api) => {
            const began = performance.now();
            assert.deepEqual(seen(await api.fail()), broken);
            assert.ok(performance.now() - began < 1500);
        },
    ).retries(stalls);

    for (const [what, fault] of [
        [
            "an error thrown in a timer",
            'setTimeout(() => { throw new RangeError("x") }, 5); await new Promise(() => setInterval(() => {}, 1000))',
        ],
        [
            "an error that nobody listens to",
            'setImmediate(() => new (require("events"))().emit("error", new RangeError("x"))); await new Promise(() => setInterval(() => {}, 1000))',
        ],
        [
            "a rejection that nobody handles",
            'Promise.reject(new RangeError("x")); await new Promise(() => setInterval(() => {}, 1000))',
        ],
        ["a rejection left behind by a handler that returns at once", 'Promise.reject(new RangeError("x"))'],
    ] as const) {
        row(
            `F9: ${what} answers 502, and the environment is not used again`,
            fault,
            { fn: { timeout: 20 } },
            async (api) => {
                const first = api.environment();
                assert.deepEqual(seen(await api.fail()), broken);
                assert.equal(reported(api, "Error Type"), "Runtime.ExitError");
                await api.succeed();
                await ended(first);
            },
        );
    }

    for (const [how, fault] of Object.entries({
        "an error": 'setTimeout(() => { throw new RangeError("left behind") }, 20)',
        "a rejection": 'setTimeout(() => Promise.reject(new RangeError("left behind")), 20)',
        "the end of the process": "setTimeout(() => process.exit(3), 20)",
    })) {
        row(`F10: ${how} after the answer costs neither this request nor the next`, fault, {}, async (api) => {
            const first = api.environment();
            assert.deepEqual(seen(await api.fail()), [200, "fine"]);
            // The environment is frozen: nothing happens in it, until the timer is due and a request comes.
            await new Promise((resolve) => setTimeout(resolve, 30));
            assert.ok(isRunning(first));
            await api.succeed();
            await ended(first);
            assert.deepEqual(
                api.lines.filter((line) => line.startsWith("REPORT") && line.includes("Status:")),
                [],
            );
            // In Lambda the next request may pay for it: the log says so.
            const told = /^RequestId: [-0-9a-f]{36} Error after the answer: .*; in Lambda it may cost/;
            assert.equal(api.lines.filter((line) => told.test(line)).length, 1, api.lines.join("\n"));
            // A START without an END is explained.
            const explained = /^RequestId: [-0-9a-f]{36} Not begun; another environment takes over$/;
            assert.equal(api.lines.filter((line) => explained.test(line)).length, 1, api.lines.join("\n"));
        });
    }

    for (const [what, fault] of Object.entries({
        Buffers: "const held = []; while (held.length < 300) held.push(Buffer.alloc(2 ** 20, 1)); await forever(held)",
        "Buffers, in one stroke":
            "const held = Buffer.alloc(300 * 2 ** 20, 1); return { statusCode: 200, body: held.toString('latin1', 0, 4) }",
        "the heap": "const held = []; for (;;) held.push({ index: held.length, text: String(held.length) })",
    })) {
        it(`F11: more ${what} than the function's memory ends the environment with 502`, () =>
            withLocalApi(
                faulty(fault, "const forever = (held) => new Promise(() => setInterval(() => held, 1000));"),
                { fn: { memorySize: 128, timeout: 20 } },
                async (api) => {
                    assert.deepEqual(seen(await api.fail()), broken);
                    assert.match(reported(api, "Error Type") ?? "", /^Runtime\.(OutOfMemory|ExitError)$/);
                    if (what !== "the heap") assert.equal(reported(api, "Error Type"), "Runtime.OutOfMemory");
                    await api.succeed();
                },
            ));
    }

    row(
        "F11: the heap's limit is nine tenths of the memory, whatever this machine tells of processes",
        'return { statusCode: 200, body: String(require("v8").getHeapStatistics().heap_size_limit) }',
        { fn: { memorySize: 512 } },
        async (api) => {
            const { body } = await api.fail();
            const limit = Number(body) / 2 ** 20;
            // Beside the old space, which is what the flag holds, it counts the young one.
            assert.ok(limit >= 460 && limit < 512 + 100, `${limit} MB`);
        },
    );

    row(
        "F13: a result above Lambda's 6 MB answers 502",
        'return { statusCode: 200, body: "x".repeat(Number(event.headers.Size)) }',
        {},
        async (api) => {
            const result = (size: number) => api.fail({ headers: { Size: String(size) } });
            const around = '{"statusCode":200,"body":""}'.length;
            assert.deepEqual(seen(await result(6_291_556 - around + 1)), broken);
            assert.equal((await result(6_291_556 - around)).body.length, 6_291_556 - around);
        },
    );

    row(
        "F19: what cannot stand in a header answers 502, and none of it is sent",
        "return { statusCode: 200, headers: JSON.parse(event.headers.Wanted) }",
        {},
        async (api) => {
            for (const headers of [
                { "X-A": "a\r\nSet-Cookie: x=1" },
                { "X-A": "a\nb" },
                { "X-A": "a\0b" },
                { "X-A": "漢" },
                { "X A": "a" },
                { "X-A: a\r\nSet-Cookie": "x=1" },
                { "": "a" },
            ]) {
                const wanted = JSON.stringify(headers).replace("漢", "\\u6f22");
                const answer = await api.fail({ headers: { Wanted: wanted } });
                assert.deepEqual(seen(answer), broken, wanted);
                assert.deepEqual([answer.headers["set-cookie"], answer.headers["x-a"]], [undefined, undefined]);
                assert.match(api.lines.at(-1) ?? "", /^502 .* that API Gateway takes: the header/);
            }
        },
    );

    it("F20: the headers that frame an answer are the server's own, whatever the handler sets", () =>
        withLocalApi(
            `exports.handler = async () => ({ statusCode: 200, body: "fine", headers: {
                "Content-Length": "2", "transfer-encoding": "chunked", Connection: "upgrade", "Keep-Alive": "timeout=9",
                Upgrade: "h2c", TE: "trailers", Trailer: "X-B", Date: "now", Server: "mine" } })`,
            {},
            async (api) => {
                for (let time = 0; time < 2; time++) {
                    const { write, received } = await wire(api.port);
                    write("POST /v0/lambda HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    const head = (await received(/fine$/)).split("\r\n\r\n")[0] ?? "";
                    const framing =
                        /^(content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|server): /i;
                    assert.deepEqual(
                        head.split("\r\n").filter((line) => framing.test(line)),
                        ["Content-Length: 4", "Connection: keep-alive"],
                    );
                    assert.match(head, /^Date: \w{3}, \d\d /m);
                    assert.match(head, /^x-amzn-Remapped-Content-Length: 2$/m);
                }
                await api.succeed();
            },
        ));

    it("F24: a burst is served by as many environments as are allowed, one request at a time in each", () =>
        withLocalApi(
            `let running = 0;
            exports.handler = async () => {
                running++;
                await new Promise((resolve) => setTimeout(resolve, 20));
                return { statusCode: 200, body: running-- === 1 ? "fine" : "two at once" };
            };`,
            { pool: { maxConcurrency: 3 } },
            async (api) => {
                const burst = Array.from({ length: 30 }, () => api.succeed());
                await api.printed(/^REPORT/);
                await Promise.all(burst);
                const started = new Set(api.lines.filter((line) => line.includes("Init Duration")));
                assert.ok(started.size > 1 && started.size <= 3, `${started.size} environments`);
                await api.succeed();
            },
        ));

    it("F24: beyond a thousand requests that wait, one is answered 500 at once", () =>
        withLocalApi(
            faulty("await new Promise(() => setInterval(() => {}, 1000))"),
            { pool: { maxConcurrency: 1 }, fn: { timeout: 1 } },
            async (api) => {
                const { write, socket } = await wire(api.port);
                const failing = "POST /v0/lambda HTTP/1.1\r\nHost: localhost\r\nX-Fault: yes\r\n\r\n";
                write(failing);
                await api.printed(/^START/);
                let begun = 0;
                api.server.on("request", () => begun++);
                write(failing.replace("X-Fault: yes\r\n", "").repeat(1000));
                await until(
                    () => begun === 1000,
                    () => `${begun} requests have come`,
                );
                const began = performance.now();
                assert.deepEqual(seen(await api.fail()), refused);
                assert.ok(performance.now() - began < 500);
                socket.destroy();
                // Those who wait are served, though nobody reads it, as soon as the one that blocks is killed.
                await until(
                    () => api.lines.filter((line) => line.startsWith("REPORT")).length > 1,
                    () => "nobody is served",
                );
                await api.succeed();
            },
        )).retries(stalls);

    it("F26: a handler sees the function's variables and AWS's, and none of the developer's", async () => {
        const secrets = {
            AWS_ACCESS_KEY_ID: "secret",
            AWS_SECRET_ACCESS_KEY: "secret",
            AWS_SESSION_TOKEN: "secret",
            AWS_PROFILE: "secret",
            GITHUB_TOKEN: "secret",
            NPM_TOKEN: "secret",
            NODE_AUTH_TOKEN: "secret",
            npm_config__authToken: "secret",
            PULUMI_ACCESS_TOKEN: "secret",
            PULUMI_CONFIG_PASSPHRASE: "secret",
            NODE_OPTIONS: "--title=secret",
            SSH_AUTH_SOCK: "secret",
            HOME: "/secret",
        };
        const before = { ...process.env };
        Object.assign(process.env, secrets);
        try {
            await withLocalApi(
                faulty("return { statusCode: 200, body: JSON.stringify(process.env) }"),
                { fn: { environment: { GREETING: "Hello" } }, pool: { passedEnv: { PASSED: "on" } } },
                async (api) => {
                    const { body } = await api.fail();
                    const { AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE, AWS_EC2_METADATA_DISABLED } =
                        JSON.parse(body);
                    assert.deepEqual(
                        [AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE, AWS_EC2_METADATA_DISABLED],
                        ["/dev/null", "/dev/null", "true"],
                    );
                    assert.deepEqual(Object.keys(JSON.parse(body)).sort(), [
                        "AWS_CONFIG_FILE",
                        "AWS_DEFAULT_REGION",
                        "AWS_EC2_METADATA_DISABLED",
                        "AWS_EXECUTION_ENV",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        "AWS_LAMBDA_FUNCTION_NAME",
                        "AWS_LAMBDA_FUNCTION_VERSION",
                        "AWS_LAMBDA_INITIALIZATION_TYPE",
                        "AWS_LAMBDA_LOG_FORMAT",
                        "AWS_LAMBDA_LOG_GROUP_NAME",
                        "AWS_LAMBDA_LOG_LEVEL",
                        "AWS_LAMBDA_LOG_STREAM_NAME",
                        "AWS_REGION",
                        "AWS_SHARED_CREDENTIALS_FILE",
                        "GREETING",
                        "HOME",
                        "LAMBDA_TASK_ROOT",
                        "LANG",
                        "PASSED",
                        "PATH",
                        "TMPDIR",
                        "TZ",
                        "_HANDLER",
                        "_X_AMZN_TRACE_ID",
                    ]);
                    assert.doesNotMatch(body, /secret/);
                    await api.succeed();
                },
            );
        } finally {
            for (const name of Object.keys(secrets)) delete process.env[name];
            Object.assign(process.env, before);
        }
    });

    it("F27: what a handler does to its process stays there, and ends with it", async () => {
        const folder = mkdtempSync(join(tmpdir(), "api-gateway-local-f27-"));
        try {
            await withLocalApi(
                faulty(
                    `Object.prototype.polluted = "yes";
                    Array.prototype.push = () => { throw new Error("gone") };
                    globalThis.JSON.parse = () => ({});
                    globalThis.setImmediate = () => {};
                    process.chdir("/");
                    process.title = "mine";
                    require("child_process").spawn("sleep", ["1001"], { stdio: "inherit" });
                    require("net").createServer().listen(0, function () {
                        require("fs").writeFileSync(${JSON.stringify(join(folder, "port"))}, String(this.address().port));
                    });
                    await new Promise((resolve) => setTimeout(resolve, 50));
                    setTimeout(() => process.exit(), 0);
                    return { statusCode: 200, body: "polluted" };`,
                ),
                {},
                async (api) => {
                    const [cwd, title] = [process.cwd(), process.title];
                    assert.equal((await api.fail()).body, "polluted");
                    assert.equal(api.grandchildren("sleep 1001").length, 1);
                    assert.deepEqual(
                        [({} as { polluted?: string }).polluted, process.cwd(), process.title],
                        [undefined, cwd, title],
                    );
                    // The next request finds that environment ended, and another one.
                    await api.succeed();
                    await until(
                        () => api.grandchildren("sleep 1001").length === 0,
                        () => "what the handler started runs on",
                    );
                    const port = Number(readFileSync(join(folder, "port"), "utf8"));
                    await assert.rejects(wire(port));
                },
            );
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it("F28: a client that goes away neither stops the handler nor takes its environment", async () => {
        const folder = mkdtempSync(join(tmpdir(), "api-gateway-local-f28-"));
        const done = join(folder, "done");
        try {
            await withLocalApi(
                faulty(
                    `await new Promise((resolve) => setTimeout(resolve, 100));
                    require("fs").writeFileSync(${JSON.stringify(done)}, "");`,
                ),
                { pool: { maxConcurrency: 1 } },
                async (api) => {
                    const abandoned = new AbortController();
                    const failing = api.fail({ signal: abandoned.signal });
                    await api.printed(/^START/);
                    abandoned.abort();
                    await assert.rejects(failing);
                    // The one environment is free again.
                    await api.succeed();
                    assert.ok(existsSync(done));
                    assert.deepEqual(
                        api.lines.filter((line) => line.includes("Init Duration")).length,
                        1,
                        "the same environment served both",
                    );
                    assert.deepEqual(
                        api.lines.filter((line) => /onError|Status:/.test(line)),
                        [],
                    );
                },
            );
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    for (const [how, fault] of Object.entries({
        "on the console": 'for (let n = 0; n < 20000; n++) console.log("x".repeat(100))',
        "on standard output": 'for (let n = 0; n < 20000; n++) require("fs").writeSync(1, "x".repeat(100) + "\\n")',
        "in one line": 'require("fs").writeSync(1, "x".repeat(2e6))',
        "in one line of the console": 'console.log("x".repeat(2e6))',
    })) {
        row(`F29: a flood of log ${how} is cut, and the answer is not`, fault, {}, async (api) => {
            assert.deepEqual(seen(await api.fail()), [200, "fine"]);
            await api.printed(/^… more than 262144 bytes of log in one invocation$/);
            await api.succeed();
            const bytes = api.lines.join("\n").length;
            // What comes after the answer counts to the next invocation.
            assert.ok(bytes < 2 * 262_144 + 10_000, `${bytes} bytes`);
        });
    }

    row(
        "F29: after a flood the next invocation is heard again",
        'if (event.headers.Word) console.log(event.headers.Word); else for (let n = 0; n < 5000; n++) console.log("x".repeat(100))',
        {},
        async (api) => {
            await api.fail();
            await api.printed(/^… more than/);
            await api.fail({ headers: { Word: "heard again" } });
            assert.ok(api.lines.some((line) => line.includes("heard again")));
        },
    );

    it("F29: what a module throws cannot command the terminal, nor pass for Lambda's own lines", () =>
        withLocalApi('throw new Error("\\x1b[2J\\nREPORT RequestId: forged")', {}, async (api) => {
            assert.deepEqual(seen(await api.ask({ path: "/v0/lambda" })), broken);
            const printed = api.lines.join("\n");
            assert.ok(printed.includes("forged") && !printed.includes("\x1b"), printed);
            assert.doesNotMatch(printed, /^REPORT RequestId: forged/m);
            await api.deploy(faulty(""));
            await api.succeed();
        }));

    row(
        "F29: what a handler writes cannot command the terminal, nor pass for Lambda's own lines or the channel's frames",
        `const hostile = "\\x1b]0;title\\x07\\x1b[2J\\x9b31m\\x7f\\u0085";
        console.log(hostile);
        process.stdout.write(hostile + "\\n");
        process.stderr.write("\\x05\\x00\\x00\\x00\\x01{}\\n");
        console.log("one\\nREPORT RequestId: forged");
        throw Object.assign(new Error(hostile), { name: hostile });`,
        { fn: { logFormat: "Text" } },
        async (api) => {
            assert.deepEqual(seen(await api.fail()), broken);
            await api.printed(/\{\}$/);
            const printed = api.lines.join("\n");
            // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what may not be there
            assert.doesNotMatch(printed, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
            assert.match(printed, /\\x1b\]0;title\\x07\\x1b\[2J\\x9b31m\\x7f\\x85/);
            assert.doesNotMatch(printed, /^REPORT RequestId: forged/m);
        },
    );

    row(
        "F30: a result that has no JSON answers 502, and its environment goes on",
        "return eval(event.headers.Result)",
        {},
        async (api) => {
            for (const result of [
                "const circle = {}; circle.body = circle; circle",
                "({ statusCode: 200n })",
                '({ toJSON() { throw new Error("no") } })',
                "() => {}",
                "Symbol()",
            ]) {
                assert.deepEqual(seen(await api.fail({ headers: { Result: result } })), broken, result);
            }
            assert.equal(api.lines.filter((line) => /Error Type: Runtime\.JSONStringifyError/.test(line)).length, 3);
            await api.succeed();
            assert.equal(reported(api, "Init Duration"), undefined);
        },
    );

    row(
        "F33: a handler that writes to the channel itself gets its environment ended, and nobody else's",
        "require('fs').writeSync(Number(event.headers.To ?? 5), Buffer.from(event.headers.Frame, 'hex')); await new Promise((resolve) => setTimeout(resolve, event.headers.To ? 50 : 10_000))",
        { fn: { timeout: 20 } },
        async (api) => {
            const frame = (type: number, payload: string) => {
                const head = Buffer.alloc(5);
                head[0] = type;
                head.writeUInt32BE(payload.length, 1);
                return Buffer.concat([head, Buffer.from(payload)]).toString("hex");
            };
            for (const bytes of [
                "ffffffffff",
                frame(0, ""),
                frame(9, "none"),
                frame(10, ""),
                frame(10, "\nnot JSON"),
                frame(11, ""),
                "05ffffffff",
                frame(3, ""),
                frame(4, "not JSON"),
                frame(6, "1\nnot JSON"),
                frame(6, "null"),
                frame(8, ""),
            ]) {
                const { status } = await api.fail({ headers: { Frame: bytes } });
                assert.ok(status === 502, `${bytes}: ${status}`);
                await api.succeed();
            }
            // Nobody reads what is written the other way.
            const lost = frame(5, '1\n{"body":"forged"}');
            assert.deepEqual(seen(await api.fail({ headers: { To: "3", Frame: lost } })), [200, "fine"]);
            await api.succeed();
            // Two answers to one question: the second is nobody's.
            const two = frame(5, '1\n{"body":"forged"}').repeat(2);
            assert.equal((await api.fail({ headers: { Frame: two } })).body, "forged");
            await api.succeed();
            await api.succeed();
        },
    );
});
