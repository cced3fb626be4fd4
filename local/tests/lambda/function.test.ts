import assert from "node:assert/strict";
import { type Answer, ask, wire } from "../http";
import { type LocalApi, type Settings, withLocalApi } from "../local-api";
import { isRunning, until } from "../processes";

/** Answers with what a test wants to know of the environment, after as many ms as the test asks for. */
const telling = `
const loaded = Date.now();
let invocations = 0;
exports.handler = async (event) => {
    invocations++;
    await new Promise((resolve) => setTimeout(resolve, Number(event.headers.Wait ?? 0)));
    return { statusCode: 200, body: JSON.stringify({ pid: process.pid, loaded, invocations, version: "first" }) };
};`;

interface Told {
    pid: number;
    loaded: number;
    invocations: number;
    version: string;
}

const hasty: Settings = {
    config: { routes: { "POST /lambda": {}, "POST /hasty": {} } },
    method: ({ resourcePath }) => (resourcePath === "/hasty" ? { timeoutMilliseconds: 80 } : {}),
};

async function tell(api: LocalApi, wait = 0): Promise<Told> {
    const { status, body } = await api.ask({ path: "/v0/lambda", headers: { Wait: String(wait) } });
    assert.equal(status, 200, body);
    return JSON.parse(body);
}

function seen({ status, body }: Answer): [number, string] {
    return [status, body];
}

function count({ lines }: LocalApi, pattern: RegExp): number {
    return lines.filter((line) => pattern.test(line)).length;
}

function settled(holds: () => boolean, what: string): Promise<void> {
    return until(holds, () => what, 5000);
}

describe("a function", () => {
    describe("environments", () => {
        it("are used again: the module is loaded once and keeps its state", () =>
            withLocalApi(telling, {}, async (api) => {
                const [first, second] = [await tell(api), await tell(api)];
                assert.deepEqual(second, { ...first, invocations: 2 });
                assert.equal(count(api, /Init Duration/), 1);
            }));

        it("are there before the first request", () =>
            withLocalApi(telling, {}, async (api) => {
                const pid = api.environment();
                assert.equal((await tell(api)).pid, pid);
            }));

        it("are used by who comes next, the one used last first", () =>
            withLocalApi(telling, {}, async (api) => {
                const slow = tell(api, 1000);
                await api.printed(/^START/);
                const quick = await tell(api, 200);
                const { pid } = await slow;
                assert.notEqual(quick.pid, pid);
                for (let time = 0; time < 3; time++) assert.equal((await tell(api)).pid, pid);
            }));

        it("have a process in reserve, so that the next one starts sooner", () =>
            withLocalApi(telling, {}, async (api) => {
                await settled(() => api.environments().length === 2, "no reserve");
                const reserve = api.environments().map(({ pid }) => pid);
                const slow = tell(api, 300);
                await api.printed(/^START/);
                const both = [(await tell(api)).pid, (await slow).pid];
                assert.deepEqual(both.sort(), reserve.sort());
            }));

        it("in reserve are not used for another configuration", () => {
            const naming = "exports.handler = async () => ({ statusCode: 200, body: process.env.NAME })";
            return withLocalApi(naming, { fn: { environment: { NAME: "old" } } }, async (api) => {
                await settled(() => api.environments().length === 2, "no reserve");
                await api.deploy(naming, { fn: { environment: { NAME: "new" } } });
                assert.equal((await api.ask({ path: "/v0/lambda" })).body, "new");
            });
        });

        it("report how long an invocation took, what of it is billed, and the memory used", () =>
            withLocalApi(telling, {}, async (api) => {
                await tell(api, 50);
                await tell(api, 50);
                const reports = api.lines.filter((line) => line.startsWith("REPORT"));
                for (const report of reports) {
                    const field = (name: string) => Number(new RegExp(`\t${name}: ([\\d.]+)`).exec(report)?.[1] ?? 0);
                    const [duration, init] = [field("Duration"), field("Init Duration")];
                    assert.ok(duration >= 49 && duration < 1000, report);
                    assert.ok(Math.abs(field("Billed Duration") - duration - init) <= 1.01, report);
                    assert.ok(field("Max Memory Used") > 20 && field("Max Memory Used") < 128, report);
                }
                assert.equal(reports.length, 2);
            }));

        it("without a request are ended after a while, but for the last one and the reserve", () =>
            withLocalApi(telling, { pool: { idleLimit: 200 } }, async (api) => {
                const pids = await Promise.all([1, 2, 3].map(async () => (await tell(api, 1500)).pid));
                assert.equal(new Set(pids).size, 3);
                await settled(() => pids.filter(isRunning).length === 1, "all run on");
                const last = (await tell(api)).pid;
                assert.ok(pids.includes(last));
                await settled(() => api.environments().length === 2, "no reserve");
            }));

        it("wait for no one whose client has its answer already", () =>
            withLocalApi(telling, { ...hasty, pool: { maxConcurrency: 1 } }, async (api) => {
                const slow = tell(api, 300);
                await api.printed(/^START/);
                const answer = await api.ask({ path: "/v0/hasty" });
                assert.deepEqual(seen(answer), [504, '{"message": "Endpoint request timed out"}']);
                await slow;
                // The one that was given up was never begun.
                assert.equal((await tell(api)).invocations, 2);
            }));
    });

    describe("reserved concurrency", () => {
        const throttled: [number, string] = [500, '{"message": "Internal server error"}'];

        it("of 0 answers 500 to all", () =>
            withLocalApi(telling, { fn: { reservedConcurrentExecutions: 0 } }, async (api) => {
                assert.deepEqual(seen(await api.ask({ path: "/v0/lambda" })), throttled);
                assert.equal(count(api, /^START/), 0);
            }));

        it("of 2 answers 500 at once to a third request, and serves again when one has ended", () =>
            withLocalApi(telling, { fn: { reservedConcurrentExecutions: 2 } }, async (api) => {
                const both = [tell(api, 300), tell(api, 300)];
                await settled(() => count(api, /^START/) === 2, "two do not run");
                assert.deepEqual(seen(await api.ask({ path: "/v0/lambda" })), throttled);
                await Promise.all(both);
                await tell(api);
                assert.equal(count(api, /^START/), 3);
            }));
    });

    describe("that cannot be loaded", () => {
        const broken: [number, string] = [502, '{"message": "Internal server error"}'];

        for (const [why, text, reported] of [
            ["imports what there is not", 'require("nothing")', /"errorMessage":"Error: Cannot find module 'nothing'/],
            ["is no JavaScript", "exports.handler = (", /"errorMessage":"SyntaxError: /],
            ["exports no handler", "exports.handle = () => {}", /index\.handler is undefined or not exported/],
            ["exports a handler that is none", "exports.handler = 1", /index\.handler is not a function/],
            ["throws", 'throw new RangeError("too far")', /"errorMessage":"too far"/],
            [
                "rejects",
                'Promise.reject(new RangeError("too far")); exports.handler = async () => {}',
                /^RangeError: too far/,
            ],
            ["exits", "process.exit(3)", /Runtime exited with error: exit status 3/],
            [
                "leaves an error behind",
                'setTimeout(() => { throw new RangeError("late") }); exports.handler = async () => {}',
                /^RangeError: late/,
            ],
        ] as const) {
            it(`because it ${why} answers 502, and the log says why, once for each attempt`, () =>
                withLocalApi(text, {}, async (api) => {
                    const before = count(api, reported);
                    for (let time = 1; time < 3; time++) {
                        assert.deepEqual(seen(await api.ask({ path: "/v0/lambda" })), broken);
                        assert.equal(count(api, reported), before + time, api.lines.join("\n"));
                    }
                    await api.deploy(telling);
                    await tell(api);
                }));
        }

        it("tells everyone who waits, however many they are", () =>
            withLocalApi('throw new RangeError("too far")', { pool: { maxConcurrency: 2 } }, async (api) => {
                const answers = await Promise.all(Array.from({ length: 6 }, () => api.ask({ path: "/v0/lambda" })));
                assert.deepEqual(answers.map(seen), Array(6).fill(broken));
            }));
    });

    describe("a new version", () => {
        const second = telling.replace("first", "second");

        it("takes the next request; the one in flight ends on the old version, which then goes", () =>
            withLocalApi(telling, {}, async (api) => {
                const old = api.environment();
                const slow = tell(api, 300);
                await api.printed(/^START/);
                await api.deploy(second);
                assert.equal((await tell(api)).version, "second");
                assert.deepEqual([(await slow).version, (await slow).pid], ["first", old]);
                await settled(() => !isRunning(old), "the old version runs on");
            }));

        it("is not for a request that came before, though its body came after", () =>
            withLocalApi(telling, {}, async (api) => {
                const { write, received, socket } = await wire(api.port);
                const come = new Promise((resolve) => api.server.once("request", resolve));
                write("POST /v0/lambda HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n1");
                await come;
                await api.deploy(second);
                write("2");
                assert.match(await received(/\}$/), /"version":"first"/);
                assert.equal((await tell(api)).version, "second");
                socket.destroy();
            }));

        it("is not for a request that waits for an environment of the old one", () =>
            withLocalApi(telling, { pool: { maxConcurrency: 1 } }, async (api) => {
                const running = tell(api, 300);
                await api.printed(/^START/);
                let begun = 0;
                api.server.on("request", () => begun++);
                const waiting = [tell(api), tell(api)];
                await settled(() => begun === 2, "nobody waits");
                await api.deploy(second);
                assert.equal((await tell(api)).version, "second");
                const versions = (await Promise.all([running, ...waiting])).map(({ version }) => version);
                assert.deepEqual(versions, ["first", "first", "first"]);
            }));

        it("that cannot be loaded leaves the old one, which goes on as if nothing had been", () =>
            withLocalApi(telling, {}, async (api) => {
                const before = await tell(api);
                await assert.rejects(api.deploy('throw new RangeError("too far")'), {
                    message: "The function's handler could not be loaded; the log says why",
                });
                assert.deepEqual(await tell(api), { ...before, invocations: 2 });
                assert.equal(count(api, /"errorMessage":"too far"/), 1);
            }));

        it("that reads a file which is not in its archive as it loads, says so", () =>
            withLocalApi(telling, {}, async (api) => {
                await assert.rejects(api.deploy('require("fs").readFileSync(__dirname + "/query.sql")'), {
                    message:
                        "The function's handler could not be loaded; its archive has no file query.sql, which the program must put there",
                });
            }));

        it("with the same code and configuration is the old one", () =>
            withLocalApi(telling, {}, async (api) => {
                const before = await tell(api);
                await api.deploy(telling);
                assert.deepEqual(await tell(api), { ...before, invocations: 2 });
            }));

        it("of one of two functions waits for the other's, and goes with it", () =>
            withLocalApi(telling, two("first"), async (api) => {
                const versions = async () =>
                    (await Promise.all(["a", "b"].map((path) => ask(api.port, { path: `/v0/${path}` })))).map(
                        ({ body }) => JSON.parse(body).version,
                    );
                assert.deepEqual(await versions(), ["first", "first"]);
                await assert.rejects(api.deploy("", two("second", "throw 1")));
                assert.deepEqual(await versions(), ["first", "first"]);
                await api.deploy("", two("second"));
                assert.deepEqual(await versions(), ["second", "second"]);
                // A function that is gone leaves no process behind.
                await api.deploy(telling, {});
                await tell(api);
                await settled(() => api.environments().length === 2, "too many environments");
            }));
    });

    it("that cannot be started, because its variables are too large, answers 502", () =>
        withLocalApi(telling, { fn: { environment: { LARGE: "x".repeat(200_000) } } }, async (api) => {
            assert.equal((await api.ask({ path: "/v0/lambda" })).status, 502);
            await api.printed(/E2BIG/);
            await api.deploy(telling, {});
            await tell(api);
        }));

    it("that is closed leaves no process, whoever waits", () =>
        withLocalApi(telling, { pool: { maxConcurrency: 2 } }, async (api) => {
            const waiting = Array.from({ length: 6 }, () => tell(api, 1000).catch(() => {}));
            await settled(() => count(api, /^START/) === 2, "nobody runs");
            const pids = api.environments().map(({ pid }) => pid);
            await api.serving.close();
            assert.deepEqual(pids.filter(isRunning), []);
            await Promise.all(waiting);
            assert.deepEqual(api.environments(), []);
        }));
});

/** Two functions of the version, each behind a route of its own; the second with other code. */
function two(version: string, other?: string): Settings {
    const code = telling.replace("first", version);
    return {
        config: { routes: { "POST /a": {}, "POST /b": {} } },
        method: ({ resourcePath }) => ({
            functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${resourcePath}`,
        }),
        functions: (fn) => [
            { ...fn, arn: "arn:aws:lambda:us-east-1:123456789012:function:/a", code: { "index.js": code } },
            { ...fn, arn: "arn:aws:lambda:us-east-1:123456789012:function:/b", code: { "index.js": other ?? code } },
        ],
    };
}
