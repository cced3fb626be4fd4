import assert from "node:assert/strict";
import type { HandlerOfCase } from "./api-of-case";
import { handlerCode } from "./handler-code";

/** What the function of a case returns, before anything is awaited. */
function call(handler: HandlerOfCase): unknown {
    const module = { exports: {} as { handler(event: unknown): unknown } };
    new Function("exports", handlerCode(handler)["index.js"] ?? "")(module.exports);
    return module.exports.handler({ a: "λ\u2028" });
}

describe("handler of a case", () => {
    it("echoes its event", async () => {
        assert.deepEqual(await call({ echoEvent: true }), { statusCode: 200, body: '{"a":"λ\u2028"}' });
    });

    it("returns any JSON as it stands, null and __proto__ too", async () => {
        for (const returns of [null, "text", 42, [1], { a: "'`\n\u2028" }, {}]) {
            assert.deepEqual(await call({ returns }), returns);
        }
        assert.equal(JSON.stringify(await call({ returns: JSON.parse('{"__proto__":1}') })), '{"__proto__":1}');
    });

    it("fills a body", async () => {
        const bodyRepeat = { text: "ab", times: 3 };
        assert.deepEqual(await call({ returns: { statusCode: 201 }, bodyRepeat }), { statusCode: 201, body: "ababab" });
        assert.deepEqual(await call({ bodyRepeat }), { statusCode: 200, body: "ababab" });
    });

    it("throws an error with the text", async () => {
        await assert.rejects(async () => call({ throws: "it's broken" }), new Error("it's broken"));
    });

    it("sleeps first", async () => {
        const began = performance.now();
        assert.deepEqual(await call({ sleepMs: 30 }), { statusCode: 200 });
        assert.ok(performance.now() - began >= 28);
    });

    it("is no async function for syncReturns", () => {
        assert.deepEqual(call({ syncReturns: { statusCode: 200, body: "x" } }), { statusCode: 200, body: "x" });
    });

    it("names the method and the stage that an authorizer is asked about", async () => {
        const module = { exports: {} as { handler(event: unknown): unknown } };
        const returns = { list: ["${methodArn}", "${stageArn}/GET/*"] };
        new Function("exports", handlerCode({ returns })["index.js"] ?? "")(module.exports);
        const methodArn = "arn:aws:execute-api:r:1:a/v0/GET/b/c";
        const list = [methodArn, "arn:aws:execute-api:r:1:a/v0/GET/*"];
        assert.deepEqual(await module.exports.handler({ methodArn }), { list });
    });

    it("is the case's own code", () => {
        assert.deepEqual(handlerCode({ code: "exports.handler = 1;" }), { "index.js": "exports.handler = 1;" });
    });

    it("refuses what this runner does not know", () => {
        const handler = { streams: true } as HandlerOfCase;
        assert.throws(() => handlerCode(handler), new Error("handler.streams is not known to this runner"));
    });
});
