import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { streamedResponse, wholeResponse } from "../../src/lambda/caller-response";
import { type ExecutionEnvironment, startEnvironment } from "../../src/lambda/execution-environment";
import type { Outcome } from "../../src/lambda/handler-call";
import { createResponseReader } from "../../src/lambda/response-reader";
import type { ResponseReceiver } from "../../src/lambda/response-receiver";
import { writeRuntimes } from "../../src/lambda/runtime-bundle";
import type { LambdaFunction } from "../../src/program/lambda-function";
import { stalls, until } from "../processes";

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
    logFormat: "Text",
    logGroup: "/greeter",
    reservedConcurrentExecutions: -1,
    code: {},
};
const metadata = '{"statusCode":200}\0\0\0\0\0\0\0\0';
const runtimes = ["nodejs22.x", "nodejs24.x"];

/** What came of one invocation, in order: bytes as text, "end" or "cut", and how it was over. */
interface Streamed {
    /** All the bytes. */
    text: string;
    /** `bytes`, `end` and `over`, each once for as often as it comes in a row. */
    order: string[];
    outcome: Outcome;
}

describe("a handler that streams", () => {
    let folder = "";
    const environments: ExecutionEnvironment[] = [];

    before(() => {
        folder = mkdtempSync(join(tmpdir(), "streaming-test-"));
        writeRuntimes(join(__dirname, "../../src/lambda"), folder);
    });

    afterEach(async () => {
        for (const environment of environments) environment.kill();
        await Promise.all(environments.splice(0).map(({ ended }) => ended));
    });

    after(() => rmSync(folder, { recursive: true }));

    async function start(text: string, runtime = "nodejs24.x") {
        const lines: string[] = [];
        const taskRoot = mkdtempSync(join(folder, "task-"));
        writeFileSync(join(taskRoot, "index.js"), text);
        const environment = startEnvironment({
            fn: { ...fn, runtime },
            runtimesDir: folder,
            passedEnv: {},
            inspectPort: undefined,
            reaper: { track: () => {}, untrack: () => {} },
            print: (line = "") => lines.push(line),
        });
        environments.push(environment);
        const failure = await environment.init(taskRoot, 10_000);
        const invoke = (receiver: Partial<ResponseReceiver> = {}, limit = 3000): Promise<Streamed> => {
            const chunks: Buffer[] = [];
            const order: string[] = [];
            const note = (what: string) => order.at(-1) !== what && order.push(what);
            const told: ResponseReceiver = {
                write: (chunk) => {
                    chunks.push(chunk);
                    note("bytes");
                    return receiver.write?.(chunk);
                },
                end: () => {
                    note("end");
                    receiver.end?.();
                },
                cut: () => note("cut"),
            };
            return new Promise((resolve) => {
                environment.invoke({
                    ...{ requestId: "id", traceId: "Root=1-2-3", event: Buffer.from("{}"), limit, receiver: told },
                    begun: () => {},
                    over: (outcome) => {
                        note("over");
                        resolve({ text: Buffer.concat(chunks).toString(), order, outcome });
                    },
                });
            });
        };
        return { failure, lines, invoke, alive: environment.alive };
    }

    const streamed = (body: string) =>
        `const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
        exports.handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });`;

    /** What a handler writes, and the error it ends with. */
    async function both(body: string, runtime?: string): Promise<[text: string, error: string | undefined]> {
        const { text, outcome } = await (await start(streamed(body), runtime)).invoke();
        const failed = typeof outcome === "object" && "error" in outcome;
        return [text, failed ? `${outcome.error.errorType}: ${outcome.error.errorMessage}` : undefined];
    }

    for (const runtime of runtimes) {
        describe(`on ${runtime}`, () => {
            it("hands over what it writes at once, and its end before its own", async () => {
                const { invoke } = await start(
                    streamed("stream.write('a'); await sleep(100); stream.write('b'); stream.end(); await sleep(50);"),
                    runtime,
                );
                const began = performance.now();
                const times: number[] = [];
                const timed = { write: () => void times.push(performance.now() - began) };
                for (let time = 0; time < 2; time++) {
                    const { text, order, outcome } = await invoke(timed);
                    assert.equal(text, "ab");
                    assert.deepEqual(order, ["bytes", "end", "over"]);
                    assert.ok(typeof outcome === "object" && "result" in outcome, JSON.stringify(outcome));
                    const { duration, ...rest } = outcome;
                    assert.deepEqual(rest, { result: "", streamed: 2 });
                    assert.ok(duration > 145, `${duration} ms`);
                }
                // Of the second invocation: in the first, code is compiled while its timer runs already.
                assert.ok((times[3] ?? 0) - (times[2] ?? 0) > 50, times.join());
            }).retries(stalls);

            it("writes its metadata, as they were at first, before the first chunk (ST14)", async () => {
                const from =
                    "const meta = { statusCode: 200 }; const s = awslambda.HttpResponseStream.from(stream, meta); meta.statusCode = 500;";
                for (const [body, expected] of [
                    ["s.write('a'); s.write('b'); s.end();", `${metadata}ab`],
                    ["s.write(''); s.end();", metadata],
                    ["s.end();", ""],
                    ["s.end('a');", "a"],
                    ["stream.write(String(s === stream)); stream.end();", `${metadata}true`],
                    ["stream.write('a'); stream.end('b');", `${metadata}ab`],
                ]) {
                    assert.deepEqual(await both(`${from} ${body}`, runtime), [expected, undefined], body);
                }
            });

            it("writes bytes as they are, anything else as JSON, and nothing without a length (ST16)", async () => {
                const writing = (what: string) => `stream.write(${what}); stream.end();`;
                assert.deepEqual(await both(writing("{ a: [1, null] }"), runtime), ['{"a":[1,null]}', undefined]);
                assert.deepEqual(await both(writing("7"), runtime), ["7", undefined]);
                assert.deepEqual(await both(writing("new Uint8Array([0, 97])"), runtime), ["\0a", undefined]);
                assert.deepEqual(await both(writing("'6162', 'hex'"), runtime), ["ab", undefined]);
                assert.deepEqual(await both(writing("null"), runtime), [
                    "",
                    "TypeError: Cannot read properties of null (reading 'length')",
                ]);
            });

            it("sets no content type after the first write (ST15)", async () => {
                const late = "stream.setContentType('a/b'); stream.write('a'); stream.setContentType('c/d');";
                assert.deepEqual(await both(late, runtime), [
                    "a",
                    "Runtime.InvalidStreamingOperation: Cannot set content-type, too late.",
                ]);
            });

            it("is warned where it returns something, which goes nowhere (ST17)", async () => {
                const { invoke, lines } = await start(streamed("stream.write('a'); stream.end(); return 1;"), runtime);
                assert.equal((await invoke()).text, "a");
                assert.match(lines.join("\n"), /WARN\tStreaming handlers ignore return values\.$/);
            });

            it("fails if it returns no promise, or never ends its response (ST17)", async () => {
                const type = runtime === "nodejs22.x" ? "string" : "Error";
                const plain = "exports.handler = awslambda.streamifyResponse((event, stream) => stream.end());";
                const { outcome } = await (await start(plain, runtime)).invoke();
                assert.ok(typeof outcome === "object" && "error" in outcome, JSON.stringify(outcome));
                const { errorType, errorMessage } = outcome.error;
                assert.deepEqual([errorType, errorMessage], [type, "Streaming does not support non-async handlers."]);
                for (const body of ["stream.write('a');", "stream.write('a'); await new Promise(() => {});"])
                    assert.deepEqual(await both(body, runtime), ["a", `${type}: Response stream is not finished.`]);
            });

            it("takes a pipeline, of a stream and of a generator (ST19)", async () => {
                const piping = (source: string) =>
                    `await require("node:stream/promises").pipeline(${source}, awslambda.HttpResponseStream.from(stream, { statusCode: 200 }));`;
                const readable = "require('node:stream').Readable.from(['p', 'q', 'r'])";
                assert.deepEqual(await both(piping(readable), runtime), [`${metadata}pqr`, undefined]);
                const generator = "async function* () { yield 'p'; await sleep(5); yield 'q'; }";
                assert.deepEqual(await both(piping(generator), runtime), [`${metadata}pq`, undefined]);
                const broken = "async function* () { yield 'p'; await sleep(5); throw new RangeError('x'); }";
                assert.deepEqual(await both(piping(broken), runtime), [`${metadata}p`, "RangeError: x"]);
            });

            it("that fails has all delivered that it wrote before, and works again", async () => {
                const text = streamed("stream.write('a'.repeat(300_000)); throw new RangeError('x')");
                const { invoke, alive } = await start(text, runtime);
                for (let time = 0; time < 2; time++) {
                    const { text, order, outcome } = await invoke();
                    assert.equal(text.length, 300_000);
                    assert.deepEqual(order, ["bytes", "over"]);
                    assert.ok(typeof outcome === "object" && "error" in outcome, JSON.stringify(outcome));
                }
                assert.ok(alive());
            });

            it("that exits, or fails where nobody catches it, has what it wrote delivered too", async () => {
                for (const body of [
                    "process.exit(3)",
                    "setTimeout(() => { throw new RangeError('x') }); await sleep(99)",
                ]) {
                    const { invoke, alive } = await start(
                        streamed(`stream.write('a'); await sleep(5); ${body}`),
                        runtime,
                    );
                    const { text, order } = await invoke();
                    assert.deepEqual([text, order], ["a", ["bytes", "over"]]);
                    await until(
                        () => !alive(),
                        () => "the process runs on",
                    );
                }
            });

            it("that destroys its response fails", async () => {
                const hungUp = "Error: socket hang up";
                assert.deepEqual(await both("stream.write('a'); await sleep(5); stream.destroy();", runtime), [
                    "a",
                    hungUp,
                ]);
                const why = "stream.destroy(new RangeError('x')); await sleep(5);";
                assert.deepEqual(await both(why, runtime), ["", "RangeError: x"]);
            });

            it("that takes too long is cut off", async () => {
                const { invoke } = await start(streamed("stream.write('a'); await sleep(3000);"), runtime);
                const { text, outcome } = await invoke({}, 200);
                assert.equal(text, "a");
                assert.ok(typeof outcome === "object" && "ended" in outcome && outcome.ended === "timeout");
            });

            it("sees what a stream is in AWS's runtime, and no more (ST21)", async () => {
                const telling =
                    "const { Writable } = require('node:stream'); stream.write([stream instanceof Writable, typeof stream.pipe, stream.writable, 'writableBuffer' in stream, stream.writableHighWaterMark > 0]); stream.end();";
                const [text] = await both(telling, runtime);
                assert.deepEqual(JSON.parse(text), [false, "undefined", true, runtime === "nodejs22.x", true]);
            });

            it("ends with an encoding and a callback from Node.js 24 on only (ST21)", async () => {
                const ending =
                    "let called = 0; stream.write(''); stream.end('6162', 'hex', () => called++); await sleep(20); console.log('called', called);";
                const { invoke, lines } = await start(streamed(ending), runtime);
                const { text } = await invoke();
                assert.equal(text, runtime === "nodejs22.x" ? "6162" : "ab");
                assert.match(lines.join("\n"), runtime === "nodejs22.x" ? /called 0/ : /called 1/);
            });
        });
    }

    it("is marked, and stays the function it was (ST18)", async () => {
        const { invoke } = await start(`const f = async (event, stream) => {
            const mark = (name) => f[Symbol.for("aws.lambda.runtime.handler.streaming" + name)];
            stream.write([exports.handler === f, mark(""), mark(".highWaterMark"), stream.writableHighWaterMark]);
            stream.end();
        };
        exports.handler = awslambda.streamifyResponse(f, { highWaterMark: 77 });`);
        assert.deepEqual(JSON.parse((await invoke()).text), [true, "response", 77, 77]);
    });

    it("with another mark is refused when it is loaded", async () => {
        const mark = 'exports.handler[Symbol.for("aws.lambda.runtime.handler.streaming")] = "request";';
        const { failure } = await start(`exports.handler = async () => {}; ${mark}`);
        const { errorType, errorMessage } = failure ?? assert.fail();
        assert.deepEqual(
            [errorType, errorMessage],
            ["Runtime.MalformedStreamingHandler", "Only response streaming is supported."],
        );
    });

    it("may have as many parameters as it likes", async () => {
        const { failure } = await start("exports.handler = awslambda.streamifyResponse(async (a, b, c) => {})");
        assert.equal(failure, undefined);
    });

    it("before Node.js 24 is over when its event loop is empty, its response sooner", async () => {
        const text = (waits: boolean) =>
            streamed(
                `context.callbackWaitsForEmptyEventLoop = ${waits}; stream.write('a'); stream.end(); setTimeout(() => {}, 150);`,
            );
        for (const [runtime, waits, long] of [
            ["nodejs22.x", true, true],
            ["nodejs22.x", false, false],
            ["nodejs24.x", true, false],
        ] as const) {
            let ended = 0;
            const { invoke } = await start(text(waits), runtime);
            const { outcome } = await invoke({ end: () => (ended = performance.now()) });
            const after = performance.now() - ended;
            assert.ok(typeof outcome === "object" && outcome.duration > 0);
            assert.equal(after > 100, long, `${runtime}, ${waits}: ${after} ms`);
        }
    }).retries(stalls);

    it("waits for who reads slowly, without a standstill of its own", async () => {
        const { invoke, lines } = await start(
            streamed(`const chunk = Buffer.alloc(65536);
                let waits = 0, ticks = 0;
                const timer = setInterval(() => ticks++, 5);
                for (let n = 0; n < 64; n++) {
                    if (!stream.write(chunk)) { waits++; await new Promise((resolve) => stream.once("drain", resolve)); }
                }
                stream.end();
                clearInterval(timer);
                console.log(JSON.stringify({ waits: waits > 10, ticks: ticks > 10 }));`),
        );
        let held = 0;
        let most = 0;
        const { text } = await invoke({
            write: (chunk) => {
                held += chunk.length;
                most = Math.max(most, held);
                return new Promise((resolve) =>
                    setTimeout(() => {
                        held = 0;
                        resolve();
                    }, 5),
                );
            },
        });
        assert.equal(text.length, 64 * 65536);
        // No more than one read comes while the promise is open, until the handler has written all.
        assert.ok(most < (64 * 65536) / 4, `${most} bytes at once`);
        assert.match(lines.join("\n"), /\{"waits":true,"ticks":true\}/);
    });

    it("writes nothing into the response of the next invocation", async () => {
        const { invoke } = await start(
            streamed(`globalThis.before?.write("late");
                stream.write("a");
                stream.end();
                globalThis.before = stream;`),
        );
        for (let time = 0; time < 3; time++) assert.equal((await invoke()).text, "a");
    });
});

describe("the reader of responses", () => {
    function reading() {
        const source = new PassThrough();
        const events: string[] = [];
        const reader = createResponseReader(source, () => events.push("stray"));
        const receiver = (name: string): ResponseReceiver => ({
            write: (chunk) => void events.push(`${name}: ${chunk}`),
            end: () => {},
            cut: () => {},
        });
        return { source, events, reader, receiver };
    }
    const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

    it("gives bytes to the invocation that runs, and tells of those that none can have written", async () => {
        const { source, events, reader, receiver } = reading();
        for (const next of [receiver("a"), undefined, receiver("b")]) {
            reader.begin(next);
            source.write("x");
            await turn();
        }
        assert.deepEqual(events, ["a: x", "stray", "b: x"]);
    });

    it("calls back when all the bytes are there that were told of, in order", async () => {
        const { source, events, reader, receiver } = reading();
        reader.begin(receiver("a"));
        reader.after(3, () => events.push("complete"));
        reader.after(3, () => events.push("over"));
        for (const text of ["x", "yz"]) {
            source.write(text);
            await turn();
        }
        assert.deepEqual(events, ["a: x", "a: yz", "complete", "over"]);
    });

    it("calls back all the same when nothing more can come", async () => {
        const { source, events, reader, receiver } = reading();
        reader.begin(receiver("a"));
        reader.after(3, () => events.push("over"));
        source.destroy();
        await turn();
        assert.deepEqual(events, ["over"]);
    });
});

describe("the response of an invocation", () => {
    const ended = { result: "", streamed: 5, duration: 1 };

    function told() {
        const events: string[] = [];
        const receiver: ResponseReceiver = {
            write: (chunk) => {
                events.push(chunk.toString());
                return undefined;
            },
            end: () => events.push("end"),
            cut: () => events.push("cut"),
        };
        return { events, receiver };
    }

    it("as a whole is all that was streamed, the metadata included (ST22)", () => {
        const { receiver, outcome } = wholeResponse();
        receiver.write(Buffer.from("ab\0"));
        receiver.write(Buffer.from("c"));
        receiver.end();
        assert.deepEqual(outcome(ended), { result: "ab\0c", streamed: 5, duration: 1 });
        assert.deepEqual(outcome({ result: "1", duration: 1 }), { result: "1", duration: 1 });
    });

    it("as a whole is kept only as far as it takes to see that it is too large", () => {
        const { receiver, outcome } = wholeResponse();
        const chunk = Buffer.alloc(1024 * 1024, "a");
        for (let index = 0; index < 100; index++) receiver.write(chunk);
        const { result } = outcome(ended) as { result: string };
        assert.ok(result.length > 6_291_556 && result.length < 8 * 1024 * 1024, `${result.length} bytes`);
    });

    it("as it comes is one piece of what is returned", () => {
        const { events, receiver } = told();
        streamedResponse(receiver).outcome({ result: '{"a":1}', duration: 1 });
        assert.deepEqual(events, ['{"a":1}', "end"]);
    });

    it("as it comes is cut where the invocation fails, unless it was complete", () => {
        const failed = { ended: "exit", detail: "", duration: 1 } as const;
        const { events, receiver } = told();
        const first = streamedResponse(receiver);
        first.receiver.write(Buffer.from("a"));
        assert.deepEqual(first.outcome(failed), failed);
        const second = streamedResponse(receiver);
        second.receiver.end();
        second.outcome(failed);
        assert.deepEqual(events, ["a", "cut", "end"]);
    });

    it("as it comes is cut at the limit, and the invocation has failed", () => {
        const { events, receiver } = told();
        const { receiver: limited, outcome } = streamedResponse(receiver, 4);
        for (const text of ["ab", "cd", "e", "f"]) limited.write(Buffer.from(text));
        limited.end();
        assert.deepEqual(events, ["ab", "cd", "", "cut"]);
        assert.deepEqual(outcome(ended), {
            error: {
                errorType: "Function.ResponseSizeTooLarge",
                errorMessage: "Response payload size exceeded maximum allowed payload size (4 bytes).",
                trace: [],
            },
            duration: 1,
        });
    });
});
