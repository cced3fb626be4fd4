import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import { createPage, type Page } from "../../src/page/page";
import { ask, listening } from "../http";
import { localDir } from "../places";
import { exchange } from "./exchange";

describe("the page's server", () => {
    let page: Page;
    let port: number;
    const get = (path: string, headers: Record<string, string> = {}, method = "GET", body?: string) =>
        ask(port, { method, path, headers: { Host: `127.0.0.1:${port}`, ...headers }, ...(body && { body }) });
    const withToken = (headers: Record<string, string> = {}) => ({ "X-Page-Token": page.token, ...headers });

    before(async () => {
        page = createPage({
            browserDir: join(localDir, "src", "page", "browser"),
            root: "/",
            graph: async () => ({ refused: "no graph" }),
            onError: (error) => assert.fail(String(error)),
        });
        port = await listening(page.server);
        const one = exchange();
        page.began(one);
        page.finished(one);
    });

    after(() => page.close());

    it("gives the page to everybody who knows its name, under a policy that lets nothing else in", async () => {
        const { status, headers, body } = await get("/");
        assert.equal(status, 200);
        assert.match(body, /<script src="\/app\.js">/);
        const policy = String(headers["content-security-policy"]);
        assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; /);
        assert.match(policy, /frame-ancestors 'none'/);
        assert.doesNotMatch(policy, /unsafe|\*|http/);
        assert.deepEqual(
            [headers["cross-origin-resource-policy"], headers["x-content-type-options"], headers["referrer-policy"]],
            ["same-origin", "nosniff", "no-referrer"],
        );
        assert.equal(headers["access-control-allow-origin"], undefined);
    });

    it("gives a script and a style below 60 KB", async () => {
        const sizes = await Promise.all(["/app.js", "/app.css"].map(async (path) => (await get(path)).body.length));
        assert.ok(
            sizes.every((size) => size > 1000) && sizes.reduce((sum, size) => sum + size) < 60_000,
            String(sizes),
        );
    });

    it("gives data to who has the token, and to nobody else", async () => {
        const statuses = async (headers: Record<string, string>) => (await get("/data/requests/1", headers)).status;
        assert.deepEqual(
            await Promise.all(
                [
                    withToken(),
                    withToken({ Origin: `http://127.0.0.1:${port}` }),
                    withToken({ "Sec-Fetch-Site": "same-origin" }),
                    {},
                    { "X-Page-Token": "x" },
                    withToken({ Origin: "http://127.0.0.1:3000" }),
                    withToken({ Origin: "null" }),
                    withToken({ "Sec-Fetch-Site": "same-site" }),
                    withToken({ "Sec-Fetch-Site": "cross-site" }),
                    withToken({ Host: `evil.test:${port}` }),
                    withToken({ Host: "127.0.0.1:1" }),
                ].map(statuses),
            ),
            [200, 200, 200, 403, 403, 403, 403, 403, 403, 403, 403],
        );
        for (const [method, path] of [
            ["GET", "/data/news"],
            ["GET", "/data/graph"],
            ["POST", "/data/clear"],
            ["POST", "/data/send"],
            ["POST", "/data/requests/1/replay"],
        ] as const)
            assert.equal((await get(path, {}, method)).status, 403, path);
        assert.equal((await get("/", { Host: `evil.test:${port}` })).status, 403);
    });

    it("knows no other pages and no other data", async () => {
        const paths = [
            "/../package.json",
            "/app.js.map",
            "/data/",
            "/data/requests/",
            "/data/requests/99",
            "//data/graph",
        ];
        const answers = await Promise.all(paths.map((path) => get(path, withToken())));
        assert.deepEqual(
            answers.map(({ status }) => status),
            [404, 404, 404, 404, 404, 404],
        );
    });

    it("sends what it is told to the API, and refuses what is no request", async () => {
        const seen: unknown[] = [];
        const api = createServer((request, response) => {
            const { host, "x-a": a, "content-length": length, connection } = request.headers;
            seen.push([request.method, request.url, host, a, length, connection]);
            response.writeHead(201, { "x-amzn-RequestId": "abc" }).end("answer");
        });
        const apiPort = await listening(api);
        const route = {
            method: "ANY",
            path: "/",
            functionName: "fn",
            needsKey: false,
            authorization: "NONE",
            remark: "",
        };
        const served = { ...route, base: `http://127.0.0.1:${apiPort}/v0`, port: apiPort };
        page.serves({ routes: [served], handlers: {} }, "0.0.0.0");
        const one = exchange({ port: apiPort });
        page.began(one);
        page.finished(one);
        const send = async (value: unknown) => {
            const { body } = await get("/data/send", withToken(), "POST", JSON.stringify(value));
            return JSON.parse(body);
        };
        const sending = {
            port: apiPort,
            method: "PUT",
            target: "/v0/x?y",
            headers: [
                ["X-A", "b"],
                ["Connection", "upgrade"],
            ],
        };
        assert.deepEqual(await send({ ...sending, body: { text: "é" } }), { requestId: "abc", status: 201 });
        assert.deepEqual(seen, [["PUT", "/v0/x?y", `127.0.0.1:${apiPort}`, "b", "2", "close"]]);
        const refusals = await Promise.all([
            send({ ...sending, method: "get" }),
            send({ ...sending, port }),
            send({ ...sending, target: "v0" }),
            send({ ...sending, target: "/a b" }),
            send({ ...sending, headers: [["a b", "c"]] }),
            send({ ...sending, headers: [["A", "b\r\nc: d"]] }),
            send(undefined),
        ]);
        for (const each of refusals) assert.equal(typeof each.refused, "string", JSON.stringify(each));
        const { body } = await get("/data/requests/2/replay", withToken(), "POST");
        assert.deepEqual(JSON.parse(body), { requestId: "abc", status: 201 });
        assert.equal(seen.length, 2);
        api.close();
        const closed = await send(sending);
        assert.match(closed.refused, /^The request could not be sent: /);
    });
});
