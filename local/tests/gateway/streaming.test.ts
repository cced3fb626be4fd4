import assert from "node:assert/strict";
import type { RequestObserver, RequestRecord } from "../../src/gateway/gateway";
import { wire } from "../http";
import { type LocalApi, type Settings, withLocalApi } from "../local-api";
import { isRunning, stalls, until } from "../processes";

const head = "POST /v0/lambda HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
const text = { statusCode: 200, headers: { "Content-Type": "text/plain" } };
const broken = '{"message": "Internal server error"}';

/** A handler that streams: `s` is the stream with its metadata, `stream` the one without. */
function streaming(body: string, metadata: unknown = text): string {
    return `const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
        const s = awslambda.HttpResponseStream.from(stream, ${JSON.stringify(metadata)});
        ${body}
    });`;
}

function withStream(
    handler: string,
    test: (api: LocalApi) => Promise<unknown>,
    { method, ...more }: Settings = {},
): Promise<void> {
    const settings: Settings = {
        method: (each) => ({ responseTransferMode: "STREAM", ...method?.(each) }),
        ...more,
    };
    return withLocalApi(handler, settings, test);
}

/** All that comes for one request, head and body apart, as it stood on the wire. */
async function raw(api: LocalApi, request = head): Promise<{ lines: string[]; body: string }> {
    const { write, closed } = await wire(api.port);
    write(request);
    const all = await closed;
    const end = all.indexOf("\r\n\r\n");
    return { lines: all.slice(0, end).split("\r\n"), body: all.slice(end + 4) };
}

function named(lines: string[], name: string): string[] {
    return lines
        .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))
        .map((line) => line.split(": ")[1] ?? "");
}

/** What chunks hold; throws where they are none. */
function unchunked(body: string): string {
    const [line = "", size = ""] = /^([0-9a-f]+)\r\n/.exec(body) ?? [];
    const [begin, length] = [line.length, Number.parseInt(size, 16)];
    assert.equal(body.slice(begin + length, begin + length + 2), "\r\n");
    return length === 0 ? "" : body.slice(begin, begin + length) + unchunked(body.slice(begin + length + 2));
}

async function seen(api: LocalApi): Promise<[number, string]> {
    const { status, body } = await api.ask({ path: "/v0/lambda" });
    return [status, body];
}

describe("a route that streams", () => {
    it("sends the head when the metadata are there, and each piece when it is written (ST3)", () =>
        withStream(
            streaming("s.write(''); await sleep(500); s.write('one'); await sleep(500); s.write('two'); s.end();"),
            async (api) => {
                const { write, received, closed } = await wire(api.port);
                const times: number[] = [];
                write(head);
                for (const part of [/\r\n\r\n$/, /\r\n\r\n3\r\none\r\n$/, /3\r\ntwo\r\n/]) {
                    await received(part);
                    times.push(performance.now());
                }
                const [a = 0, b = 0, c = 0] = times;
                assert.ok(b - a > 250 && c - b > 250, times.join());
                assert.match(await closed, /\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n$/);
            },
        ));

    it("ends when the response does, not when the function does", () =>
        withStream(streaming("s.write('a'); s.end(); await sleep(1500);"), async (api) => {
            const began = performance.now();
            assert.deepEqual(await seen(api), [200, "a"]);
            assert.ok(performance.now() - began < 1400);
            await api.printed(/^REPORT.*\tDuration: 1[5-9]\d\d/);
        })).retries(stalls);

    it("has the names and the order of headers that other routes have, and its own framing (ST7, H1)", () =>
        withStream(
            streaming("s.write('a'); s.end();", { ...text, headers: { "X-A": "1", Date: "never" } }),
            async (api) => {
                const { lines, body } = await raw(api);
                assert.deepEqual(
                    lines.map((line) => line.split(":")[0]),
                    [
                        ...["HTTP/1.1 200 OK", "Content-Type", "X-A", "x-amzn-Remapped-Date", "Transfer-Encoding"],
                        ...["Connection", "Date", "x-amzn-RequestId", "x-amz-apigw-id", "X-Amzn-Trace-Id"],
                    ],
                );
                assert.deepEqual(named(lines, "Transfer-Encoding"), ["chunked"]);
                assert.equal(body, "1\r\na\r\n0\r\n\r\n");
            },
            { api: { endpointType: "REGIONAL" } },
        ));

    it("has any status, a line for each cookie, and both maps of headers (ST5, ST6)", () => {
        const metadata = {
            statusCode: "418",
            headers: { "X-H": "a", "Set-Cookie": "c=3" },
            multiValueHeaders: { "x-h": ["a", "b"] },
            cookies: ["a=1; Path=/", "b=2"],
        };
        return withStream(streaming("s.write('teapot'); s.end();", metadata), async (api) => {
            const { lines } = await raw(api);
            assert.match(lines[0] ?? "", / 418 /);
            assert.deepEqual(named(lines, "Set-Cookie").sort(), ["a=1; Path=/", "b=2", "c=3"]);
            assert.deepEqual(named(lines, "X-H"), ["a", "b"]);
        });
    });

    it("is 200 without any metadata but an object (ST5)", () =>
        withStream(streaming("s.write('a'); s.end();", {}), async (api) =>
            assert.deepEqual(await seen(api), [200, "a"]),
        ));

    it("sends bytes as they are, NULs too (ST10)", () =>
        withStream(
            streaming("s.write(Buffer.from([0, 255, 10])); await sleep(30); s.write(new Uint8Array(9)); s.end();"),
            async (api) => {
                const { body } = await raw(api);
                // Both in one piece where the server was busy.
                assert.equal(unchunked(body), `\0\xff\n${"\0".repeat(9)}`);
            },
        ));

    it("takes metadata and delimiter in any cut", () =>
        withStream(
            `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
                for (const byte of Buffer.from('{"statusCode":201}' + "\\0".repeat(8) + "ab")) {
                    stream.write(Buffer.from([byte]));
                    await new Promise((resolve) => setTimeout(resolve, 2));
                }
                stream.end();
            });`,
            async (api) => assert.deepEqual(await seen(api), [201, "ab"]),
        ));

    it("gets the event that other routes get (ST2)", () =>
        withStream(streaming("s.write(JSON.stringify(event)); s.end();"), async (api) => {
            const { body } = await api.ask({ path: "/v0/lambda?a=1", body: "é" });
            const { httpMethod, queryStringParameters, isBase64Encoded, body: sent } = JSON.parse(body);
            assert.deepEqual(
                [httpMethod, queryStringParameters, isBase64Encoded, sent],
                ["POST", { a: "1" }, false, "é"],
            );
        }));

    describe("with a Content-Length", () => {
        const five = { ...text, headers: { "content-length": "5" } };

        it("passes it on, under its own name, without chunks (ST7)", () =>
            withStream(streaming("s.write('ab'); s.write('cde'); s.end();", five), async (api) => {
                const { lines, body } = await raw(api);
                assert.deepEqual(
                    [named(lines, "Content-Length"), named(lines, "Transfer-Encoding"), body],
                    [["5"], [], "abcde"],
                );
            }));

        it("that is too large ends the connection early (ST7)", () =>
            withStream(streaming("s.write('ab'); s.end();", five), async (api) => {
                const { body } = await raw(api, head.replace("Connection: close\r\n", ""));
                assert.equal(body, "ab");
            }));

        it("that is too small sends no byte more (F20)", () =>
            withStream(streaming("s.write('abc'); s.write('defg'); s.write('h'); s.end();", five), async (api) => {
                const { write, received, closed } = await wire(api.port);
                const keep = head.replace("Connection: close\r\n", "");
                write(keep);
                await received(/\r\n\r\nabcde$/);
                write(head);
                assert.equal((await closed).split("\r\n\r\nabcde").length, 3);
            }));
    });

    it("sends no body to HEAD and with 204, and leaves the connection whole (H8)", () =>
        withStream(
            streaming("s.write('a'); s.end();", { statusCode: 200 }).replace(
                '"statusCode":200',
                "statusCode: Number(event.headers.Status)",
            ),
            async (api) => {
                for (const [verb, status, framing] of [
                    ["HEAD", "200", "Content-Length: 0"],
                    ["GET", "204", undefined],
                    ["GET", "304", undefined],
                ] as const) {
                    const request = `${verb} /v0/lambda HTTP/1.1\r\nHost: localhost\r\nStatus: ${status}\r\n`;
                    const { write, closed } = await wire(api.port);
                    write(`${request}\r\n${request}Connection: close\r\n\r\n`);
                    const answers = (await closed).split(/(?=HTTP\/1\.1 )/);
                    assert.equal(answers.length, 2);
                    for (const answer of answers) {
                        assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} [^]*\r\n\r\n$`));
                        assert.equal(/^(Content-Length|Transfer-Encoding): .*$/m.exec(answer)?.[0], framing);
                    }
                }
            },
            { config: { routes: { "ANY /lambda": {} } } },
        ));

    it("ends the connection to tell HTTP/1.0 the end", () =>
        withStream(streaming("s.write('a'); await sleep(5); s.write('b'); s.end();"), async (api) => {
            const { lines, body } = await raw(
                api,
                "POST /v0/lambda HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n",
            );
            assert.deepEqual(
                [named(lines, "Transfer-Encoding"), named(lines, "Connection"), body],
                [[], ["close"], "ab"],
            );
        }));

    describe("is 502 for a function", () => {
        for (const [why, handler] of [
            ["that writes nothing (ST9)", streaming("s.end();")],
            ["that throws before its first byte", streaming("throw new RangeError('secret');")],
            ["with a header that is an array (ST8)", streaming("s.write('a'); s.end();", { headers: { A: ["b"] } })],
            ["with metadata that API Gateway does not know (ST5)", streaming("s.write('a'); s.end();", { body: "a" })],
            ["with metadata that are no object", streaming("s.write('a'); s.end();", [])],
            [
                "with metadata that are no JSON",
                streaming("stream.write('{' + '\\0'.repeat(8) + 'a'); stream.end();").replace(/const s = .*/, ""),
            ],
            ["with cookies that are no list", streaming("s.write('a'); s.end();", { cookies: "a=1" })],
            ["with a header that is no HTTP", streaming("s.write('a'); s.end();", { cookies: ["a\nb: c"] })],
            [
                "with two lengths (F20)",
                streaming("s.write('a'); s.end();", { headers: { "content-length": "1", "Content-Length": "2" } }),
            ],
            ["with a status that is none", streaming("s.write('a'); s.end();", { statusCode: 99 })],
            ["that writes no delimiter", streaming("stream.write('{}a'); stream.end();").replace(/const s = .*/, "")],
            [
                "whose delimiter comes too late (ST8)",
                streaming("s.write('a'); s.end();", { headers: { A: "b".repeat(16_384) } }),
            ],
            ["that does not stream (ST8)", 'exports.handler = async () => ({ statusCode: 200, body: "a" });'],
            ["that exits", streaming("process.exit(1);")],
            ["that cannot be loaded", "throw new Error('secret')"],
        ] as const) {
            it(why, () =>
                withStream(handler, async (api) => {
                    const { status, headers, body } = await api.ask({ path: "/v0/lambda" });
                    assert.deepEqual([status, body], [502, broken]);
                    assert.equal(headers["x-amzn-errortype"], "InternalServerErrorException");
                    assert.equal(headers["content-type"], "application/json");
                }),
            );
        }
    });

    it("says in the log what is wrong with the metadata", () =>
        withStream(streaming("s.write('a'); s.end();", { body: "a" }), async (api) => {
            await seen(api);
            await api.printed(
                /^502 .* API Gateway takes: the key "body" is none of statusCode, headers, multiValueHeaders, cookies,/,
            );
        }));

    it("gives up metadata as soon as there cannot be any, whatever follows", () =>
        withStream(
            streaming("stream.write('a'.repeat(20_000)); await sleep(2000);").replace(/const s = .*/, ""),
            async (api) => {
                const began = performance.now();
                assert.equal((await seen(api))[0], 502);
                assert.ok(performance.now() - began < 1000);
            },
        )).retries(stalls);

    describe("is cut, with all that was written before,", () => {
        const cut = /\r\n\r\n1\r\na\r\n$/;

        for (const [when, body, settings] of [
            ["when the function throws", "s.write('a'); await sleep(20); throw new RangeError('secret');", {}],
            ["when the function exits", "s.write('a'); await sleep(20); process.exit(1);", {}],
            ["when the function never ends its response", "s.write('a');", {}],
            ["at the function's timeout", "s.write('a'); await sleep(5000);", { fn: { timeout: 0.3 } }],
            [
                "at the integration's timeout (ST12)",
                "s.write('a'); await sleep(5000);",
                { method: () => ({ timeoutMilliseconds: 300 }) },
            ],
            [
                "when no byte comes for too long (ST12)",
                "s.write('a'); await sleep(5000);",
                { server: { streamIdleLimit: 300 } },
            ],
        ] as const) {
            it(when, () => {
                const told: string[] = [];
                return withStream(
                    streaming(body),
                    async (api) => {
                        const { write, closed } = await wire(api.port);
                        write(head.replace("Connection: close\r\n", ""));
                        assert.match(await closed, cut);
                        assert.match(told.join("\n"), /^200 POST \/v0\/lambda: cut off, .*\(x-amzn-RequestId .*\)$/);
                    },
                    {
                        ...settings,
                        server: { ...(settings as Settings).server, onErrorAnswer: (line) => told.push(line) },
                    },
                );
            });
        }
    });

    it("is cut with all of much that was written just before", () =>
        withStream(streaming("s.write('a'.repeat(4_000_000)); throw new RangeError('secret');"), async (api) => {
            const { body } = await raw(api);
            assert.equal(body.replaceAll(/[^a]/g, "").length >= 4_000_000, true);
            assert.doesNotMatch(body.slice(-10), /0\r\n\r\n$/);
        }));

    it("answers 504 if time is up before its metadata are there (P22, ST12)", () =>
        withStream(
            streaming("await sleep(1000);"),
            async (api) => assert.deepEqual(await seen(api), [504, '{"message": "Endpoint request timed out"}']),
            { method: () => ({ timeoutMilliseconds: 200 }) },
        ));

    it("is given up for silence only, not for its length", () =>
        withStream(
            streaming("for (let n = 0; n < 8; n++) { s.write('a'); await sleep(100); } s.end();"),
            async (api) => assert.deepEqual(await seen(api), [200, "aaaaaaaa"]),
            { server: { streamIdleLimit: 400 } },
        ));

    it("answers 500 where the function may not run (P24)", () =>
        withStream(streaming("s.end('a')"), async (api) => assert.deepEqual(await seen(api), [500, broken]), {
            fn: { reservedConcurrentExecutions: 0 },
        }));

    it("is cut above the limit of bytes, at that byte", () => {
        const told: string[] = [];
        const metadata = Buffer.byteLength(JSON.stringify(text)) + 8;
        return withStream(
            streaming("for (let n = 0; n < 10; n++) { s.write('ab'); await sleep(5); } s.end();"),
            async (api) => {
                const { body } = await raw(api);
                assert.equal(body.replace(/\r\n|\d/g, ""), "ababa");
                await api.printed(/^REPORT.*Error Type: Function\.ResponseSizeTooLarge/);
                assert.match(
                    told.join(),
                    /cut off, Response payload size exceeded .*, --no-stream-limit lifts that here/,
                );
            },
            { pool: { streamLimit: metadata + 5 }, server: { onErrorAnswer: (line) => told.push(line) } },
        );
    });

    it("leaves the function to run on when the client goes away, and serves the next", () =>
        withStream(
            streaming(
                "for (let n = 0; n < 50; n++) { s.write('a'.repeat(65536)); await sleep(5); } s.end(); console.log('to the end');",
            ),
            async (api) => {
                const { write, received, socket } = await wire(api.port);
                write(head);
                await received(/aaa/);
                socket.destroy();
                await api.printed(/to the end/);
                const { status, body } = await api.ask({ path: "/v0/lambda" });
                assert.deepEqual([status, body.length], [200, 50 * 65536]);
            },
        ));

    it("holds the function back while its client does not read, and nobody else", () =>
        withStream(
            streaming(`let written = 0;
                const timer = setInterval(() => console.log("written", written), 50);
                while (written < 64 * 1024 * 1024) {
                    written += 65536;
                    if (!s.write(Buffer.alloc(65536))) await new Promise((resolve) => s.once("drain", resolve));
                }
                clearInterval(timer);
                s.end();
                console.log("all", written);`),
            async (api) => {
                const { write, socket } = await wire(api.port);
                socket.pause();
                write(head);
                await new Promise((resolve) => setTimeout(resolve, 400));
                const most = Math.max(0, ...api.lines.map((line) => Number(/written\D*(\d+)/.exec(line)?.[1] ?? 0)));
                assert.ok(most > 0 && most < 16 * 1024 * 1024, `${most} bytes`);
                assert.ok(!api.lines.some((line) => line.includes("all")));
                socket.resume();
                await api.printed(/all\D*67108864/);
            },
            { fn: { timeout: 20 } },
        ));

    it("goes on with the old version when a new one is served, which then goes", () =>
        withStream(streaming("s.write('old'); await sleep(400); s.write('est'); s.end();"), async (api) => {
            const old = api.environment();
            const { write, received, closed } = await wire(api.port);
            write(head);
            await received(/old/);
            await api.deploy(streaming("s.write('new'); s.end();"));
            assert.deepEqual(await seen(api), [200, "new"]);
            assert.match(await closed, /3\r\nold\r\n3\r\nest\r\n0\r\n\r\n$/);
            await until(
                () => !isRunning(old),
                () => "the old version runs on",
            );
        }));

    it("is told of when its function has been reported, with the pieces it came in", () => {
        const records: RequestRecord[] = [];
        const observe: RequestObserver = (moment, record) => {
            if (moment === "finished")
                records.push({ ...record, gone: api?.lines.some((line) => line.startsWith("REPORT")) });
        };
        let api: LocalApi | undefined;
        return withStream(
            streaming("s.write('a'); await sleep(500); s.write('bc'); s.end();"),
            async (started) => {
                api = started;
                await seen(api);
                await until(
                    () => records.length === 1,
                    () => "no record",
                );
                const [{ stream, answer, gone }] = records as [RequestRecord];
                assert.deepEqual([stream?.bytes, stream?.chunks, String(answer?.body), gone], [3, 2, "abc", true]);
            },
            { server: { observe } },
        );
    });

    it("serves several at once, each in an environment of its own", () =>
        withStream(
            streaming("for (const c of 'abc') { s.write(c + event.headers.N); await sleep(50); } s.end();"),
            async (api) => {
                const answers = await Promise.all(
                    [1, 2, 3, 4].map((n) => api.ask({ path: "/v0/lambda", headers: { N: String(n) } })),
                );
                assert.deepEqual(
                    answers.map(({ body }) => body),
                    [1, 2, 3, 4].map((n) => `a${n}b${n}c${n}`),
                );
            },
        ));
});

describe("a route that does not stream", () => {
    it("answers 502 for a function that does, since metadata and payload are no JSON (ST13, ST22)", () =>
        withLocalApi(streaming("s.write('a'); s.end();"), {}, async (api) =>
            assert.deepEqual(await seen(api), [502, broken]),
        ));

    it("takes what a function writes for its result", () =>
        withLocalApi(
            streaming("stream.write({ statusCode: 201, body: 'whole' }); stream.end();").replace(/const s = .*/, ""),
            {},
            async (api) => assert.deepEqual(await seen(api), [201, "whole"]),
        ));
});
