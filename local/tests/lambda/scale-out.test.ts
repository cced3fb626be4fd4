import assert from "node:assert/strict";
import { createScaleOut, type ScaleOut } from "../../src/lambda/scale-out";
import { createWaitingLine, type WaitingLine } from "../../src/lambda/waiting-line";

describe("scaling out", () => {
    let line: WaitingLine<unknown>;
    let started: number;
    let running: number;
    let scaleOut: ScaleOut;

    beforeEach(() => {
        line = createWaitingLine();
        started = 0;
        running = 1;
        const count = () => ({ running, starting: started });
        scaleOut = createScaleOut({ line, count, start: () => started++, maxConcurrency: 100 });
    });

    function wait(requests: number): void {
        for (let request = 0; request < requests; request++)
            line.join({ since: Date.now(), patience: 10_000, serve: () => {}, giveUp: () => {} });
        scaleOut.look();
    }

    /** Calls `happen` every other ms for so long. */
    async function meanwhile(milliseconds: number, happen = () => {}): Promise<void> {
        for (const end = Date.now() + milliseconds; Date.now() < end; ) {
            happen();
            await new Promise((resolve) => setTimeout(resolve, 2));
        }
    }

    it("starts an environment at once where there is none", () => {
        running = 0;
        wait(1);
        assert.equal(started, 1);
    });

    it("starts one for each request that has waited for 10 ms, though others come free", async () => {
        wait(2);
        assert.equal(started, 0);
        await meanwhile(60, () => scaleOut.cameFree(false));
        assert.equal(started, 2);
    });

    it("starts none while a quick environment waits for what it shall do next", async () => {
        wait(2);
        await meanwhile(60, () => scaleOut.cameFree(true));
        assert.equal(started, 0);
        await meanwhile(60);
        assert.equal(started, 2);
    });

    it("starts none beyond what the cores can do while one comes free", async () => {
        running = 99;
        wait(2);
        await meanwhile(60, () => scaleOut.cameFree(false));
        assert.equal(started, 0);
        await meanwhile(60);
        assert.equal(started, 1);
    });

    it("starts none when nobody waits", async () => {
        running = 0;
        scaleOut.look();
        scaleOut.cameFree(false);
        await meanwhile(30);
        assert.equal(started, 0);
    });
});
