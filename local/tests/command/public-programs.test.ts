import assert from "node:assert/strict";
import { join } from "node:path";
import { localDir } from "../places";
import { copyProject, type ProjectCopy } from "../project-copy";
import { type Running, start, stopAll } from "../running-command";

/** Shapes of programs that people published, in words of our own. */
describe("a program as people publish them", () => {
    const copies: ProjectCopy[] = [];

    async function serve(name: string): Promise<Running> {
        const copy = copyProject(join(localDir, "tests", "programs", name));
        copies.push(copy);
        return start(copy.folder);
    }

    afterEach(stopAll);

    after(() => {
        for (const copy of copies) copy.remove();
    });

    it("that makes its resources from a list of routes is served", async () => {
        const { ask } = await serve("public-loop");
        const answer = async (method: string, path: string) => {
            const { status, body } = await ask({ method, path: `/stage${path}` });
            return [status, body];
        };
        assert.deepEqual(await answer("GET", "/items"), [200, "list GET /items"]);
        assert.deepEqual(await answer("POST", "/items"), [200, "add POST /items"]);
        assert.deepEqual(await answer("PUT", "/items/7/notes"), [200, "list PUT /items/{id}/notes"]);
        assert.deepEqual(await answer("GET", "/items/7"), [403, '{"message":"Missing Authentication Token"}']);
    });

    it("that wraps its API in a component is served, its preflight too", async () => {
        const { ask } = await serve("public-component");
        const path = "/qa/webhook";
        const { status, body, headers } = await ask({ method: "POST", path, body: '{"a":1}' });
        const got = { environmentSuffix: "qa", table: "hook-events", got: { a: 1 } };
        assert.deepEqual([status, JSON.parse(String(body))], [202, got]);
        assert.equal(headers["access-control-allow-origin"], "*");
        const preflight = await ask({ method: "OPTIONS", path });
        assert.deepEqual([preflight.status, preflight.body], [200, ""]);
        assert.equal(preflight.headers["access-control-allow-methods"], "OPTIONS,POST");
        assert.equal((await ask({ method: "GET", path })).status, 403);
    });

    it("that sends all paths to one function is served", async () => {
        const { ask } = await serve("public-archive");
        for (const [method, path, expected] of [
            ["GET", "/dev", "GET / root"],
            ["DELETE", "/dev/a/b", "DELETE /a/b a/b"],
        ] as const) {
            const { status, body } = await ask({ method, path });
            assert.deepEqual([status, body], [200, expected]);
        }
    });
});
