import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import type { Answer, Question } from "../http";
import { localDir } from "../places";
import { type Running, run, start, stopAll } from "../running-command";

const folder = join(localDir, "tests/programs/shop");

describe("a program of somebody else's with all that an API grows into", function () {
    this.timeout(60_000);
    let server: Running;

    before(async () => {
        server = await start(folder);
    });

    after(stopAll);

    const ask = (path: string, question: Partial<Question> = {}) =>
        server.ask({ method: "GET", ...question, path: `/live${path}` });
    const shown = ({ status, body, headers }: Answer) => [status, body, headers["x-amzn-errortype"]];
    const mine = async (token: string) => shown(await ask("/mine", { headers: { Authorization: token } }));

    it("has a table that says who answers each route and what it wants", () => {
        const table = server
            .out()
            .split("\n")
            .filter((line) => /^[A-Z]+ +http:/.test(line))
            .map((line) => line.replace(/http:\/\/127\.0\.0\.1:\d+/, "").replaceAll(/-[0-9a-f]{7}/g, ""))
            .map((line) => line.split(/ {2,}/));
        assert.deepEqual(table, [
            ["ANY", "/live/elsewhere", "not served: 501"],
            ["ANY", "/live/events", "echo", "streams"],
            ["ANY", "/live/members", "echo", "asks authorizer members for shop/read"],
            ["ANY", "/live/mine", "echo", "asks authorizer users"],
            ["ANY", "/live/open", "echo"],
            ["OPTIONS", "/live/open", "MOCK"],
            ["POST", "/live/orders", "echo"],
            ["ANY", "/live/partners", "echo", "needs x-api-key"],
            ["ANY", "/live/slow", "echo"],
            ["ANY", "/live/tenant", "echo", "asks authorizer tenants"],
            ["ANY", "/live/velocity", "not served: 501"],
        ]);
    });

    it("tells at start what it does otherwise, a sentence each", () => {
        const notes = server
            .out()
            .split("\n")
            .filter((line) => /^note: (?!the function runs|functions share)/.test(line));
        assert.deepEqual(notes, [
            "note: 1 resource is registered and not imitated: aws:cognito/userPool:UserPool",
            'note: AWS chooses the value of API key acme; here it is "acme-value"',
            "note: tokens of user pools are read, but their signatures are not checked; --jwks FILE names the pool's keys",
            'note: ANY /velocity is not served: Integration velocity is MOCK with a template that computes something, "{\\"statusCode\\": 200, \\"at\\": \\"$context.requestTime\\"}"; local serves those without Velocity',
            "note: ANY /elsewhere is not served: Integration elsewhere is HTTP_PROXY; local serves AWS_PROXY to a Lambda function, and MOCK",
        ]);
    });

    it("answers one sentence on a route that is not served, and serves the others", async () => {
        const { status, body } = await ask("/elsewhere");
        const sentence = "Integration elsewhere is HTTP_PROXY; local serves AWS_PROXY to a Lambda function, and MOCK\n";
        assert.deepEqual([status, body], [501, sentence]);
        assert.deepEqual(shown(await ask("/open")), [200, '"open"', undefined]);
    });

    it("asks an authorizer that the function's permission lets API Gateway invoke", async () => {
        const [status, body] = await mine("ada");
        const { integrationLatency, ...said } = JSON.parse(String(body));
        assert.deepEqual([status, said], [200, { level: "3", principalId: "ada" }]);
        assert.ok(integrationLatency > 0);
        assert.deepEqual(JSON.parse(String((await mine("ada"))[1])).integrationLatency, 0);
    });

    it("gives a request whose authorizer fails AWS's answer, and the next one its own", async () => {
        const failure = [500, '{"message":null}', "AuthorizerConfigurationException"];
        const answers = await Promise.all(["hang", "exit", "throw", "nonsense", "nobody"].map(mine));
        const unauthorized = [401, '{"message":"Unauthorized"}', "UnauthorizedException"];
        assert.deepEqual(answers, [failure, failure, failure, failure, unauthorized]);
        assert.equal((await mine("grace"))[0], 200);
        assert.deepEqual(shown(await ask("/open")), [200, '"open"', undefined]);
    });

    it("gives its own gateway responses", async () => {
        const denied = await ask("/mine", { headers: { Authorization: "deny" } });
        const text = "User is not authorized to access this resource with an explicit deny in an identity-based policy";
        assert.deepEqual(shown(denied), [404, JSON.stringify({ error: text }), "AccessDeniedException"]);
        assert.equal(denied.headers["access-control-allow-origin"], undefined);
        const missing = await ask("/mine");
        assert.deepEqual([missing.status, missing.headers["access-control-allow-origin"]], [401, "*"]);
    });

    it("asks an authorizer through a role, each time where it keeps nothing", async () => {
        const tenant = (t: string) => ask(`/tenant?t=${t}`, { headers: { "X-Tenant": "a" } });
        const counts = [await tenant("a"), await tenant("a")].map(({ body }) => JSON.parse(body).calls);
        assert.deepEqual(counts, ["1", "2"]);
        assert.equal((await tenant("b")).status, 404);
        assert.equal((await ask("/tenant?t=a")).status, 401);
    });

    it("reads tokens of its own user pool", async () => {
        const token = async (scope: string) => {
            const signed = new SignJWT({ sub: "1", token_use: "access", scope }).setProtectedHeader({ alg: "HS256" });
            return { Authorization: `Bearer ${await signed.setExpirationTime("1h").sign(Buffer.alloc(32))}` };
        };
        const { status, body } = await ask("/members", { headers: await token("shop/read") });
        assert.deepEqual([status, JSON.parse(body).claims.sub], [200, "1"]);
        assert.equal((await ask("/members", { headers: await token("shop/write") })).status, 401);
    });

    it("counts a key's quota, and throttles a method", async () => {
        const headers = { "x-api-key": "acme-value" };
        const statuses = [];
        for (let count = 0; count < 3; count++) statuses.push((await ask("/partners", { headers })).status);
        assert.deepEqual([...statuses, (await ask("/partners")).status], [200, 200, 429, 403]);
        assert.deepEqual(shown(await ask("/slow")), [
            429,
            '{"message":"Too Many Requests"}',
            "TooManyRequestsException",
        ]);
    });

    it("validates parameters and bodies", async () => {
        const order = (body: string, headers = {}) => ask("/orders", { method: "POST", body, headers });
        const keyed = { "Idempotency-Key": "1", "Content-Type": "application/json" };
        assert.deepEqual(
            [await order("{}"), await order("{}", keyed), await order('{"sku":"a"}', keyed)].map((answer) =>
                shown(answer),
            ),
            [
                [400, '{"message": "Missing required request parameters: [Idempotency-Key]"}', "BadRequestException"],
                [400, '{"message": "Invalid request body"}', "BadRequestException"],
                [200, '"open"', undefined],
            ],
        );
    });

    it("answers a preflight by itself", async () => {
        const { status, headers, body } = await ask("/open", { method: "OPTIONS" });
        const { "access-control-allow-origin": origin, "access-control-allow-methods": methods } = headers;
        assert.deepEqual([status, origin, methods, body], [204, "*", "GET,PUT", ""]);
    });

    it("lets everything pass with --no-limits, and checks tokens with --jwks", async () => {
        const files = mkdtempSync(join(tmpdir(), "api-gateway-local-jwks-"));
        writeFileSync(join(files, "jwks.json"), '{"keys":[]}');
        const other = await start(folder, ["--no-limits", "--jwks", join(files, "jwks.json")]);
        rmSync(files, { recursive: true });
        assert.equal((await other.ask({ method: "GET", path: "/live/slow" })).status, 200);
        const token = await new SignJWT({ scope: "shop/read" })
            .setProtectedHeader({ alg: "HS256" })
            .sign(Buffer.alloc(32));
        const headers = { Authorization: token };
        assert.equal((await other.ask({ method: "GET", path: "/live/members", headers })).status, 401);
        assert.doesNotMatch(other.out(), /signatures are not checked/);
    });

    it("invokes the function that --function names once, an authorizer too", async () => {
        const methodArn = "arn:aws:execute-api:eu-central-1:123456789012:abc/live/GET/mine";
        const input = JSON.stringify({ type: "TOKEN", methodArn, authorizationToken: "ada" });
        const { code, out } = await run(folder, ["--event", "-", "--function", "authorize"], { input });
        assert.deepEqual([code, JSON.parse(out).policyDocument.Statement[0].Resource], [0, methodArn]);
        const unnamed = await run(folder, ["--event", "-"], { input });
        assert.deepEqual(
            [unnamed.code, unnamed.err.split("\n").filter((line) => line.startsWith("--"))],
            [1, ["--event: the program has 3 functions; choose with --function: echo, authorize, gate"]],
        );
        const { err } = await run(folder, ["--event", "-", "--function", "none"], { input });
        assert.match(err, /^--function: "none" is no function of the program; it has echo, authorize, gate$/m);
    });

    it("offers each function to a debugger, at a port of its own", async () => {
        const { out } = await start(folder, ["--inspect=19400"]);
        const notes = [...out().matchAll(/^note: a debugger may attach to (\w+)-.+ at 127\.0\.0\.1:(\d+)$/gm)];
        assert.deepEqual(
            notes.map(([, name, port]) => `${name} ${port}`),
            ["echo 19400", "authorize 19401", "gate 19402"],
        );
    });
});
