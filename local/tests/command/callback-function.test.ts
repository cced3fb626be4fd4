import assert from "node:assert/strict";
import { join } from "node:path";
import { localDir } from "../places";
import { processorSeconds } from "../processes";
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

    it("is served with what it captures, within seconds of work", async function () {
        // Of a machine that has something else to do, too.
        this.timeout(60_000);
        const server = await start(copy.folder);
        const ask = async (method: string, body?: string) => {
            const answer = await server.ask({ path: "/live/a", method, ...(body === undefined ? {} : { body }) });
            return [answer.status, answer.body];
        };
        assert.deepEqual(await ask("POST", "a: 1"), [200, '["Hello","api",{"a":1}]']);
        // Beside the other tests it has a part of a processor: what it takes is counted, not how long it waits for its turn.
        const seconds = processorSeconds(server.pid);
        assert.ok(seconds < 5, `${seconds} s`);
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
    });
});
