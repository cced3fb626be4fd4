import assert from "node:assert/strict";
import { createTurns, type Turns } from "../../src/lambda/turns";

describe("turns of an execution environment", () => {
    let told: string[] = [];
    let turns: Turns<string>;

    beforeEach(() => {
        told = [];
        turns = createTurns({ timeout: () => told.push("timeout"), over: () => told.push("over") });
    });

    function join(name: string, limit = 1000): void {
        turns.join({
            limit,
            begun: () => told.push(`${name} begun`),
            answer: (answer) => told.push(`${name} ${answer}`),
            giveUp: () => told.push(`${name} given up`),
        });
    }

    it("begin one after the other, each when the one before has its answer", () => {
        join("a");
        join("b");
        assert.deepEqual(told, ["a begun"]);
        turns.answer("done");
        assert.deepEqual(told, ["a begun", "over", "a done", "b begun"]);
        turns.answer("done too");
        assert.deepEqual(told.slice(4), ["over", "b done too"]);
        assert.equal(turns.length(), 0);
    });

    it("are given up from the last one on", () => {
        for (const name of ["a", "b", "c"]) join(name);
        turns.giveUp(2);
        assert.deepEqual(told, ["a begun", "b given up", "c given up"]);
        turns.answer("done");
        assert.equal(turns.length(), 0);
        turns.giveUp(0);
        turns.giveUp(-1);
        assert.deepEqual(told.slice(3), ["over", "a done"]);
    });

    it("tell how long the first one has been running, and tell it with its answer", async () => {
        assert.equal(turns.runningFor(), 0);
        let took = -1;
        const nothing = () => {};
        turns.join({
            limit: 1000,
            begun: nothing,
            giveUp: nothing,
            answer: (_, milliseconds) => (took = milliseconds),
        });
        join("b");
        await new Promise((resolve) => setTimeout(resolve, 30));
        const running = turns.runningFor();
        assert.ok(running >= 29, `${running} ms`);
        turns.answer("done");
        assert.ok(took >= running, `${took} ms`);
        assert.ok(turns.runningFor() < running);
        turns.answer("done");
    });

    it("time out from when they begin, not from when they join", async () => {
        join("a");
        join("b", 40);
        await new Promise((resolve) => setTimeout(resolve, 60));
        assert.deepEqual(told, ["a begun"]);
        turns.answer("done");
        await new Promise((resolve) => setTimeout(resolve, 60));
        assert.deepEqual(told.slice(1), ["over", "a done", "b begun", "timeout"]);
    });

    it("do not time out once they have their answer, or are given up", async () => {
        join("a", 20);
        turns.answer("done");
        join("b", 20);
        turns.giveUp(1);
        join("c", Number.POSITIVE_INFINITY);
        const before = told.length;
        await new Promise((resolve) => setTimeout(resolve, 50));
        assert.equal(told.length, before);
        turns.giveUp(1);
    });
});
