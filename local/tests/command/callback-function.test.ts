import assert from "node:assert/strict";
import { join } from "node:path";
import { localDir } from "../places";
import { stalls } from "../processes";
import { copyProject, type ProjectCopy } from "../project-copy";
import { start, stopAll } from "../running-command";

describe("a CallbackFunction", () => {
    let copy: ProjectCopy;

    before(() => {
        copy = copyProject(join(localDir, "tests", "programs", "callback"));
    });

    after(async () => {
        await stopAll();
        copy.remove();
    });

    it("is served with what it captures, within seconds", async function () {
        // Of a machine that has something else to do, too.
        this.timeout(60_000);
        const began = performance.now();
        const server = await start(copy.folder);
        const ask = async (method: string, body?: string) => {
            const answer = await server.ask({ path: "/live/a", method, ...(body === undefined ? {} : { body }) });
            return [answer.status, answer.body];
        };
        assert.deepEqual(await ask("POST", "a: 1"), [200, '["Hello","api",{"a":1}]']);
        const seconds = (performance.now() - began) / 1000;
        assert.ok(seconds < 10, `${seconds} s`);
        assert.deepEqual(
            [await ask("GET"), await ask("GET")],
            [
                [200, "1"],
                [200, "2"],
            ],
        );
        copy.write({ "index.ts": copy.read("index.ts").replace('"Hello"', '"Goodbye"') });
        await server.printed(/^Reloaded the program/);
        assert.deepEqual(await ask("POST", "b"), [200, '["Goodbye","api","b"]']);
    }).retries(stalls);
});
