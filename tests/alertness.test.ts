import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { stayAwake } from "../local/alertness";

describe("alertness", () => {
    it("turns the event loop without waiting for a moment, and then lets it sleep again", async () => {
        // Whatever ran before has come to rest.
        await new Promise((resolve) => setTimeout(resolve, 50));
        const before = performance.eventLoopUtilization();
        stayAwake();
        stayAwake();
        await new Promise((resolve) => setTimeout(resolve, 200));
        const { active } = performance.eventLoopUtilization(before);
        assert.ok(active >= 0.3 && active < 50, `${active} ms`);
    });
});
