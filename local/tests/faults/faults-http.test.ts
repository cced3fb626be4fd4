import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect } from "node:net";
import { send } from "../../src/gateway/http-response";
import { type Answer, listening, statuses, talk, wire } from "../http";
import { faulty, type LocalApi, type Settings, withLocalApi } from "../local-api";
import { stalls, until } from "../processes";

// The rows of the fault matrix that a client brings about. Each is over HTTP or, where a client library would refuse, over
// a TCP connection, and each is followed by a request that succeeds.

/** A row of the matrix against a handler that answers `fine`. */
function row(
    title: string,
    settings: Settings,
    test: (api: LocalApi) => Promise<unknown>,
    handler = faulty(""),
): Mocha.Test {
    return it(title, () =>
        withLocalApi(handler, settings, async (api) => {
            await test(api);
            await api.succeed();
        }),
    );
}

/** Answers with the event it was called with, and `fine` on /lambda. */
const echo = `exports.handler = async (event) => ({
    statusCode: 200,
    body: event.path === "/lambda" ? "fine" : JSON.stringify(event),
});`;

const everyPath = { routes: { "POST /lambda": {}, "ANY /": {}, "ANY /{proxy+}": {} } };

function seen({ status, body }: Answer): [number, string] {
    return [status, body];
}

/** How often the handler was called. */
function calls({ lines }: LocalApi): number {
    return lines.filter((line) => line.startsWith("START")).length;
}

describe("faults of the client", () => {
    row("F1: an unknown path or verb is answered 403 before the body has come", {}, async (api) => {
        for (const line of ["POST /v0/nothing", "GET /v0/lambda", "POST /v0/lambda/more", "POST /v0"]) {
            const { write, received, socket } = await wire(api.port);
            write(`${line} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${line.startsWith("GET") ? 0 : 100}\r\n\r\n`);
            const answer = await received(/\}$/);
            assert.deepEqual(statuses(answer), [403]);
            assert.match(answer, /\r\n\r\n\{"message":"Missing Authentication Token"\}$/);
            socket.destroy();
        }
        assert.equal(calls(api), 0);
    });

    row("F12: a body above 10 MB is answered 413, which the client can read, and nothing more", {}, async (api) => {
        const tooLarge: [number, string] = [413, "HTTP content length exceeded 10485760 bytes."];
        const limit = 10 * 1024 * 1024;
        const post = (body: string | Buffer, headers = {}) => api.ask({ path: "/v0/lambda", body, headers });
        const answer = await post(Buffer.alloc(limit + 1));
        assert.deepEqual([...seen(answer), answer.headers.connection], [...tooLarge, "close"]);
        // Bytes are counted, not characters.
        assert.deepEqual(seen(await post("é".repeat(limit / 2 + 1))), tooLarge);
        // Without a length they are counted as they come.
        assert.deepEqual(seen(await post(Buffer.alloc(limit + 1), { "Transfer-Encoding": "chunked" })), tooLarge);
        // X2: what API Gateway takes may still be too large for Lambda.
        assert.deepEqual(seen(await post(Buffer.alloc(limit))), [413, '{"message": "Request Too Long"}']);
        assert.equal(calls(api), 0);
    });

    row(
        "F12: a client that reads only when it has sent all of a body above the limit gets its answer",
        {},
        async (api) => {
            const { socket, write, closed } = await wire(api.port);
            socket.pause();
            write(`POST /v0/lambda HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${30 * 2 ** 20}\r\n\r\n`);
            for (let sent = 0; sent < 30; sent++)
                await new Promise((resolve) => socket.write(Buffer.alloc(2 ** 20), resolve));
            socket.resume();
            assert.deepEqual(statuses(await closed), [413]);
        },
    );

    row("F12: an event above 6 MB is answered 413, in bytes and not in characters", {}, async (api) => {
        const answer = await api.ask({ path: "/v0/lambda", body: "é".repeat(4 * 2 ** 20) });
        assert.deepEqual(seen(answer), [413, '{"message": "Request Too Long"}']);
        assert.equal(calls(api), 0);
    });

    row("F12: a body without end is cut off", {}, async (api) => {
        const { write, closed, socket } = await wire(api.port);
        write("POST /v0/lambda HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        const chunk = Buffer.concat([Buffer.from("100000\r\n"), Buffer.alloc(0x100000), Buffer.from("\r\n")]);
        let sent = 0;
        const more = () => {
            while (!socket.destroyed && sent < 500 && socket.write(chunk)) sent++;
        };
        socket.on("drain", more);
        more();
        await closed;
        assert.ok(sent < 200, `${sent} MB were taken`);
    });

    row("F14: headers above 10,240 bytes and a URL above 8,192 are refused", {}, async (api) => {
        const post = (path: string, headers = {}) => api.ask({ path, headers });
        assert.equal((await post("/v0/lambda", { "X-A": "a".repeat(10_300) })).status, 431);
        assert.equal((await post("/v0/lambda", { "X-A": "a".repeat(40_000) })).status, 431);
        assert.equal((await post("/v0/lambda", { "X-A": "a".repeat(9_000) })).status, 200);
        assert.equal((await post(`/v0/lambda?${"a".repeat(8_192)}`)).status, 414);
        assert.equal((await post(`/v0/lambda?${"a".repeat(8_192 - "/v0/lambda?".length)}`)).status, 200);
    });

    row("F14: headers and URL may come near their limits together", {}, async (api) => {
        const path = "/v0/lambda?".padEnd(8192, "a");
        assert.equal((await api.ask({ path, headers: { "X-A": "a".repeat(9900) } })).status, 200);
    });

    row("F14: a URL of a REGIONAL API may have 10,240 bytes", { api: { endpointType: "REGIONAL" } }, async (api) => {
        const post = (length: number) => api.ask({ path: "/v0/lambda?".padEnd(length, "a") });
        assert.deepEqual([(await post(10_240)).status, (await post(10_241)).status], [200, 414]);
    });

    row("F15: a request that two parsers could cut differently never reaches the handler", {}, async (api) => {
        const post = "POST /v0/lambda HTTP/1.1\r\nHost: localhost\r\n";
        const smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (const [what, bytes] of Object.entries({
            "both lengths": `${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
            "two lengths": `${post}Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
            "a signed length": `${post}Content-Length: +0\r\n\r\n${smuggled}`,
            "a list for a length": `${post}Content-Length: 0, 0\r\n\r\n${smuggled}`,
            "bare line feeds": `${post.replaceAll("\r\n", "\n")}\n`,
            "a folded line": `${post}X-A: a\r\n b\r\n\r\n`,
            "a space before a colon": `${post}Content-Length : 0\r\n\r\n`,
            "a NUL in a value": `${post}X-A: a\0b\r\n\r\n`,
            "a NUL in the target": "POST /v0/lambda\0 HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "an unknown method": "SMUGGLE /v0/lambda HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "an unknown version": "POST /v0/lambda HTTP/3.0\r\nHost: localhost\r\n\r\n",
            "an unknown coding": `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
            "chunked, but not last": `${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
            "a chunk of no number": `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`,
            "a chunk that is longer than it says": `${post}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n`,
            "no HTTP": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        })) {
            const answer = await talk(api.port, bytes);
            assert.deepEqual(statuses(answer), [400], `${what}: ${answer}`);
        }
        assert.equal(calls(api), 0);
    });

    row("F15: a client that goes away in the middle of a body has asked nothing", {}, async (api) => {
        const { write, socket } = await wire(api.port);
        const come = new Promise((resolve) => api.server.once("request", resolve));
        write("POST /v0/lambda HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345");
        await come;
        socket.destroy();
        await until(
            () => connections(api) === 0,
            () => "the connection is still open",
        );
        assert.equal(calls(api), 0);
    });

    row(
        "F15: what is no HTTP is answered once, and never in the middle of another answer",
        { config: everyPath },
        async (api) => {
            const [waiting, reading] = [await wire(api.port), await wire(api.port)];
            waiting.write("POST /v0/slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await api.printed(/^START/);
            waiting.write("no HTTP at all\r\n\r\n".repeat(3));
            assert.deepEqual(statuses(await waiting.closed), [400]);
            // An answer that is too large to be sent before it is read.
            reading.socket.pause();
            reading.write("POST /v0/large HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await until(
                () => api.lines.filter((line) => line.startsWith("REPORT")).length === 2,
                () => "nothing was answered",
            );
            reading.write("no HTTP at all\r\n\r\n");
            await new Promise((resolve) => setTimeout(resolve, 50));
            reading.socket.resume();
            const all = await reading.closed;
            assert.deepEqual(statuses(all), [200]);
            assert.doesNotMatch(all, /HTTP\/1\.1 400/);
        },
        `exports.handler = async ({ path }) => {
            if (path === "/slow") await new Promise((resolve) => setTimeout(resolve, 50));
            return { statusCode: 200, body: path === "/large" ? "x".repeat(6e6) : "fine" };
        };`,
    );

    row("F16: a request has exactly one Host", {}, async (api) => {
        for (const [version, hosts, status] of [
            ["1.1", [], 400],
            ["1.0", [], 400],
            ["1.1", ["localhost", "localhost"], 400],
            ["1.1", ["localhost", "evil.example"], 400],
            ["1.1", ["localhost"], 200],
        ] as const) {
            const lines = hosts.map((host) => `Host: ${host}\r\n`).join("");
            const answer = await talk(api.port, `POST /v0/lambda HTTP/${version}\r\n${lines}Connection: close\r\n\r\n`);
            assert.deepEqual(statuses(answer), [status], lines);
        }
        assert.equal(calls(api), 1);
    });

    row(
        "F17: a host name that could be anybody's is refused, whatever is asked of it",
        { server: { allowedHosts: ["api.test"] } },
        async (api) => {
            const { port } = api;
            for (const host of [
                "evil.example",
                `evil.example:${port}`,
                "127.0.0.1.evil.example",
                "localhost.evil.example",
            ])
                for (const method of ["GET", "POST", "OPTIONS", "HEAD", "DELETE"])
                    for (const path of ["/v0/lambda", "/", "/v0/nothing"])
                        assert.equal((await api.ask({ method, path, headers: { Host: host } })).status, 403);
            const { body } = await api.ask({ path: "/v0/lambda", headers: { Host: "evil.example" } });
            assert.match(body, /^The host "evil\.example" is not served here; /);
            assert.equal(calls(api), 0);
            for (const host of ["localhost", `LOCALHOST:${port}`, `127.0.0.1:${port}`, "[::1]:80", "api.test"])
                assert.equal((await api.ask({ path: "/v0/lambda", headers: { Host: host } })).status, 200, host);
        },
    );

    row("F17: the host is looked at before all else: target, route and body", {}, async (api) => {
        for (const line of ["POST /v0/lambda", "GET /v0/nothing", "DELETE /", "POST http://evil.example/v0/lambda"]) {
            const { write, received, socket } = await wire(api.port);
            write(`${line} HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 100\r\n\r\n`);
            assert.match(await received(/serve it\n$/), /\r\n\r\nThe host "evil\.example" is not served here; /);
            socket.destroy();
        }
        assert.equal(calls(api), 0);
    });

    row("F18: one foreign Origin among several is one too many", {}, async (api) => {
        const origins = "Origin: http://localhost\r\nOrigin: https://evil.example\r\n";
        const request = `POST /v0/lambda HTTP/1.1\r\nHost: localhost\r\n${origins}Connection: close\r\n\r\n`;
        assert.deepEqual(statuses(await talk(api.port, request)), [403]);
        assert.equal(calls(api), 0);
    });

    row("F18: a request that a page of another site makes is refused", {}, async (api) => {
        const from = async (headers: Record<string, string>) =>
            (await api.ask({ path: "/v0/lambda", headers, body: "name=Ada" })).status;
        assert.equal(await from({ Origin: "https://evil.example" }), 403);
        assert.equal(await from({ Origin: "null" }), 403);
        assert.equal(await from({ "Sec-Fetch-Site": "cross-site" }), 403);
        assert.equal(calls(api), 0);
        // A browser shows nobody the answer to a preflight.
        assert.deepEqual(
            api.lines.filter((line) => line.startsWith("403 ")),
            ['"https://evil.example"', '"null"', "another site"].map(
                (site) =>
                    `403 POST /v0/lambda: A page of ${site} made this request; start with --allow-cross-site to serve it`,
            ),
        );
        assert.equal(await from({ Origin: "http://localhost:5173", "Sec-Fetch-Site": "cross-site" }), 200);
        assert.equal(await from({ "Sec-Fetch-Site": "none" }), 200);
    });

    row(
        "F21: __proto__, constructor and toString are names like any other",
        { config: everyPath },
        async (api) => {
            const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "polluted"];
            const query = names.map((name) => `${name}=1&${name}=2`).join("&");
            const headers = names.map((name) => `${name}: 3\r\n${name}: 4\r\n`).join("");
            const answer = await talk(
                api.port,
                `GET /v0/x?${query} HTTP/1.1\r\nHost: localhost\r\n${headers}Connection: close\r\n\r\n`,
            );
            const event = JSON.parse(answer.split("\r\n\r\n")[1] ?? "");
            const values = (map: object, name: string) => Object.getOwnPropertyDescriptor(map, name)?.value;
            for (const name of names) {
                assert.equal(values(event.queryStringParameters, name), "2");
                assert.deepEqual(values(event.multiValueQueryStringParameters, name), ["1", "2"]);
                assert.equal(values(event.headers, name), "4");
                assert.deepEqual(values(event.multiValueHeaders, name), ["3", "4"]);
            }
            assert.equal(({} as { polluted?: string }).polluted, undefined);
        },
        echo,
    );

    row(
        "F22: a path is passed on as it came, and never becomes a file's",
        { config: everyPath },
        async (api) => {
            for (const path of [
                "/v0/%zz",
                "/v0/%",
                "/v0/%00",
                "/v0/../../etc/passwd",
                "/v0/%2e%2e/%2e%2e/package.json",
                "/v0/..\\..\\package.json",
                "/v0/./index.ts",
                "/v0/a//b",
                "/v0/file:///etc/passwd",
                `/v0/${"../".repeat(500)}etc/passwd`,
            ]) {
                const sent = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
                const answer = await talk(api.port, sent);
                assert.equal(JSON.parse(answer.split("\r\n\r\n")[1] ?? "").requestContext.path, path);
            }
            for (const [target, status] of [
                ["//evil.example/a", 403],
                ["/package.json", 403],
                ["/../v0/lambda", 403],
                ["http://localhost/v0/lambda", 400],
                ["*", 400],
                ["?", 400],
                ["v0/lambda", 400],
            ] as const) {
                const method = target === "*" ? "OPTIONS" : "POST";
                const sent = `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
                assert.deepEqual(statuses(await talk(api.port, sent)), [status], target);
            }
        },
        echo,
    );

    it("F22: a handler's name does not lead out of the function's folder", () =>
        withLocalApi(faulty(""), { fn: { handler: "../../../../etc/x.handler" } }, async (api) => {
            assert.equal((await api.ask({ path: "/v0/lambda" })).status, 502);
            await api.printed(/Runtime\.MalformedHandlerName/);
            await api.deploy(faulty(""), {});
            await api.succeed();
        }));

    row("F23: who sends slowly is cut off, and holds nobody else up", {}, async (api) => {
        const { server } = api;
        assert.deepEqual([server.headersTimeout, server.requestTimeout, server.maxConnections], [10_000, 30_000, 256]);
        Object.assign(server, { headersTimeout: 100, requestTimeout: 200 });
        const head = "POST /v0/lambda HTTP/1.1\r\n";
        const slow = ["", `${head}Host: local`, `${head}Host: localhost\r\nContent-Length: 9\r\n\r\n12`].map(
            async (bytes) => {
                const { write, closed } = await wire(api.port);
                write(bytes);
                return { closed };
            },
        );
        const open = await Promise.all(slow);
        await api.succeed();
        const answers = await Promise.all(open.map(({ closed }) => closed));
        assert.deepEqual(answers.map(statuses), [[408], [408], [408]]);
        assert.equal(calls(api), 1);
    });

    row("F23: a client that never closes its side does not keep its connection", {}, async (api) => {
        Object.assign(api.server, { headersTimeout: 100, requestTimeout: 200 });
        const open = ["no HTTP\r\n\r\n", "POST /v0/la"].map((bytes) => {
            const socket = connect({ port: api.port, host: "127.0.0.1", allowHalfOpen: true });
            socket.on("error", () => {}).on("data", () => {});
            socket.write(bytes);
            return socket;
        });
        const connections = () =>
            new Promise<number>((resolve, reject) =>
                api.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
            );
        await new Promise((resolve) => setTimeout(resolve, 300));
        const end = Date.now() + 4000;
        while ((await connections()) > 0) {
            assert.ok(Date.now() < end, `${await connections()} connections are held`);
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        for (const socket of open) socket.destroy();
    }).retries(stalls);

    row("F23: connections beyond the limit are closed, the others served", {}, async (api) => {
        api.server.maxConnections = 3;
        const open = await Promise.all([wire(api.port), wire(api.port), wire(api.port)]);
        assert.equal(await talk(api.port, "POST /v0/lambda HTTP/1.1\r\n"), "");
        open[0]?.write("POST /v0/lambda HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert.match((await open[0]?.received(/fine$/)) ?? "", /^HTTP\/1\.1 200 /);
        for (const { socket } of open) socket.destroy();
        await until(
            () => connections(api) === 0,
            () => "connections are still open",
        );
    });

    row("F31: neither CONNECT nor Upgrade opens a tunnel", { config: everyPath }, async (api) => {
        assert.equal(await talk(api.port, "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n"), "");
        const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
        const { write, received, socket } = await wire(api.port);
        write(`GET /v0/lambda HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\n`);
        // AWS drops the header and serves the request.
        assert.deepEqual(statuses(await received(/fine$/)), [200]);
        socket.destroy();
    });

    row("F31: a client is told to send its body only if the body is wanted", {}, async (api) => {
        const head = (line: string, length: string) =>
            `${line} HTTP/1.1\r\nHost: localhost\r\n${length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`;
        const announced = (bytes: number) => `Content-Length: ${bytes}`;
        assert.deepEqual(statuses(await talk(api.port, head("POST /v0/nothing", announced(5)))), [403]);
        assert.deepEqual(statuses(await talk(api.port, head("POST /v0/lambda", announced(20_000_000)))), [413]);
        for (const [length, body] of [
            [announced(5), "12345"],
            ["Transfer-Encoding: chunked", "5\r\n12345\r\n0\r\n\r\n"],
        ] as const) {
            const { write, received, closed } = await wire(api.port);
            write(head("POST /v0/lambda", length));
            await received(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
            write(body);
            assert.deepEqual(statuses(await closed), [100, 200]);
        }
        const other = head("POST /v0/lambda", announced(0)).replace("100-continue", "miracles");
        assert.deepEqual(statuses(await talk(api.port, other)), [200]);
    });

    it("F33: an answer that cannot be written ends its own connection, and holds no other answer back", async () => {
        const warned = new Promise((resolve) => process.once("warning", resolve));
        const server = createServer((request, response) => {
            const headers = request.url === "/broken" ? ["X-A", "a\nb"] : [];
            send(request, response, { statusCode: 200, headers, body: "fine" }, []);
        });
        const port = await listening(server);
        const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
        const both = await Promise.all([talk(port, get("/broken")), talk(port, get("/fine"))]);
        assert.deepEqual(both.map(statuses), [[], [200]]);
        assert.match(String(await warned), /Invalid character in header content/);
        await new Promise((resolve) => server.close(resolve));
    });

    it("F33: a fault of the server itself answers 500, is printed, and ends nothing", async () => {
        let events = 0;
        const onEvent = () => {
            if (++events < 3) throw new Error("a fault of the server");
        };
        await withLocalApi(faulty(""), { server: { onEvent } }, async (api) => {
            for (let time = 0; time < 2; time++) {
                const answer = await api.ask({ path: "/v0/lambda" });
                assert.deepEqual(seen(answer), [500, '{"message": "Internal server error"}']);
            }
            assert.equal(api.lines.filter((line) => line === "onError: Error: a fault of the server").length, 2);
            await api.succeed();
        });
    });
});

function connections({ server }: LocalApi): number {
    return (server as unknown as { _connections: number })._connections;
}
