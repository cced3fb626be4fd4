import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Routes } from "../../infra/route-settings";
import { smokeCall } from "../../infra/smoke";
import * as declared from "../../routes";
import { projectDir } from "../program";

describe("smoke", () => {
    it("is the call that routes.ts names", () => {
        const smoke = { method: "PUT", path: "/a", status: 204 } as const;
        assert.deepEqual(smokeCall({ routes: { "GET /": {} }, smoke }), smoke);
    });

    it("is else the first GET route without a variable, a key or an authorization", () => {
        const routes = {
            "POST /": {},
            "GET /{id}": {},
            "GET /keyed": { apiKeyRequired: true },
            "GET /signed": { authorization: "AWS_IAM" },
            "GET /guarded": { authorizer: "users" },
            "GET /open": { authorization: "NONE" },
            "GET /more": {},
        } as Routes;
        assert.deepEqual(smokeCall({ routes }), { method: "GET", path: "/open" });
    });

    for (const [key, method] of [
        ["POST /lambda", "POST"],
        ["ANY /lambda", "GET"],
    ] as const)
        it(`asks for a line where there is only ${key}`, () => {
            assert.throws(() => smokeCall({ routes: { [key]: {} } as Routes }), {
                message: `routes.ts: no GET route can be called without a variable, key or authorization; write export const smoke: Smoke = { method: "${method}", path: "/lambda", status: 200 };`,
            });
        });

    // Change `smoke` in routes.ts to change which call a deployment ends with.
    it("of this program calls a route that it serves", () => {
        const { method, path } = smokeCall(declared);
        const [plain = ""] = path.split("?");
        assert.ok(
            [`${method} ${plain}`, `ANY ${plain}`].some((key) => key in declared.routes) ||
                "ANY /{proxy+}" in declared.routes,
        );
    });

    describe("npm run smoke", () => {
        const called = async (statuses: number[], url = "/v0/") => {
            const asked: string[] = [];
            const server = createServer((request, response) => {
                asked.push(`${request.method} ${request.url}`);
                response.writeHead(statuses[Math.min(asked.length, statuses.length) - 1] ?? 500).end("the answer");
            });
            // A test that fails before it closes the server would keep mocha from its end.
            server.unref().listen(0, "127.0.0.1");
            await new Promise((resolve) => server.once("listening", resolve));
            const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
            const args = [
                "--require",
                join(projectDir, "tests/setup.cjs"),
                "scripts/smoke.ts",
                url.startsWith("/") ? base + url : url,
            ];
            const env = { ...process.env, SMOKE_TRIES: "2", SMOKE_PAUSE: "1" };
            const child = spawn(process.execPath, args, { cwd: projectDir, env, timeout: 30_000 });
            let out = "";
            for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (out += text));
            const code = await new Promise((resolve) => child.once("close", resolve));
            server.close();
            return { asked, code, out: out.replaceAll(base, "BASE") };
        };
        const { method, path, status = 200 } = smokeCall(declared);
        const asked = `${method} /v0${path}`;

        it("ends with 0 once the answer is right", async () => {
            assert.deepEqual(await called([503, status]), {
                asked: [asked, asked],
                code: 0,
                out: `${method} BASE/v0${path} answered 503\n${method} BASE/v0${path} answered ${status}\n`,
            });
        });

        it("ends with 1, and the answer, when it never is", async () => {
            const { asked: all, code, out } = await called([500]);
            assert.deepEqual([all.length, code], [2, 1]);
            assert.match(out, /\n\nthe answer\nThat is not .*, after 2 tries\n$/);
        });

        it("ends with 1 where nothing answers or no URL is given", async () => {
            assert.match((await called([200], "http://127.0.0.1:1")).out, / failed: .+\n/);
            const { code, out } = await called([200], "v0");
            assert.deepEqual([code, out], [1, 'smoke: "v0" must be the URL of a stage\n']);
        });
    });
});
