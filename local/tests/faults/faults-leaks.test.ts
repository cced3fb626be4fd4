import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { inspect, isDeepStrictEqual } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { faulty, type LocalApi, withLocalApi } from "../local-api";
import { until } from "../processes";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** All of this process that a request could leave behind, but memory. */
function held(api: LocalApi): object {
    const resources: Record<string, number> = {};
    for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1;
    const listeners = process.eventNames().map((name) => [String(name), process.listenerCount(name)]);
    const files = process.platform === "linux" ? readdirSync("/proc/self/fd").length : 0;
    return { resources, listeners, files, environments: api.environments().length };
}

/** Bytes in use, when all that can go has gone. */
async function memory(api: LocalApi): Promise<number> {
    api.lines.length = 0;
    for (let time = 0; time < 3; time++) {
        collectGarbage();
        await new Promise(setImmediate);
    }
    return process.memoryUsage().heapUsed + process.memoryUsage().external;
}

/** Fails a number of times, a few requests at once. */
async function fail(api: LocalApi, times: number): Promise<void> {
    let left = times;
    const failing = Array.from({ length: 4 }, async () => {
        while (left-- > 0) assert.equal((await api.fail()).status, 502);
    });
    await Promise.all(failing);
}

describe("faults, one after the other", () => {
    it("F25: a hundred timeouts and a hundred crashes leave no process, listener, timer, file, folder or memory behind", async () => {
        const normal = faulty("");
        const endless = faulty("for (;;);");
        const crashing = faulty("process.exit(1)");
        await withLocalApi(normal, {}, async (api) => {
            const round = async (times: number) => {
                await api.deploy(endless, { fn: { timeout: 0.02 } });
                await fail(api, times);
                await api.deploy(crashing, {});
                await fail(api, times);
                await api.deploy(normal, {});
                await api.succeed();
                // The one that served, and the one in reserve.
                const left = () => [api.environments().length, api.temporaryFolders().length];
                await until(
                    () => String(left()) === "2,2",
                    () => `${left()} environments and temporary folders`,
                    5000,
                );
            };
            await round(5);
            const [before, bytesBefore] = [held(api), await memory(api)];
            await round(100);
            // What is closed may take a moment to be gone.
            await until(
                () => isDeepStrictEqual(held(api), before),
                () => inspect([held(api), before], { depth: null }),
            );
            const bytesAfter = await memory(api);
            assert.ok(bytesAfter - bytesBefore < 2 ** 20, `${bytesAfter - bytesBefore} bytes more`);
        });
    }).timeout(60_000);
});
