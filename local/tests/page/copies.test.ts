import assert from "node:assert/strict";
import { exec, execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { promisify } from "node:util";
import { curlOf } from "../../src/page/curl";
import { mochaTest } from "../../src/page/mocha-test";
import { listening } from "../http";

describe("a request as curl", () => {
    it("asks the same, run by a shell", async function () {
        try {
            execFileSync("curl", ["--version"]);
        } catch {
            return this.skip();
        }
        const seen: unknown[] = [];
        const server = createServer((request, response) => {
            const chunks: Buffer[] = [];
            request.on("data", (chunk) => chunks.push(chunk));
            request.on("end", () => {
                const { "x-odd": odd, "content-type": type } = request.headers;
                seen.push([request.method, request.url, odd, type, Buffer.concat(chunks).toString("hex")]);
                response.end();
            });
        });
        const base = `http://127.0.0.1:${await listening(server)}`;
        const text = 'it\'s $HOME `x` "y"\n\\';
        const target = "/v0/a%20b?x=1&y='2'";
        const odd: [string, string] = ["X-Odd", "it's; $1"];
        for (const [method, body, headers] of [
            ["POST", { size: 1, kept: 1, text }, [odd, ["Content-Type", "text/plain"], ["Content-Length", "99"]]],
            ["PUT", { size: 3, kept: 3, base64: "AP/+" }, [odd]],
            ["GET", undefined, [odd]],
        ] as [string, { size: number; kept: number; text?: string }, [string, string][]][])
            await promisify(exec)(curlOf({ method, target, headers, body }, base));
        server.close();
        const hex = Buffer.from(text).toString("hex");
        assert.deepEqual(seen, [
            ["POST", target, "it's; $1", "text/plain", hex],
            ["PUT", target, "it's; $1", undefined, "00fffe"],
            ["GET", target, "it's; $1", undefined, ""],
        ]);
    });
});

describe("a request as a test", () => {
    const event = JSON.stringify({
        headers: { Authorization: "Bearer x", A: "b" },
        multiValueHeaders: { Cookie: ["x"] },
    });
    const detail = {
        ...{ method: "POST", target: "/v0/lambda", event, status: 201 as const, why: undefined },
        answer: { headers: [], body: { size: 4, kept: 4, text: "fine" } },
    };

    it("calls its handler with the event, without secrets, and expects the answer", () => {
        assert.equal(
            mochaTest(detail, { file: "handler/store.ts", exportName: "handle" }),
            `import assert from "node:assert/strict";
import { handle } from "../handler/store";

it("POST /v0/lambda answers 201", async () => {
    const event = {
        "headers": {
            "Authorization": "secret",
            "A": "b"
        },
        "multiValueHeaders": {
            "Cookie": [
                "secret"
            ]
        }
    };
    const result = await handle(event as never);
    assert.equal(result.statusCode ?? 200, 201);
    assert.equal(result.body, "fine");
});
`,
        );
    });

    it("expects a failure where the function failed", () => {
        const why = { fact: "P20", reason: "the function failed", advice: "" };
        const lines = mochaTest({ ...detail, status: 502, why }).split("\n");
        assert.equal(lines[1], 'import { handler } from "../handler";');
        assert.equal(lines.at(-3), "    await assert.rejects(async () => handler(event as never));");
    });
});
