import assert from "node:assert/strict";
import type { HandlerOfCase } from "../conformance/api-of-case";
import { createApiServer } from "../conformance/served-api";
import { ask, wire } from "../http";
import { until } from "../processes";

// What an authorizer may do to its request, in a process of its own, and what the client may do meanwhile. Each is followed by
// a request that succeeds.

const allow = { principalId: "u", policyDocument: { Statement: [{ Action: "*", Effect: "Allow", Resource: "*" }] } };

describe("faults of an authorizer", function () {
    this.timeout(30_000);
    const server = createApiServer();
    after(() => server.close());

    /** Serves GET and POST /a behind an authorizer whose header X-Do says what it does, and /open without one. */
    async function behind(handler: HandlerOfCase) {
        const served = await server.open({
            api: {
                endpointType: "REGIONAL",
                routes: [
                    { path: "/a", method: "ANY", authorizer: "A" },
                    { path: "/open", method: "GET" },
                ],
                authorizers: {
                    A: {
                        ...{ type: "TOKEN", identitySource: "method.request.header.X-Do", resultTtlInSeconds: 0 },
                        ...{ functionTimeoutMs: 1000, handler },
                    },
                },
            },
            handler: { echoEvent: true },
        });
        // What cannot be loaded is told of, and served all the same.
        const fine = "exports.handler = async () => ({ statusCode: 200, body: 'fine' });";
        await served.useHandler({ "index.js": fine }).catch(() => {});
        const asked = async (path: string, what: string) => {
            const { status, body } = await ask(served.port, { method: "GET", path, headers: { "X-Do": what } });
            return [status, body];
        };
        return { served, asked };
    }

    const failure = [500, '{"message":null}'];
    const code = `
const allow = ${JSON.stringify(allow)};
exports.handler = async ({ authorizationToken: what }) => {
    if (what === "hang") await new Promise(() => setInterval(() => {}, 1000));
    if (what === "spin") for (;;);
    if (what === "wait") await new Promise((resolve) => setTimeout(resolve, 400));
    if (what === "throw") throw new Error("no");
    if (what === "exit") process.exit(0);
    if (what === "crash") setTimeout(() => { throw new Error("late"); }), await new Promise(() => {});
    if (what === "memory") { const all = []; for (;;) all.push(Buffer.alloc(1e7, 1)); }
    if (what === "undefined") return undefined;
    if (what === "huge") return { ...allow, context: { text: "a".repeat(7e6) } };
    return allow;
};`;

    for (const what of ["hang", "spin", "throw", "exit", "crash", "memory", "undefined", "huge"]) {
        it(`that would ${what} costs its request a 500, and nothing else`, async () => {
            const { asked } = await behind({ code });
            const both = await Promise.all([asked("/v0/a", what), asked("/v0/open", "")]);
            assert.deepEqual(both, [failure, [200, "fine"]]);
            assert.deepEqual(await asked("/v0/a", "fine"), [200, "fine"]);
        });
    }

    it("that cannot be loaded costs each request a 500, and other routes nothing", async () => {
        const { asked } = await behind({ code: "throw new Error('no');" });
        assert.deepEqual(await asked("/v0/a", "fine"), failure);
        assert.deepEqual(await asked("/v0/open", ""), [200, "fine"]);
    });

    it("whose client goes away meanwhile leaves nothing behind", async () => {
        const { served, asked } = await behind({ code });
        const client = await wire(served.port);
        client.write("POST /v0/a HTTP/1.1\r\nHost: localhost\r\nX-Do: wait\r\nContent-Length: 10\r\n\r\nabc");
        await until(
            () => served.takeInvoked().authorizerCalls === 1,
            () => "the authorizer is not asked",
        );
        client.socket.destroy();
        await new Promise((resolve) => setTimeout(resolve, 600));
        assert.equal(served.takeInvoked().handlerCalls, 0);
        assert.deepEqual(await asked("/v0/a", "fine"), [200, "fine"]);
    });
});
