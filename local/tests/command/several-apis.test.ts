import assert from "node:assert/strict";
import { createServer } from "node:net";
import { join } from "node:path";
import { listening } from "../http";
import { localDir } from "../places";
import { copyProject, type ProjectCopy } from "../project-copy";
import { type Running, run, start, stopAll } from "../running-command";

/** Where the stages are reached, by address without the port. */
function ports({ out }: Running): Record<string, number> {
    const found = [...out().matchAll(/^Listening on http:\/\/127\.0\.0\.1:(\d+)(\/\w+)$/gm)];
    return Object.fromEntries(found.map(([, port, stage], index) => [`${index}${stage}`, Number(port)]));
}

async function get(port: number, path: string): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, body: JSON.parse(await response.text()) };
}

describe("a program of several APIs and stages", () => {
    let copy: ProjectCopy;

    before(() => {
        copy = copyProject(join(localDir, "tests", "programs", "two-apis"));
    });

    afterEach(async () => {
        await stopAll();
        copy.restore();
    });

    after(() => copy.remove());

    const forbidden = { status: 403, body: { message: "Forbidden" } };

    it("is served at a port for each API and a path for each stage, by one function", async () => {
        const server = await start(copy.folder);
        await server.printed(/^Listening on .*\/live$/);
        const found = ports(server);
        const { "0/live": admin = 0, "3/live": shop = 0 } = found;
        assert.deepEqual(Object.keys(found), ["0/live", "1/next", "2/live2", "3/live"]);
        assert.deepEqual([found["1/next"], found["2/live2"]], [admin, admin]);
        assert.notEqual(shop, admin);
        const answers: unknown[] = [];
        for (const [port, path] of [
            [admin, "/live/users"],
            [shop, "/live/items"],
        ] as const) {
            const { status, body } = await get(port, path);
            const { apiId, ...rest } = body as { apiId: string };
            answers.push([status, rest]);
            assert.match(apiId, /^[a-z0-9]{10}$/);
        }
        const at = (whole: string) => ({ path: whole.slice(5), whole, stage: "live" });
        assert.deepEqual(answers, [
            [200, { ...at("/live/users"), stageVariables: { mode: "calm" }, count: 1 }],
            [200, { ...at("/live/items"), stageVariables: null, count: 2 }],
        ]);
        const error = { status: 500, body: { message: "Internal server error" } };
        // Its permission is for another stage.
        assert.deepEqual(await get(admin, "/next/users"), error);
        assert.deepEqual(await get(admin, "/live2/users"), error);
        assert.deepEqual(await get(shop, "/next/items"), forbidden);
        assert.deepEqual(await get(admin, "/users"), forbidden);
        assert.match(
            server.out(),
            /^GET {2}http:\/\/127\.0\.0\.1:\d+\/next\/users +echo {2}API Gateway may not invoke it: 500$/m,
        );
    });

    it("gives the first API the port that is asked for, and others the next free ones from 3010", async () => {
        const taken = createServer();
        // Somebody else may hold it already.
        await listening(taken, 3010).catch(() => {});
        const free = createServer();
        const port = await listening(free);
        await new Promise((resolve) => free.close(resolve));
        const server = await start(copy.folder, ["--port", String(port)]);
        await server.printed(/^Listening on .*\/live$/);
        taken.close();
        const { "0/live": admin, "3/live": shop = 0 } = ports(server);
        assert.equal(admin, port);
        assert.ok(shop > 3010 && shop < 3100, String(shop));
        assert.equal((await get(shop, "/live/items")).status, 200);
    });

    it("serves one API by its name, and no API of another name", async () => {
        const server = await start(copy.folder, ["--api", "shop"]);
        assert.deepEqual(Object.keys(ports(server)), ["0/live"]);
        assert.equal((await get(server.port, "/live/items")).status, 200);
        assert.equal((await get(server.port, "/live/users")).status, 403);
        const { code, err } = await run(copy.folder, ["--port", "0", "--api", "shops"]);
        assert.deepEqual([code, err], [1, "--api: shops is no API of this program; it has admin, shop\n"]);
    });

    it("serves an API that a reload brings and stops one that it takes away", async () => {
        const server = await start(copy.folder);
        await server.printed(/^Listening on .*\/live$/);
        const { "3/live": shop = 0 } = ports(server);
        const index = copy.read("index.ts");
        copy.write({
            "index.ts": index
                .replace('new apigateway.Stage("shop-live"', 'if (index < 0) new apigateway.Stage("shop-live"')
                .replace("const shop =", "const index = 0;\nconst shop ="),
        });
        await server.printed(/^Reloaded the program/);
        await assert.rejects(get(shop, "/live/items"));
        assert.equal((await get(server.port, "/live/users")).status, 200);
        copy.write({ "index.ts": `${index}\nnew apigateway.Stage("later", { ...shop, stageName: "later" });\n` });
        const again = /:(\d+)\/later$/.exec(await server.printed(/^Listening on .*\/later$/))?.[1];
        assert.equal((await get(Number(again), "/later/items")).status, 200);
    });
});
