import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localDir } from "../places";
import { readCases } from "./case";

/** Runs `npm run conformance` with arguments; its exit code and all it printed. */
function conformance(...args: string[]): Promise<{ code: number; printed: string }> {
    const command = [join(localDir, "bin/run.cjs"), join(__dirname, "main.ts"), ...args];
    return new Promise((resolve) => {
        execFile(process.execPath, command, { cwd: localDir, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
            resolve({ code: Number(error?.code ?? 0), printed: stdout + stderr }),
        );
    });
}

describe("conformance", function () {
    this.timeout(180_000);

    const files = ["cases.json", "more-cases.json", "growth-cases.json"].map((name) => join(__dirname, name));

    /** Velocity is not built. */
    const unbuilt = ["vtl"];

    it("every case passes", async () => {
        const sources = [
            "89 recorded, 13 documented, 8 emulator-agreement",
            "83 recorded, 7 documented, 4 emulator-agreement",
            "62 recorded, 28 documented",
        ];
        const runs = files.map(async (file, index) => {
            const cases = readCases(file);
            const skipped = cases.filter(({ needs = [] }) => needs.some((need) => unbuilt.includes(need)));
            const { code, printed } = await conformance(file);
            const passed = `${cases.length - skipped.length} passed, 0 failed, ${skipped.length} skipped`;
            assert.equal(code, 0, printed);
            assert.ok(printed.endsWith(`${cases.length} cases: ${sources[index]}\n${passed}\n`), printed);
            const listed = [...printed.matchAll(/^SKIP (\S+)/gm)].map(([, id]) => id);
            assert.deepEqual(
                listed,
                skipped.map(({ id }) => id),
            );
        });
        await Promise.all(runs);
    });

    it("every case of a file has an id of its own", () => {
        for (const file of files) {
            const ids = readCases(file).map(({ id }) => id);
            assert.deepEqual(
                ids.filter((id, index) => ids.indexOf(id) !== index),
                [],
            );
        }
    });

    describe("runner", () => {
        const folder = mkdtempSync(join(tmpdir(), "conformance-"));
        after(() => rmSync(folder, { recursive: true }));

        /** Runs cases that differ from a passing one. */
        function run(cases: Record<string, object>, ...args: string[]) {
            const file = join(folder, `${Object.keys(cases).join("-")}.json`);
            const passing = { fact: "E1", request: { method: "GET", path: "/v0/x" }, expect: { status: 200 } };
            const list = Object.entries(cases).map(([id, changes]) => ({ id, ...passing, ...changes }));
            writeFileSync(file, JSON.stringify(list));
            return conformance(file, ...args);
        }

        it("shows a failing case with what was expected and what came, and exits with 1", async () => {
            const wrong = { expect: { status: 201, event: { pathParameters: { proxy: "y" } } } };
            const denied = { handler: { lambdaError: "AccessDeniedException" }, expect: { status: 500 } };
            const throttled = { handler: { lambdaError: "TooManyRequestsException" }, expect: { status: 500 } };
            const foreign = { needs: ["api.wafRules"], expect: { status: 403 } };
            const unknown = { api: { routes: [{ path: "/a", method: "GET", cors: true }] } };
            assert.deepEqual(await run({ right: {}, wrong, denied, throttled, foreign, unknown }), {
                code: 1,
                printed: [
                    "FAIL wrong (E1)",
                    "  status",
                    "    - 201",
                    "    + 200",
                    "  event.pathParameters",
                    "      {",
                    '    -   "proxy": "y"',
                    '    +   "proxy": "x"',
                    "      }",
                    "",
                    "SKIP foreign (E1)",
                    "  needs api.wafRules",
                    "",
                    "FAIL unknown (E1)",
                    '  api.routes: GET /a: this runner does not know "cors"',
                    "",
                    "3 passed, 2 failed, 1 skipped",
                    "",
                ].join("\n"),
            });
        });

        it("serves a handler that cannot be loaded, as AWS does, and the next one", async () => {
            const broken = { handler: { code: "exports.handler = (" }, expect: { status: 502 } };
            const text = { handler: { code: "exports.handler = async () => ({ statusCode: 201, body: 'no JSON' })" } };
            const said = { ...text, expect: { status: 201, event: { "": "no JSON" } } };
            const printed = "3 passed, 0 failed, 0 skipped\n";
            assert.deepEqual(await run({ broken, said, after: {} }), { code: 0, printed });
        });

        it("signs a token by the pool of the route it is for, and by whom the case says", async () => {
            const identitySource = "method.request.header.Authorization";
            const pool = (userPool: string) => ({ type: "COGNITO_USER_POOLS", identitySource, userPool });
            const api = {
                routes: [
                    { path: "/a", method: "GET", authorizer: "A" },
                    { path: "/b/{id}", method: "ANY", authorizer: "B" },
                ],
                authorizers: { A: pool("eu-west-1_A"), B: pool("eu-west-1_B") },
            };
            const to = (path: string, claims: object, expect: object) => {
                const headers = [["Authorization", { $jwt: { claims: { token_use: "id", ...claims } } }]];
                return { api, request: { method: "GET", path, headers }, expect };
            };
            const order = {
                "requestContext.authorizer.claims": { $keyOrder: ["token_use", "sub", "iss", "iat", "exp"] },
            };
            const cases = {
                first: to("/v0/a", {}, { status: 200 }),
                second: to("/v0/b/7?x=1", { sub: "u" }, { status: 200, event: order }),
                other: to("/v0/b/7", { iss: "https://other.example" }, { status: 401 }),
            };
            assert.deepEqual(await run(cases), { code: 0, printed: "3 passed, 0 failed, 0 skipped\n" });
        });

        it("runs the cases named with --only", async () => {
            const printed = "1 passed, 0 failed, 0 skipped\n";
            assert.deepEqual(await run({ a: {}, b: { expect: { status: 201 } } }, "--only", "a"), { code: 0, printed });
        });

        it("says in one sentence what is wrong with its arguments", async () => {
            assert.deepEqual(await run({ c: {} }, "--only", "d"), {
                code: 1,
                printed: '--only: no case has the id "d"\n',
            });
            const { code, printed } = await conformance(join(folder, "none.json"));
            assert.equal(code, 1);
            assert.match(printed, /none\.json: cannot be read as JSON \(ENOENT.*\)\n$/);
            writeFileSync(join(folder, "odd.json"), '[{"id":"a","request":{}}]');
            assert.match((await conformance(join(folder, "odd.json"))).printed, /odd\.json: case a has no expect\n$/);
        });
    });
});
