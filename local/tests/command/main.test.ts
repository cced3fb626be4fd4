import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { ask, listening, wire } from "../http";
import { descendants, stalls, until } from "../processes";
import { copyProject, type ProjectCopy } from "../project-copy";
import { byNpm, type Ended, launch, type Running, run, start, stillRunning, stopAll } from "../running-command";

/** A handler that does what the header X-Do says. */
const obedient = `
import { spawn } from "node:child_process";

export async function handler(event: { headers: Record<string, string> }) {
    const what = event.headers["X-Do"];
    if (what === "loop") for (;;);
    if (what === "wait") await new Promise((resolve) => setTimeout(resolve, 400));
    if (what === "spawn") spawn("sleep", ["1002"], { stdio: "ignore" });
    if (what === "spawn and loop") { spawn("sleep", ["1002"], { stdio: "ignore" }); for (;;); }
    return { statusCode: 200, body: what === "variables" ? JSON.stringify(process.env) : "fine" };
}
`;

const hello = "Hello, World!";

/** Where servers of this user keep what goes with them. */
const ownFolder = `api-gateway-local-${userInfo().username}`;

describe("npm start", () => {
    let copy: ProjectCopy;

    before(() => {
        copy = copyProject();
    });

    afterEach(async () => {
        await stopAll();
        copy.restore();
    });

    after(() => copy.remove());

    const command = (...args: string[]) => run(copy.folder, args);

    it("serves the stack dev, prints its routes and where it listens, and shows each request as Lambda does", async () => {
        const { ask, out, err, printed } = await start(copy.folder, ["--verbose"]);
        const { status, body } = await ask();
        assert.deepEqual([status, body], [200, hello]);
        await printed(
            /^\{"time":"[^"]+","type":"platform\.start","record":\{"requestId":"[-0-9a-f]{36}","functionArn":/,
        );
        await printed(
            /^\{"time":"[^"]+","type":"platform\.report","record":\{"requestId":"[-0-9a-f]{36}","metrics":\{"durationMs":[\d.]+,"billedDurationMs":\d+,"memorySizeMB":256,"maxMemoryUsedMB":\d+,"initDurationMs":[\d.]+\},"status":"success"\}\}$/,
        );
        assert.match(out(), /^POST {2}http:\/\/127\.0\.0\.1:\d+\/v0\/lambda {2}greeting-dev-function-[0-9a-f]{7}$/m);
        assert.equal(err(), "");
    });

    describe("refuses in one sentence, with exit code 1 and nothing on standard output:", () => {
        function refused({ code, out, err }: Ended, sentence: RegExp): void {
            assert.match(err, sentence);
            assert.deepEqual([code, out, err.trim().split("\n").length], [1, "", 1], err);
        }

        it("an option that is unknown or wrong", async () => {
            const [unknown, wrong, missing, graph] = await Promise.all([
                command("--prot", "1"),
                command("--port", "http", "--verbose"),
                command("--env-file", "none.env"),
                command("graph", "--help"),
            ]);
            refused(
                graph,
                /^graph writes graph\/<stack>\.md for every stack; it takes no argument, and --help is one$/m,
            );
            refused(unknown, /^Unknown option '--prot'; npm start -- --help lists the options$/m);
            assert.match(wrong.err, /^Error: --port: "http" must be a whole number from 0 to 65535\n {4}at /);
            refused(missing, /^--env-file: none\.env cannot be read \(ENOENT\)$/m);
        });

        it("what is wrong with the stack", async () => {
            copy.write({
                "Pulumi.syntax.yaml": "config:\n  routes: [\n",
                "Pulumi.type.yaml": "config:\n  timeout: soon\n",
                "Pulumi.unknown.yaml": "config:\n  timout: 3\n",
                "Pulumi.range.yaml": "config:\n  timeout: 901\n",
            });
            const refusals = (
                [
                    [["--stack", "syntax"], /^Pulumi\.syntax\.yaml: .* at line \d+, column \d+/],
                    [["--stack", "type"], /^Pulumi\.type\.yaml: timeout: soon must be of type integer$/m],
                    [["--stack", "unknown"], /timout/],
                    [["--stack", "range"], /timeout/],
                    [
                        ["--stack", "none"],
                        /^Pulumi\.none\.yaml: there is no such file; stacks with one: dev, range, syntax, type, unknown \(choose with --stack\)$/m,
                    ],
                ] as const
            ).map(async ([args, sentence]) => refused(await command(...args, "--port", "0"), sentence));
            await Promise.all(refusals);
        });

        it("what is wrong with the handler", async () => {
            copy.write({ "handler/index.ts": "export const handler = (\n" });
            refused(await command("--port", "0"), /^handler\/index\.ts:\d+:\d+: ERROR: /);
        });

        it("what the program throws, and where", async () => {
            copy.write({ "index.ts": `throw new Error("no program today");\n${copy.read("index.ts")}` });
            refused(await command("--port", "0"), /^index\.ts:1: no program today$/m);
            const { code, err } = await command("--port", "0", "--verbose");
            assert.equal(code, 1);
            assert.match(err, /^Error: no program today\n {4}at .*index\.ts:1/);
            copy.restore();
            const policy = copy
                .read("index.ts")
                .replace(
                    'allow(["lambda:InvokeFunction"], fn.arn)',
                    'fn.arn.apply((): string => { throw new Error("no policy today"); })',
                );
            copy.write({ "index.ts": policy });
            refused(
                await command("--port", "0"),
                /^index\.ts:\d+: error serializing property "policy": no policy today$/m,
            );
        });

        it("a program that does not come to its end", async () => {
            for (const [text, sentence] of [
                ["process.exit(0);", /^The program ended its process before it was evaluated; .*$/m],
                ["export const never = new Promise(() => {});", /^The program waits for what never comes: .*$/m],
                ['process.kill(process.pid, "SIGKILL");', /^The program's process was ended by SIGKILL before .*$/m],
            ] as const) {
                copy.write({ "index.ts": text });
                refused(await command("--port", "0"), sentence);
            }
        });

        it("F32: a port that is in use, and an address that is not this machine's", async () => {
            const other = createServer();
            const port = await listening(other);
            const [taken, debug, foreign] = await Promise.all([
                command("--port", String(port)),
                command("--port", "0", `--inspect=${port}`),
                command("--port", "0", "--host", "192.0.2.1"),
            ]);
            other.close();
            const elsewhere = (option: string) =>
                new RegExp(`^127\\.0\\.0\\.1:${port} is in use; choose another with ${option}$`, "m");
            refused(taken, elsewhere("--port, 0 for any free one"));
            refused(debug, elsewhere("--inspect=PORT"));
            refused(foreign, /^192\.0\.2\.1:0 is no address of this machine$/m);
        });
    });

    it("--help lists every option it knows", async () => {
        const { code, out, err } = await command("--help");
        assert.deepEqual([code, err], [0, ""]);
        assert.deepEqual(
            [...out.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, name]) => name),
            [
                ...["--stack", "--port", "--api", "--host", "--env", "--env-file", "--pass-env", "--aws", "--api-key"],
                ...[
                    "--jwks",
                    "--no-limits",
                    "--no-stream-limit",
                    "--allowed-host",
                    "--allow-cross-site",
                    "--max-concurrency",
                    "--inspect",
                ],
                ...["--event", "--function", "--print-event", "--page", "--log", "--verbose", "--help"],
            ],
        );
    });

    describe("--event", () => {
        const event = JSON.stringify({ body: '{"name":"Ada"}', headers: { "Content-Type": "application/json" } });

        it("invokes the function once with a file's event, prints the result alone, and ends", async () => {
            copy.write({ "event.json": event });
            const { code, out, err } = await command("--event", "event.json");
            assert.deepEqual([code, JSON.parse(out).body], [0, "Hello, Ada!"]);
            const events = err
                .trim()
                .split("\n")
                .map((line) => JSON.parse(line).type);
            assert.deepEqual(events, ["platform.initStart", "platform.start", "platform.report"]);
        });

        it("reads standard input, for which - stands, and shows the function --env, --env-file and --pass-env", async () => {
            copy.write({
                "handler/index.ts": obedient,
                "some.env": "# a file\nONE=1\nTWO='two words'\nTHREE=file\n",
                "Pulumi.secret.yaml":
                    "config:\n  environment:\n    LOCKED: { secure: v1:abc }\n    OPEN: plain\n    GIVEN: { secure: v1:abc }\n",
            });
            const args = ["--event", "-", "--stack", "secret", "--env", "THREE=option", "--env", "GIVEN=a=b"];
            const { code, out, err } = await run(
                copy.folder,
                [...args, "--env-file", "some.env", "--pass-env", "PASSED"],
                { input: '{"headers":{"X-Do":"variables"}}', env: { PASSED: "on", AWS_SECRET_ACCESS_KEY: "hidden" } },
            );
            assert.equal(code, 0, err);
            const { ONE, TWO, THREE, PASSED, LOCKED, OPEN, GIVEN, AWS_SECRET_ACCESS_KEY } = JSON.parse(
                JSON.parse(out).body,
            );
            assert.deepEqual(
                { ONE, TWO, THREE, PASSED, LOCKED, OPEN, GIVEN, AWS_SECRET_ACCESS_KEY },
                {
                    ...{ ONE: "1", TWO: "two words", THREE: "option", PASSED: "on", LOCKED: undefined, OPEN: "plain" },
                    ...{ GIVEN: "a=b", AWS_SECRET_ACCESS_KEY: undefined },
                },
            );
        });

        it("ends with 1 when the function fails, or cannot be loaded, and its log says why", async () => {
            copy.write({
                "event.json": "{}",
                "handler/index.ts": 'export async function handler() { throw new RangeError("too far") }',
            });
            const failed = await command("--event", "event.json");
            assert.deepEqual([failed.code, failed.out], [1, ""]);
            assert.match(
                failed.err,
                /"errorType":"RangeError","errorMessage":"too far".*"platform\.report".*"status":"error"/s,
            );
            copy.write({ "handler/index.ts": 'throw new RangeError("too far")' });
            const broken = await command("--event", "event.json");
            assert.deepEqual([broken.code, broken.out], [1, ""]);
            assert.match(broken.err, /"errorMessage":"too far".*"platform\.initReport"/s);
        });

        it("refuses an event that is not JSON, or not there", async () => {
            copy.write({ "event.json": "{" });
            const [broken, missing] = await Promise.all([
                command("--event", "event.json"),
                command("--event", "none.json"),
            ]);
            assert.match(broken.err, /^--event: event\.json is not JSON \(.*\)\n$/);
            assert.match(missing.err, /^--event: none\.json cannot be read \(ENOENT\)\n$/);
            assert.deepEqual([broken.code, missing.code], [1, 1]);
        });
    });

    it("shows which answer is API Gateway's own, and why, with the id its client was given", async () => {
        const { ask, printed } = await start(copy.folder);
        const { headers } = await ask({ path: "/v0/none" });
        const line = await printed(/^403 POST /);
        assert.match(
            line,
            /^403 POST \/v0\/none: no route has this method and path, .* \(x-amzn-RequestId [-0-9a-f]{36}\)$/,
        );
        assert.ok(line.includes(String(headers["x-amzn-requestid"])), JSON.stringify(headers));
    });

    it("writes a line for each request for people, or an object for programs, if it shall", async () => {
        const handler = 'export async function handler() { console.warn("careful"); throw new Error("no"); }';
        copy.write({ "handler/index.ts": handler });
        const pretty = await start(copy.folder, ["--log", "pretty"], { FORCE_COLOR: undefined });
        await pretty.ask({ path: "/v0/lambda?a=1" });
        await pretty.printed(
            /^\d\d:\d\d:\d\d POST {3}\/v0\/lambda\?a=1 +POST \/lambda \S+ 502 +[\d.]+ ms cold \d+ ms$/,
        );
        await pretty.printed(/^ {9}WARN {2}careful$/);
        await pretty.printed(/^ {9}ERROR Error: no$/);
        await pretty.printed(/^ {17}at \S*handler \(handler\/index\.ts:1:\d+\)$/);
        await pretty.printed(/^ {9}why {3}the function failed: Error: no \[P20\]$/);
        // The runtime's own frames are nobody's.
        assert.equal(pretty.out().match(/^ {17}at /gm)?.length, 1, pretty.out());
        assert.doesNotMatch(pretty.out(), /START|REPORT/);
        const json = launch(copy.folder, ["--log", "json", "--port", "0"]);
        await json.complained(/Listening on /);
        const [, port] = /:(\d+)\/v0$/m.exec(json.err()) ?? [];
        await ask(Number(port), { path: "/v0/lambda" });
        const { method, path, status, logs } = JSON.parse(await json.printed(/^\{"type":"request"/));
        assert.deepEqual([method, path, status, logs.length], ["POST", "/v0/lambda", 502, 2]);
        for (const line of json.out().trim().split("\n")) JSON.parse(line);
    });

    describe("the page", () => {
        const shown = /^Requests are shown at http:\/\/127\.0\.0\.1:(\d+)\/\?token=([\w-]{22})$/;
        const addressOf = async (server: Running) => shown.exec(await server.printed(shown)) ?? [];

        it("has a port and an origin of its own, and shows what was asked", async () => {
            const server = await start(copy.folder);
            const [, port = "", token = ""] = await addressOf(server);
            assert.notEqual(Number(port), server.port);
            const { headers } = await server.ask();
            const page = (path: string, method = "GET") =>
                ask(Number(port), { method, path, headers: { Host: `127.0.0.1:${port}`, "X-Page-Token": token } });
            const detail = JSON.parse((await page("/data/requests/1")).body);
            assert.deepEqual(
                [detail.requestId, detail.status, detail.route, detail.answer.body.text],
                [headers["x-amzn-requestid"], 200, "POST /lambda", hello],
            );
            const sent = JSON.parse((await page("/data/requests/1/replay", "POST")).body);
            const again = JSON.parse((await page("/data/requests/2")).body);
            assert.deepEqual([sent.status, again.requestId, again.answer.body.text], [200, sent.requestId, hello]);
            const graph = JSON.parse((await page("/data/graph")).body);
            const imitated = (type: string) =>
                graph.nodes.find((node: { type: string }) => node.type === type)?.imitated;
            assert.deepEqual(
                [imitated("aws:lambda/function:Function"), imitated("aws:cloudwatch/logGroup:LogGroup")],
                [true, false],
            );
        });

        it("gives way to the next free port where its own is taken, unless that was asked for", async () => {
            const other = createServer();
            const port = await listening(other);
            const refusal = `127.0.0.1:${port} is in use; choose another with --page, 0 for any free one, or off\n`;
            const { code, out, err } = await command("--port", "0", "--page", String(port));
            other.close();
            assert.deepEqual([code, out, err], [1, "", refusal]);
            const holder = createServer();
            // Somebody else may hold it already.
            await listening(holder, 3001).catch(() => {});
            const free = createServer();
            const apiPort = await listening(free);
            await new Promise((resolve) => free.close(resolve));
            const server = launch(copy.folder, ["--port", String(apiPort)]);
            const [, chosen] = await addressOf(server);
            holder.close();
            assert.ok(Number(chosen) > 3001 && Number(chosen) <= 3100, chosen);
        });

        it("is not there if it shall be off", async () => {
            const server = await start(copy.folder, ["--page", "off"]);
            await server.ask();
            assert.doesNotMatch(server.out(), /shown at/);
        });
    });

    it("P23: answers 500 where the graph's role does not allow API Gateway to invoke the function", async () => {
        const program = copy.read("index.ts");
        copy.write({ "index.ts": program.replace("lambda:InvokeFunction", "lambda:GetFunction") });
        const { status, body } = await (await start(copy.folder)).ask();
        assert.deepEqual([status, body], [500, '{"message": "Internal server error"}']);
    });

    it("names each secret that has no value here, and prints each event if it shall", async () => {
        copy.write({
            "Pulumi.secret.yaml":
                "config:\n  environment:\n    LOCKED: { secure: v1:abc }\n    GIVEN: { secure: v1:abc }\n",
        });
        const { ask, out, printed } = await start(copy.folder, [
            ...["--stack", "secret", "--env", "GIVEN=1", "--env", "EXTRA=1", "--print-event"],
        ]);
        assert.deepEqual(
            out()
                .split("\n")
                .filter((line) => /^note: [A-Za-z.]+ is /.test(line)),
            [
                "note: environment.LOCKED is a secret of stack secret and has no value here; give it one with --env LOCKED=VALUE",
                "note: EXTRA is set here only; on AWS it is no variable of the function",
            ],
        );
        await ask({ headers: { "X-Color": "\x9b31mred" } });
        await printed(/^ {2}"path": "\/lambda",$/);
        // A terminal would obey what a client wrote.
        await printed(/^ {4}"X-Color": "\\x9b31mred"/);
    });

    describe("leaves no process behind", () => {
        beforeEach(() => copy.write({ "handler/index.ts": obedient }));

        for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
            it(`F32: within 2 s of ${signal}, though handlers loop and have started processes`, async () => {
                const temporary = mkdtempSync(join(tmpdir(), "api-gateway-local-"));
                const server = await start(copy.folder, [], { TMPDIR: temporary });
                const give = (what: string) => server.ask({ headers: { "X-Do": what } });
                await give("spawn");
                for (const what of ["loop", "spawn and loop"]) give(what).catch(() => {});
                const family = () => descendants(server.pid);
                const loops = () => family().filter(({ command }) => command === "sleep 1002").length === 2;
                await until(loops, () => "nothing was spawned", 5000);
                const all = [server.pid, ...family().map(({ pid }) => pid)];
                server.child.kill(signal);
                const gone = () => stillRunning(all).length === 0;
                await until(gone, () => `${stillRunning(all)} run on`, 2000);
                const folders = () => String(readdirSync(temporary, { recursive: true }));
                await until(() => folders() === ownFolder, folders);
                rmSync(temporary, { recursive: true });
                const { code, signal: by, err } = await server.ended;
                assert.deepEqual([code, by, err], signal === "SIGKILL" ? [null, signal, ""] : [0, null, ""]);
            }).retries(stalls);
        }

        for (const signal of ["SIGTERM", "SIGKILL"] as const) {
            it(`F32: within 2 s of ${signal} to the npm that started it`, async () => {
                const npm = launch(copy.folder, ["--port", "0"], undefined, byNpm);
                await npm.printed(/^Listening on /);
                const all = [npm.pid, ...descendants(npm.pid).map(({ pid }) => pid)];
                assert.ok(all.length > 3, `${all}`);
                npm.child.kill(signal);
                const gone = () => stillRunning(all).length === 0;
                await until(gone, () => `${stillRunning(all)} run on`, 2000);
            }).retries(stalls);
        }

        it("F32: after a signal while the program is evaluated without end", async () => {
            copy.write({ "index.ts": `console.error("begun"); for (;;);\n${copy.read("index.ts")}` });
            for (const signal of ["SIGTERM", "SIGKILL"] as const) {
                const server = launch(copy.folder, ["--port", "0"]);
                await server.complained(/begun/);
                const all = [server.pid, ...descendants(server.pid).map(({ pid }) => pid)];
                server.child.kill(signal);
                const gone = () => stillRunning(all).length === 0;
                await until(gone, () => `${stillRunning(all)} run on`);
            }
        });

        it("lets a request that runs come to its end, takes no new one, and keeps no folder", async () => {
            const server: Running = await start(copy.folder);
            const asked = server.ask({ headers: { "X-Do": "wait" } });
            await server.printed(/"platform\.start"/);
            const idle = await wire(server.port);
            server.child.kill("SIGTERM");
            await idle.closed;
            await assert.rejects(server.ask());
            assert.equal((await asked).body, "fine");
            assert.equal((await server.ended).code, 0);
            const folders = readdirSync(join(tmpdir(), ownFolder));
            assert.deepEqual(
                folders.filter((name) => name.startsWith(`${server.pid}-`)),
                [],
            );
        });

        it("ends at once at the second signal", async () => {
            const server = await start(copy.folder);
            server.ask({ headers: { "X-Do": "loop" } }).catch(() => {});
            await server.printed(/"platform\.start"/);
            const began = performance.now();
            server.child.kill("SIGINT");
            await until(
                () => {
                    server.child.kill("SIGINT");
                    return server.child.exitCode !== null;
                },
                () => "it runs on",
            );
            assert.ok(performance.now() - began < 900);
        }).retries(stalls);
    });

    it("says that the program, or the handler, takes long", async () => {
        const slow = "for (const end = Date.now() + 5500; Date.now() < end; );";
        copy.write({
            "index.ts": `${slow}\n${copy.read("index.ts")}`,
            "handler/index.ts": `${slow}\n${copy.read("handler/index.ts")}`,
        });
        const server = launch(copy.folder, ["--port", "0"]);
        await server.complained(/^note: the program is still being evaluated, for 5 seconds now$/m);
        await server.printed(/^Listening on /);
        await server.printed(/^note: the handler is still being loaded, for 5 seconds now$/);
    });

    it("goes on when nobody reads what it prints any more", async () => {
        const { ask, child } = await start(copy.folder);
        child.stdout?.destroy();
        for (let time = 0; time < 3; time++) assert.equal((await ask()).body, hello);
        assert.equal(child.exitCode, null);
    });
});
