import assert from "node:assert/strict";
import { createFreshness } from "../../src/command/freshness";

describe("a request", () => {
    const after = async (milliseconds: number, promise: Promise<void> | undefined) => {
        const late = new Promise<string>((resolve) => setTimeout(resolve, milliseconds, "waits"));
        return Promise.race([late, promise?.then(() => "goes on")]);
    };

    it("waits for nothing where nothing has changed", () => {
        assert.equal(createFreshness(1000).wait(), undefined);
    });

    it("waits from a change until all that changed is served, or is wrong", async () => {
        const freshness = createFreshness(1000);
        freshness.changed();
        const wait = freshness.wait();
        freshness.changed();
        assert.equal(await after(20, wait), "waits");
        freshness.settled();
        assert.equal(await after(20, wait), "goes on");
        assert.equal(freshness.wait(), undefined);
    });

    it("waits for a limited time from the first change on, and not at all after that, until something is served", async () => {
        const freshness = createFreshness(30);
        freshness.changed();
        const wait = freshness.wait();
        setTimeout(freshness.changed, 20);
        assert.equal(await after(45, wait), "goes on");
        freshness.changed();
        assert.equal(freshness.wait(), undefined);
        freshness.settled();
        freshness.changed();
        assert.notEqual(freshness.wait(), undefined);
        freshness.settled();
    });
});
