import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { stayAwake } from "../../src/lambda/alertness";

describe("alertness", () => {
    /** Milliseconds that the event loop was awake while something was done a hundred times, with a pause after each. */
    async function awake(work: () => void): Promise<number> {
        const before = performance.eventLoopUtilization();
        for (let time = 0; time < 100; time++) {
            work();
            await new Promise((resolve) => setTimeout(resolve, 2));
        }
        return performance.eventLoopUtilization(before).active;
    }

    it("turns the event loop without waiting for a moment, and then lets it sleep again", async () => {
        const seen: string[] = [];
        for (let time = 0; time < 5; time++) {
            const [with100, without] = [await awake(stayAwake), await awake(() => {})];
            seen.push(`${with100} ms with, ${without} ms without`);
            // 0.3 ms each, unless the machine has other work.
            if (with100 - without > 15 && with100 < 150) return;
        }
        assert.fail(seen.join("\n"));
    });
});
