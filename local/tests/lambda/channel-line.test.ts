import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createChannelLine } from "../../src/lambda/channel-line";
import type { PooledEnvironment } from "../../src/lambda/environment-pool";
import { type LocalApi, withLocalApi } from "../local-api";
import { stalls } from "../processes";

/** Writes down each event it begins, then does what the request says, as JavaScript, before it answers. */
const writing = (file: string) => `
const { appendFileSync } = require("node:fs");
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const block = (milliseconds) => { const end = Date.now() + milliseconds; while (Date.now() < end); };
exports.handler = async (event) => {
    appendFileSync(${JSON.stringify(file)}, event.headers.Id + " " + process.pid + "\\n");
    await eval(event.headers.Do);
    return { statusCode: 200, body: String(process.pid) };
};`;

describe("requests that wait in the channel of a quick environment", () => {
    let folder = "";
    let file = "";
    let id = 0;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "api-gateway-local-channel-line-"));
        file = join(folder, "begun");
        appendFileSync(file, "");
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    /** Asks once; resolves to the status, what was answered and after how many ms. */
    async function send({ ask }: LocalApi, what = "1"): Promise<{ status: number; pid: string; took: number }> {
        const began = performance.now();
        const { status, body } = await ask({ path: "/v0/lambda", headers: { Id: String(++id), Do: what } });
        return { status, pid: body, took: performance.now() - began };
    }

    async function quicken(api: LocalApi): Promise<void> {
        for (let time = 0; time < 5; time++) assert.equal((await send(api)).status, 200);
    }

    const begun = () =>
        readFileSync(file, "utf8")
            .trim()
            .split("\n")
            .map((line) => line.split(" "));

    it("are as many as it is likely to serve soon, and go where the fewest wait", () => {
        const pooled = (requests: number, quick: boolean, alive = true) =>
            ({ environment: { alive: () => alive }, requests, quick }) as PooledEnvironment;
        const room = (...environments: PooledEnvironment[]) =>
            environments.map(createChannelLine(new Set(environments)).hasRoom);
        assert.deepEqual(room(pooled(0, false), pooled(1, false), pooled(0, true, false)), [true, false, false]);
        assert.deepEqual(room(pooled(1, true), pooled(15, true), pooled(16, true)), [true, true, false]);
        const all = [pooled(16, true), pooled(4, true), pooled(2, true), pooled(1, false), pooled(3, true)];
        assert.equal(createChannelLine(new Set(all)).shortest(), all[2]);
        assert.equal(createChannelLine(new Set([pooled(1, false)])).shortest(), undefined);
    });

    it("are served by it one after the other, in their order", () =>
        withLocalApi(writing(file), {}, async (api) => {
            await quicken(api);
            id = 0;
            const answers = await Promise.all(Array.from({ length: 10 }, () => send(api)));
            assert.deepEqual(new Set(answers.map(({ status, pid }) => `${status} ${pid}`)).size, 1);
            const ids = begun()
                .slice(5)
                .map(([id]) => Number(id));
            assert.deepEqual(
                ids.toSorted((a, b) => a - b),
                Array.from({ length: 10 }, (_, index) => index + 1),
            );
        }));

    for (const [how, slow] of [
        ["waits", "wait(1500)"],
        ["never comes to rest", "block(1500)"],
    ] as const) {
        it(`are served by others if the one before them ${how}`, () =>
            withLocalApi(writing(file), {}, async (api) => {
                await quicken(api);
                const first = send(api, slow);
                const others = await Promise.all(Array.from({ length: 5 }, () => send(api)));
                for (const { status, took } of others)
                    assert.ok(status === 200 && took < 1000, `${status}, ${took} ms`);
                const { pid, took } = await first;
                assert.ok(took >= 1490, `${took} ms`);
                assert.ok(others.every((other) => other.pid !== pid));
                // And the first one serves again, past the events that were taken from it.
                const [a, b] = await Promise.all([send(api), send(api)]);
                assert.deepEqual([a?.status, b?.status], [200, 200]);
            })).retries(stalls);
    }

    for (const [how, fault] of [
        ["exits", "process.exit(1)"],
        ["is killed", "process.kill(process.pid, 'SIGKILL'); block(1000)"],
        ["throws where nobody catches", "setImmediate(() => { throw 1 }); wait(100)"],
    ] as const) {
        it(`are served by others if the one before them ${how}`, () =>
            withLocalApi(writing(file), {}, async (api) => {
                await quicken(api);
                const first = send(api, fault);
                const others = await Promise.all(Array.from({ length: 5 }, () => send(api)));
                assert.equal((await first).status, 502);
                assert.deepEqual(
                    others.map(({ status }) => status),
                    Array(5).fill(200),
                );
            }));
    }

    it("are begun once each, whatever the others do, and every one that began has its START", () =>
        withLocalApi(writing(file), { pool: { maxConcurrency: 3 } }, async (api) => {
            await quicken(api);
            const kinds = ["1", "1", "1", "1", "block(12)", "1", "wait(15)", "1", "1", "process.exit(1)"];
            let left = 300;
            const statuses: number[] = [];
            const client = async () => {
                while (left-- > 0) statuses.push((await send(api, kinds[left % kinds.length])).status);
            };
            await Promise.all(Array.from({ length: 12 }, client));
            const ids = begun().map(([id]) => id);
            assert.equal(new Set(ids).size, ids.length);
            assert.deepEqual([ids.length, statuses.length], [305, 300]);
            assert.equal(statuses.filter((status) => status === 502).length, 30);
            assert.equal(statuses.filter((status) => status === 200).length, 270);
            const lines = (pattern: RegExp) => api.lines.filter((line) => pattern.test(line)).length;
            assert.deepEqual([lines(/^END/), lines(/^REPORT/)], [305, 305]);
            assert.equal(lines(/^START/), 305 + lines(/Not begun; another environment takes over$/));
        }));
});
