import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { localDir } from "../places";
import { createRandom } from "./random";
import { attack } from "./requests";

describe("npm run fuzz", () => {
    it("sends the same for the same seed, and something else for each number and each seed", () => {
        const attacks = (seed: number) =>
            Array.from({ length: 300 }, (_, index) => JSON.stringify(attack(seed, index)));
        assert.deepEqual(attacks(1), attacks(1));
        // A few are so short that chance repeats them.
        assert.ok(new Set([...attacks(1), ...attacks(2)]).size > 580);
        const kinds = new Set(Array.from({ length: 1000 }, (_, index) => attack(1, index).kind));
        assert.equal(kinds.size, 11);
    });

    it("throws dice that are fair enough", () => {
        const random = createRandom(1, 2);
        const thrown = Array.from({ length: 6000 }, () => random.number(6));
        for (let face = 0; face < 6; face++) {
            const times = thrown.filter((each) => each === face).length;
            assert.ok(times > 850 && times < 1150, `${face}: ${times}`);
        }
    });

    it("names its seed, is quiet in a pipe, and returns 0 where the server stands it", () => {
        const args = ["bin/run.cjs", "tests/fuzz/main.ts", "--seed", "5", "--requests", "200"];
        const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: localDir, encoding: "utf8" });
        assert.match(stdout, /^seed 5: 200 requests\n(?:\w+: \d+, )+none: \d+\nstood in [\d.]+ s: .*\n$/);
        assert.deepEqual([status, stderr], [0, ""]);
    });
});
