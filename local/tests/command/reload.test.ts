import assert from "node:assert/strict";
import { cpSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createReload } from "../../src/command/reload";
import type { RestApi } from "../../src/program/rest-api";
import { attach, type Debugger, generatedPosition } from "../debugger";
import { stalls, until } from "../processes";
import { copyProject, type ProjectCopy } from "../project-copy";
import { launch, type Running, start, stopAll } from "../running-command";

/** A handler that answers with its version, after as many ms as the header Wait says. */
function versioned(version: string): string {
    return `
import { version } from "./version";

export async function handler(event: { headers: Record<string, string> }) {
    await new Promise((resolve) => setTimeout(resolve, Number(event.headers.Wait ?? 0)));
    const parts = [${JSON.stringify(version)}, version];
    return { statusCode: 200, body: parts.join(" ") };
}
`;
}

function files(version: string): Record<string, string> {
    return {
        "handler/index.ts": versioned(version),
        "handler/version.ts": `export const version = ${JSON.stringify(version)};\n`,
    };
}

describe("a change", () => {
    let copy: ProjectCopy;
    let server: Running;

    before(() => {
        copy = copyProject();
    });

    beforeEach(() => copy.write(files("1")));

    afterEach(async () => {
        await stopAll();
        copy.restore();
    });

    after(() => copy.remove());

    const answer = async (wait = 0) => (await server.ask({ headers: { Wait: String(wait) } })).body;
    const reloaded = () => server.printed(/^Reloaded the (handler|program) in \d+ ms$/);
    const becomes = async (body: string) => {
        const end = Date.now() + 5000;
        while ((await answer()) !== body) assert.ok(Date.now() < end, `${await answer()}: ${server.err()}`);
    };
    const complaints = (pattern: RegExp) => server.err().match(new RegExp(pattern, "g"))?.length ?? 0;

    it("of the handler is served to the next request, and lets one that runs end as it began", async () => {
        server = await start(copy.folder);
        assert.equal(await answer(), "1 1");
        const running = answer(400);
        await server.printed(/"platform\.start"/);
        await server.printed(/"platform\.start"/);
        copy.write(files("2"));
        assert.match(await reloaded(), /handler/);
        assert.equal(await answer(), "2 2");
        assert.equal(await running, "1 1");
        assert.equal(server.err(), "");
    });

    it("is served whole or not at all, while requests come without a pause", async () => {
        server = await start(copy.folder);
        let newest = 1;
        let asking = true;
        const seen = new Set<string>();
        const askers = [1, 2, 3].map(async () => {
            while (asking) {
                const least = newest;
                const { status, body } = await server.ask();
                seen.add(`${status} ${body}`);
                assert.ok(Number(body[0]) >= least, `${body} after ${least}`);
            }
        });
        for (const version of [2, 3, 4, 5]) {
            await answer();
            copy.write(files(String(version)));
            await reloaded();
            newest = version;
            assert.equal(await answer(), `${version} ${version}`);
        }
        asking = false;
        await Promise.all(askers);
        assert.deepEqual([...seen].sort(), ["200 1 1", "200 2 2", "200 3 3", "200 4 4", "200 5 5"]);
    });

    it("that does not compile leaves the last good version, and is told of once", async () => {
        server = await start(copy.folder);
        const broken = { "handler/version.ts": "export const version = (\n" };
        copy.write(broken);
        const sentence = /handler\/version\.ts:2:0: ERROR: Unexpected end of file/;
        await server.complained(sentence);
        assert.equal(await answer(), "1 1");
        copy.write({ "handler/version.ts": `${broken["handler/version.ts"]} ` });
        copy.write(broken);
        // The same file as before is no change to be served.
        copy.write(files("1"));
        copy.write(files("2"));
        await reloaded();
        assert.equal(await answer(), "2 2");
        assert.equal(complaints(sentence), 1);
        // What was put right and is wrong again is told again.
        copy.write(broken);
        await until(
            () => complaints(sentence) === 2,
            () => server.err(),
        );
        copy.write(files("2"));
        copy.write(files("3"));
        await reloaded();
        assert.equal(await answer(), "3 3");
    });

    it("that cannot be loaded leaves the last good version, and can be taken back", async () => {
        server = await start(copy.folder);
        copy.write({ "handler/version.ts": 'throw new RangeError("too far"); export const version = "2";' });
        await server.complained(/^The function's handler could not be loaded; the log says why$/m);
        await server.printed(/too far/);
        assert.equal(await answer(), "1 1");
        copy.write(files("1"));
        await reloaded();
        assert.equal(await answer(), "1 1");
        assert.equal(server.err().trim().split("\n").length, 1);
    });

    it("of program or configuration is served: routes, stage, variables, memory", async () => {
        server = await start(copy.folder);
        const config = copy.read("Pulumi.dev.yaml");
        copy.write({
            "Pulumi.dev.yaml": `${config.replace("POST /lambda:", "GET /hello: {}\n        POST /lambda:")}    stageName: v1\n    memorySize: 512\n`,
        });
        await server.printed(/^GET +http:.*\/v1\/hello /);
        await server.printed(/^Listening on http:.*\/v1$/);
        assert.match(await reloaded(), /program/);
        const [there, gone] = [
            await server.ask({ method: "GET", path: "/v1/hello" }),
            await server.ask({ path: "/v0/lambda" }),
        ];
        assert.deepEqual([there.status, there.body, gone.status], [200, "1 1", 403]);
        await server.printed(/"platform\.report".*"memorySizeMB":512,/);
        copy.write({ "index.ts": `${copy.read("index.ts")}\n// more\n` });
        await reloaded();
        assert.equal((await server.ask({ method: "GET", path: "/v1/hello" })).status, 200);
    });

    it("of the program that is wrong leaves the last good version, and is told of once", async () => {
        server = await start(copy.folder);
        const config = copy.read("Pulumi.dev.yaml");
        copy.write({ "Pulumi.dev.yaml": `${config}    timout: 3\n` });
        await server.complained(/timout/);
        assert.equal(await answer(), "1 1");
        const program = copy.read("index.ts");
        copy.write({ "Pulumi.dev.yaml": config, "index.ts": `throw new Error("no program today");\n${program}` });
        await server.complained(/^index\.ts:1: no program today$/m);
        // The handler goes on being served meanwhile.
        copy.write(files("2"));
        await reloaded();
        assert.equal(await answer(), "2 2");
        copy.write({ "index.ts": program });
        await reloaded();
        assert.equal(await answer(), "2 2");
        assert.deepEqual([complaints(/timout/), complaints(/no program today/)], [1, 1]);
    });

    it("of the program that comes with a broken handler is served once the handler is put right", async () => {
        server = await start(copy.folder);
        copy.write({
            "handler/version.ts": "export const version = (\n",
            "Pulumi.dev.yaml": `${copy.read("Pulumi.dev.yaml")}    stageName: v1\n`,
        });
        await server.complained(/ERROR: Unexpected end of file/);
        assert.equal(await answer(), "1 1");
        copy.write(files("2"));
        await reloaded();
        assert.equal((await server.ask({ path: "/v1/lambda" })).body, "2 2");
    });

    describe("is noticed", () => {
        const inPlace = (version: string) => copy.write(files(version));
        // As an editor that writes beside the file and then renames.
        const renamed = (version: string) => {
            for (const [path, text] of Object.entries(files(version))) {
                writeFileSync(join(copy.folder, `${path}.tmp`), text);
                renameSync(join(copy.folder, `${path}.tmp`), join(copy.folder, path));
            }
        };
        // As git, when it switches branches.
        const removed = (version: string) => {
            for (const [path, text] of Object.entries(files(version))) {
                rmSync(join(copy.folder, path));
                writeFileSync(join(copy.folder, path), text);
            }
        };
        const folder = () => join(copy.folder, "handler");
        const folderRenamed = (version: string) => {
            cpSync(folder(), join(copy.folder, "elsewhere"), { recursive: true });
            rmSync(folder(), { recursive: true });
            renameSync(join(copy.folder, "elsewhere"), folder());
            inPlace(version);
        };
        const folderRemoved = async (version: string) => {
            rmSync(folder(), { recursive: true });
            await new Promise((resolve) => setTimeout(resolve, 100));
            inPlace(version);
        };

        it("however a file is written, again and again", async () => {
            server = await start(copy.folder);
            const ways = [renamed, inPlace, renamed, renamed, inPlace, inPlace, removed, inPlace, renamed];
            const folders = [folderRenamed, inPlace, renamed, folderRemoved, inPlace, renamed, removed, inPlace];
            for (const [index, way] of [...ways, ...folders].entries()) {
                const version = String(index + 2);
                await way(version);
                await becomes(`${version} ${version}`);
            }
            assert.doesNotMatch(server.err(), /cannot be watched/);
        }).retries(stalls);

        it("in a folder below the handler's, one that is made later too", async () => {
            server = await start(copy.folder);
            const at = (path: string, version: string) => ({
                "handler/version.ts": `export { version } from "${path}";`,
                [`handler/${path}.ts`]: `export const version = "${version}";`,
            });
            copy.write({
                ...at("./deep/down/version", "2"),
                "handler/deep/down/version.ts": "export const version = (",
            });
            await server.complained(/handler\/deep\/down\/version\.ts:1:\d+: ERROR: /);
            for (const version of ["2", "3"]) {
                copy.write({ "handler/deep/down/version.ts": `export const version = "${version}";` });
                await becomes(`1 ${version}`);
            }
        }).retries(stalls);

        it("in what the handler imports from elsewhere", async () => {
            copy.write({
                "handler/version.ts": 'export { version } from "../shared/version";',
                "shared/version.ts": 'import { version as v } from "./version.json"; export const version = v;',
                "shared/version.json": '{ "version": "2" }',
            });
            server = await start(copy.folder);
            assert.equal(await answer(), "1 2");
            copy.write({ "shared/version.json": '{ "version": "3" }' });
            await becomes("1 3");
            copy.write({ "shared/version.ts": 'export const version = "4";' });
            await becomes("1 4");
        }).retries(stalls);

        it("in what the program imports from elsewhere, though that was wrong", async () => {
            copy.write({
                "index.ts": `import "./infra/stage";\n${copy.read("index.ts")}`,
                "infra/stage.ts": "export const a = 1;",
            });
            server = await start(copy.folder);
            copy.write({ "infra/stage.ts": 'throw new Error("no stage today");' });
            await server.complained(/^infra\/stage\.ts:1: no stage today$/m);
            copy.write({ "infra/stage.ts": 'throw new Error("no stage tomorrow");' });
            await server.complained(/^infra\/stage\.ts:1: no stage tomorrow$/m);
            copy.write({ "infra/stage.ts": "export const a = 2;" });
            await reloaded();
            assert.equal(await answer(), "1 1");
        });
    });

    it("that is made while the server starts is served too", async () => {
        const slow = 'console.error("evaluated"); for (const end = Date.now() + 500; Date.now() < end; );';
        copy.write({ "index.ts": `${copy.read("index.ts")}\n${slow}\n` });
        server = launch(copy.folder, ["--port", "0"]);
        await server.complained(/evaluated/);
        copy.write(files("2"));
        const [, port] = /:(\d+)\/\w+$/.exec(await server.printed(/^Listening on /)) ?? [];
        server.port = Number(port);
        await becomes("2 2");
    }).retries(stalls);

    it("that is followed by another while it is read is left to that one, whether it is right or wrong", async () => {
        const code = (version: string) => ({ "index.js": version, "index.js.map": "" });
        const served = { methods: [], functions: [{ code: code("1") }] } as unknown as RestApi;
        const told: unknown[] = [];
        let bundled: () => ReturnType<typeof code> = () => code("2");
        const reload = createReload(served, [code("1")], {
            bundle: () => [bundled()],
            builds: () => [bundled()],
            evaluate: async () => ({ ...served, stageName: "evaluated" }),
            deploy: async ({ stageName, functions }) => void told.push(stageName ?? functions[0]?.code["index.js"]),
            deployed: () => {},
            complain: (error) => void told.push(error),
        });
        const [yes, no] = [async () => true, async () => false];
        await reload("handler", yes);
        await reload("program", yes);
        bundled = () => {
            throw new Error("half a file");
        };
        await reload("handler", yes);
        assert.deepEqual(told, []);
        bundled = () => code("3");
        // The program's change is not forgotten over the handler's.
        await reload("handler", no);
        await reload("handler", no);
        assert.deepEqual(told, ["evaluated", undefined, undefined]);
    });

    it("of a handler replaces its build and leaves what the archive has beside it, without an evaluation", async () => {
        const served = {
            methods: [],
            functions: [{ code: { "index.js": "1", "page.html": "p" } }],
        } as unknown as RestApi;
        const told: unknown[] = [];
        const reload = createReload(served, [{ "index.js": "1" }], {
            bundle: () => [{ "index.js": "2" }],
            builds: () => [],
            evaluate: async () => served,
            deploy: async ({ functions }) => void told.push(functions[0]?.code),
            deployed: (change) => void told.push(change),
            complain: (error) => void told.push(error),
        });
        await reload("handler", async () => false);
        assert.deepEqual(told, [{ "index.js": "2", "page.html": "p" }, "handler", undefined]);
    });

    describe("--inspect", () => {
        const line = 'const parts = ["1", version];';

        async function freePort(): Promise<number> {
            const other = createServer().listen(0, "127.0.0.1");
            await new Promise((resolve) => other.once("listening", resolve));
            const { port } = other.address() as AddressInfo;
            await new Promise((resolve) => other.close(resolve));
            return port;
        }

        /** Sets a breakpoint on a line of handler/index.ts, as a debugger does that reads the source map. */
        async function breakAt({ call, event }: Debugger, text: string): Promise<void> {
            await call("Runtime.enable");
            await call("Debugger.enable");
            const source = join(copy.folder, "handler", "index.ts");
            const number = copy
                .read("handler/index.ts")
                .split("\n")
                .findIndex((each) => each.includes(text));
            const script = await event("Debugger.scriptParsed", ({ url }) => /\/index\.js$/.test(url));
            const position = generatedPosition(script, pathToFileURL(source).href, number);
            assert.ok(position, `line ${number} is not in the map`);
            const { locations } = await call("Debugger.setBreakpointByUrl", { url: script.url, ...position });
            assert.ok(locations.length > 0, "the breakpoint is nowhere");
        }

        it("lets a debugger stop at a line of the TypeScript, for as long as a person needs, before and after a reload", async () => {
            const port = await freePort();
            // Neither API Gateway's timeout nor the function's counts while somebody looks.
            copy.write({
                "Pulumi.dev.yaml": `${copy.read("Pulumi.dev.yaml")}    integrationTimeout: 50\n    timeout: 1\n`,
            });
            server = await start(copy.folder, [`--inspect=${port}`]);
            const first = await attach(port);
            await breakAt(first, line);
            const asked = answer();
            const { callFrames } = await first.event("Debugger.paused");
            assert.equal(callFrames[0].functionName, "handler");
            const { callFrameId } = callFrames[0];
            const { result } = await first.call("Debugger.evaluateOnCallFrame", {
                callFrameId,
                expression: "arguments[0].path",
            });
            assert.equal(result.value, "/lambda");
            await new Promise((resolve) => setTimeout(resolve, 1100));
            await first.call("Debugger.resume");
            assert.equal(await asked, "1 1");
            first.close();

            copy.write(files("2"));
            await reloaded();
            const second = await attach(port);
            await breakAt(second, line.replace('"1"', '"2"'));
            const again = answer();
            await second.event("Debugger.paused");
            await second.call("Debugger.resume");
            assert.equal(await again, "2 2");
            second.close();

            copy.write({ "handler/version.ts": "throw new RangeError('too far')" });
            await server.complained(/could not be loaded/);
            assert.equal(await answer(), "2 2");
            const third = await attach(port);
            const { result: product } = await third.call("Runtime.evaluate", { expression: "6 * 7" });
            assert.equal(product.value, 42);
            third.close();
        });
    });
});
