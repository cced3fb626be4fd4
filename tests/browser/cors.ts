import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { projectDir } from "../program";
import { apply, copy } from "../recipe";
import { serve } from "../served-program";

// The recipe of docs/operating.md, asked by a browser's own rules: from the origin of the recipe's page, and from another.

// A handler of its own beside the project's handler/cors.ts: the project's may be anything.
const greeting = `import { cors } from "./cors";

export const handler = cors(async ({ body }) => {
    const { name } = JSON.parse(body ?? "{}");
    return typeof name === "string" ? { statusCode: 200, body: \`Hello, \${name}!\` } : { statusCode: 400, body: "a name is a text" };
});
`;

const events = `import { setTimeout } from "node:timers/promises";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { corsHeaders } from "./cors";

export const handler = awslambda.streamifyResponse(async (event: APIGatewayProxyEvent, responseStream) => {
    const headers = { "Content-Type": "text/event-stream", ...corsHeaders(event) };
    const stream = awslambda.HttpResponseStream.from(responseStream, { statusCode: 200, headers });
    stream.write("data: one\\n\\n");
    await setTimeout(1000);
    stream.end("data: two\\n\\n");
});
`;

for (const [what, settings, several] of [
    ["one origin", {}, false],
    ["several origins", {}, true],
    ["several origins and credentials", { credentials: true }, true],
] as const)
    describe(`CORS in a browser, ${what}`, function () {
        this.timeout(60_000);
        let browser: Browser | undefined;
        let pages: Server;
        let server: ChildProcess | undefined;
        let api = "";
        let port = 0;

        before(async function () {
            const executablePath = chromiumFile();
            if (executablePath === undefined) {
                assert.ok(!process.env.CI, "there is no Chromium, and in CI there must be one");
                console.log("skipped: there is no Chromium here; apt-get install chromium, or name one in CHROMIUM");
                return this.skip();
            }
            pages = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end("<p>a front end"));
            await once(pages.listen(0), "listening");
            port = (pages.address() as AddressInfo).port;
            const folder = apply(apply(copy(), "CORS"), "server-sent events");
            const origins = [`http://localhost:${port}`, ...(several ? ["https://app.example.com"] : [])];
            change(folder, "Pulumi.dev.yaml", "[http://localhost:5173]", JSON.stringify(origins));
            change(folder, "routes.ts", /$/, `\nexport const cors = ${JSON.stringify(settings)};\n`);
            for (const [file, text] of [
                ["index.ts", greeting],
                ["events.ts", events],
                ["cors.ts", readFileSync(join(projectDir, "handler/cors.ts"), "utf8")],
            ] as const)
                writeFileSync(join(folder, "handler", file), text);
            const served = await serve(folder);
            server = served.server;
            api = `http://127.0.0.1:${served.port}/v0`;
            const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
            browser = await chromium.launch({ executablePath, args });
        });
        after(async () => {
            await browser?.close();
            server?.kill("SIGTERM");
            pages?.close();
        });

        const open = async (host: string): Promise<Page> => {
            const page = await browser?.newPage();
            assert.ok(page);
            await page.goto(`http://${host}:${port}/`);
            return page;
        };
        const credentials = "credentials" in settings ? "include" : "same-origin";
        /** What a page reads of an answer: status and text, or the name of the error that it gets instead. */
        const read = (page: Page, path: string, init: object = {}) =>
            page.evaluate(
                `fetch(${JSON.stringify(api + path)}, ${JSON.stringify({ credentials, ...init })})
                    .then(async (answer) => [answer.status, await answer.text()], (error) => error.name)`,
            );
        const json = (body: object) => ({
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(body),
        });
        const missing = [403, '{"message":"Missing Authentication Token"}'];

        it("lets a page of an allowed origin read answers, the function's own errors and API Gateway's", async () => {
            const page = await open("localhost");
            assert.deepEqual(await read(page, "/lambda", json({ name: "Ada" })), [200, "Hello, Ada!"]);
            assert.deepEqual(await read(page, "/lambda", json({ name: 1 })), [400, "a name is a text"]);
            // With several origins and credentials API Gateway cannot choose among them, and docs say so.
            const hidden = several && credentials === "include";
            assert.deepEqual(await read(page, "/nothing"), hidden ? "TypeError" : missing);
        });

        it("gives such a page a stream as it is written", async () => {
            const page = await open("localhost");
            const pieces = await page.evaluate(`(async () => {
                const answer = await fetch(${JSON.stringify(`${api}/events`)}, { credentials: ${JSON.stringify(credentials)} });
                const pieces = [];
                const began = Date.now();
                for (let reader = answer.body.getReader(); ; ) {
                    const { value, done } = await reader.read();
                    if (done) return pieces;
                    pieces.push([new TextDecoder().decode(value), Date.now() - began > 500]);
                }
            })()`);
            assert.deepEqual(pieces, [
                ["data: one\n\n", false],
                ["data: two\n\n", true],
            ]);
        });

        it("lets a page of another origin read nothing", async () => {
            const page = await open("127.0.0.1");
            assert.equal(await read(page, "/lambda", json({ name: "Ada" })), "TypeError");
            assert.equal(await read(page, "/events"), "TypeError");
        });

        it("refuses a header that the program does not allow", async () => {
            const page = await open("localhost");
            assert.equal(await read(page, "/lambda", { method: "POST", headers: { "X-Else": "1" } }), "TypeError");
        });
    });

function change(folder: string, file: string, from: string | RegExp, to: string): void {
    const text = readFileSync(join(folder, file), "utf8");
    assert.notEqual(text.replace(from, to), text, `${file} stayed as it was`);
    writeFileSync(
        join(folder, file),
        text.replace(from, () => to),
    );
}

/** Debian's Chromium, or the browser that CHROMIUM names. */
function chromiumFile(): string | undefined {
    const { CHROMIUM, PATH = "" } = process.env;
    const found = PATH.split(delimiter).map((folder) => join(folder, "chromium"));
    return [CHROMIUM, ...found].find((file) => file && existsSync(file));
}
