import assert from "node:assert/strict";
import type { RequestRecord } from "../../src/gateway/request-record";
import { faulty, type Settings, withLocalApi } from "../local-api";

describe("the record of a request", () => {
    const policy = `if (event.type === "TOKEN") {
        const statement = { Action: "execute-api:Invoke", Effect: "Deny", Resource: "*" };
        const Statement = event.authorizationToken === "Deny" ? [statement] : [];
        return { principalId: "x", policyDocument: { Version: "2012-10-17", Statement } };
    }`;
    const handler = faulty(
        'if (event.body === "throw") throw new Error("no"); if (event.body === "form") return "text";',
    ).replace("=> {", `=> { ${policy}`);

    /** What is recorded of one request: moments, and the record at its end. */
    async function recorded(
        question: object,
        settings: Settings = {},
        served = handler,
    ): Promise<[string[], RequestRecord]> {
        const moments: string[] = [];
        const records = new Set<RequestRecord>();
        const observe = (moment: string, record: RequestRecord) => {
            moments.push(moment);
            records.add(record);
        };
        await withLocalApi(served, { ...settings, server: { ...settings.server, observe } }, async ({ ask }) => {
            await ask({ path: "/v0/lambda", ...question });
        });
        const [record, ...others] = records;
        assert.ok(record && others.length === 0);
        return [moments, record];
    }

    it("holds what came, which route and function served it, the event, the answer and the times", async () => {
        const [moments, record] = await recorded({ path: "/v0/lambda?a=1", body: "hello" });
        assert.deepEqual(moments, ["began", "invoked", "finished"]);
        const { httpMethod, target, route, sourceIp, body, event, invocations, why, gone, answer, times } = record;
        assert.deepEqual(
            { httpMethod, target, route, sourceIp, body: String(body), why, gone },
            {
                ...{ httpMethod: "POST", target: "/v0/lambda?a=1", route: "POST /lambda", sourceIp: "127.0.0.1" },
                ...{ body: "hello", why: undefined, gone: false },
            },
        );
        assert.deepEqual(JSON.parse(String(event)).queryStringParameters, { a: "1" });
        assert.deepEqual(
            invocations.map(({ role, functionName }) => [role, functionName.replace(/-\w+$/, "")]),
            [["integration", "greeting-dev-function"]],
        );
        assert.deepEqual([answer?.statusCode, String(answer?.body)], [200, "fine"]);
        assert.equal(answer?.headers[(answer?.headers.indexOf("x-amzn-RequestId") ?? 0) + 1], record.requestId);
        const [call] = invocations;
        const order = [times.began, call?.began ?? 0, call?.ended ?? 0, times.finished ?? 0];
        assert.deepEqual(
            order,
            [...order].sort((a, b) => a - b),
        );
    });

    for (const [what, fact, question, settings] of [
        ["no such route", "R9", { path: "/v0/lambdas" }, {}],
        ["no such stage", "R11", { path: "/v1/lambda" }, {}],
        ["no API key", "X4", {}, { method: () => ({ apiKeyRequired: true }) }],
        ["no signature", "X7", {}, { method: () => ({ authorization: "AWS_IAM" }) }],
        ["no right to invoke", "P23", {}, { method: () => ({ invocable: false }) }],
        ["a body over the limit", "X1", { body: "x".repeat(10 * 2 ** 20 + 1) }, {}],
        ["an event over the limit", "X2", { body: "x".repeat(6 * 2 ** 20) }, {}],
        ["a handler that throws", "P20", { body: "throw", headers: { "X-Fault": "1" } }, {}],
        ["a result of another form", "P10", { body: "form", headers: { "X-Fault": "1" } }, {}],
        ["a throttled function", "P24", {}, { fn: { reservedConcurrentExecutions: 0 } }],
        ["headers that are too long", "X9", { headers: { "X-Long": "x".repeat(11_000) } }, {}],
        ["a host that is not served", "F16 to F22", { headers: { Host: "example.com" } }, {}],
    ] as [string, string, object, Settings][]) {
        it(`says why: ${what}`, async () => {
            const [, { why, answer }] = await recorded(question, settings);
            assert.equal(why?.fact, fact);
            assert.ok((answer?.statusCode ?? 0) >= 400 && why.reason !== "" && why.advice !== "");
        });
    }

    for (const [what, fact, headers] of [
        ["no identity", "AU9", {}],
        ["a denial", "AU14", { Authorization: "Deny" }],
        ["a policy that allows something else", "AU15", { Authorization: "None" }],
    ] as [string, string, Record<string, string>][]) {
        it(`says why an authorizer lets nobody pass: ${what}`, async () => {
            const common = { name: "users", id: "abc123", identitySources: ["method.request.header.Authorization"] };
            const authorizer = { ...common, type: "TOKEN", invocable: true, ttl: 0 } as const;
            const settings: Settings = {
                method: ({ functionArn }) => ({
                    authorization: "CUSTOM",
                    authorizer: { ...authorizer, functionArn, validationExpression: undefined },
                }),
            };
            const [, { why, invocations }] = await recorded({ headers }, settings);
            assert.deepEqual([why?.fact, invocations.length], [fact, fact === "AU9" ? 0 : 1]);
            assert.match(`${why?.reason}`, /authorizer users/);
        });
    }

    describe("of a function that reads a file which there is not", () => {
        const reading = (path: string) => `require("fs").readFileSync(${path})`;
        const missing = "its archive has no file sql/query.sql: what it reads, the program must put there";
        for (const [what, served, advice] of [
            ["below its own folder", faulty(reading('__dirname + "/sql/query.sql"')), missing],
            ["by a path from its working directory", faulty(reading('"sql/query.sql"')), missing],
            ["elsewhere", faulty(reading('"/tmp/sql/query.sql"')), "its log says how"],
            ["beside its own folder", faulty(reading('"../sql/query.sql"')), "its log says how"],
        ] as const)
            it(`says so, or not: ${what}`, async () => {
                const [, { why }] = await recorded({ headers: { "X-Fault": "1" } }, {}, served);
                assert.deepEqual(why, { fact: "P20", reason: "the function failed", advice });
            });
    });

    it("names the routes that were most likely meant", async () => {
        const [, { why }] = await recorded({ path: "/v0/lamda", method: "GET" });
        assert.equal(why?.advice, "GET /lamda is none of its routes; nearest: POST /lambda");
    });
});
