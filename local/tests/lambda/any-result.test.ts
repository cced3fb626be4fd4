import assert from "node:assert/strict";
import { connect } from "node:net";
import fc from "fast-check";
import { createApiServer, type ServedApi } from "../conformance/served-api";
import { type HttpResponse, readResponse } from "../response-reader";

// The handler does what the request's body says in JavaScript: whatever a function can do, a request asks it to.
const code = "exports.handler = async (event) => new Function(event.body)();";

/** All that a connection brings until the server ends it. */
function everything(port: number, request: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        const socket = connect(port, "127.0.0.1", () => socket.write(request));
        socket.on("data", (chunk) => chunks.push(chunk));
        socket.on("error", reject);
        socket.on("end", () => resolve(Buffer.concat(chunks)));
    });
}

describe("whatever the function does", function () {
    this.timeout(60_000);
    const server = createApiServer();
    let served: ServedApi;
    before(async () => {
        served = await server.open({ api: { endpointType: "REGIONAL", functionTimeoutMs: 2000 }, handler: {} });
        await served.useHandler({ "index.js": code });
    });
    after(() => server.close());

    /** The one response on the connection; fails unless it is well-formed and nothing follows. */
    async function answer(body: string, verb = "POST"): Promise<HttpResponse> {
        const head = `${verb} /v0/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`;
        const request = `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
        const read = readResponse(await everything(served.port, request), verb);
        assert.ok(read, "the response is not whole");
        assert.equal(read.rest.length, 0, "something follows the response");
        return read.response;
    }

    it("the socket gets one well-formed response for any JSON", async () => {
        const key = fc.oneof(
            fc.constantFrom(
                "Content-Length",
                "Transfer-Encoding",
                "Connection",
                "Set-Cookie",
                "Content-Type",
                "Trailer",
            ),
            fc.string({ maxLength: 5 }),
        );
        const value = fc.oneof(
            fc.string(),
            fc.string({ unit: "binary" }),
            fc.integer(),
            fc.constantFrom("a\r\nb: c", "0", "chunked"),
        );
        const result = fc.oneof(
            fc.jsonValue(),
            fc.record(
                {
                    statusCode: fc.oneof(
                        fc.integer({ min: 190, max: 610 }),
                        fc.constantFrom(204, 304, 205, "201", null),
                    ),
                    headers: fc.dictionary(key, value, { maxKeys: 3 }),
                    multiValueHeaders: fc.dictionary(key, fc.array(value, { maxLength: 3 }), { maxKeys: 3 }),
                    body: fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()),
                    isBase64Encoded: fc.boolean(),
                },
                { requiredKeys: [] },
            ),
        );
        const verb = fc.constantFrom("GET", "POST", "HEAD", "DELETE");
        await fc.assert(
            fc.asyncProperty(result, verb, async (returned, httpMethod) => {
                const { statusCode } = await answer(`return ${JSON.stringify(returned)}`, httpMethod);
                assert.ok(statusCode >= 200 && statusCode <= 599);
            }),
            { numRuns: 200 },
        );
    });

    const failures = {
        "returns nothing": "",
        "returns a function": "return () => {}",
        "returns what JSON cannot hold": "return { body: 10n }",
        "returns a circle": "const a = {}; a.body = a; return a",
        "returns what fails to become JSON": "return { toJSON() { throw new Error('no') } }",
        "returns a promise that is refused": "return Promise.reject(new Error('no'))",
        "throws an error": "throw new Error('secret')",
        "throws null": "throw null",
        "throws what has no text": "throw { toString() { throw 1 } }",
        "ends its process": "process.exit(0)",
        "fails later": "setTimeout(() => { throw new Error('late') }); return new Promise((r) => setTimeout(r, 1000))",
        "rejects on the side": "Promise.reject(1); return new Promise((r) => setTimeout(r, 1000))",
        "waits for nothing": "return new Promise(() => {})",
        "never comes back": "for (;;);",
        "prints to what carries its answers": "require('fs').writeSync(5, 'HTTP/1.1 200 OK\\r\\n\\r\\n'); return {}",
    };
    for (const [what, body] of Object.entries(failures)) {
        it(`the client gets 502 and no word of it, and the next its own answer, if it ${what} (P20, P21)`, async () => {
            const { statusCode, body: text } = await answer(body);
            assert.deepEqual([statusCode, text.toString()], [502, '{"message": "Internal server error"}']);
            // F9: what it left behind is not for the next request to pay.
            const next = await answer("return { statusCode: 201, body: 'next' }");
            assert.deepEqual([next.statusCode, next.body.toString()], [201, "next"]);
        });
    }
});
