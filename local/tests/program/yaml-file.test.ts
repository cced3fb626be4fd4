import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { greetingDir, localDir } from "../places";

describe("the library that reads YAML", () => {
    it("is loaded by who reads some, and by nobody else in the room", () => {
        // In a process of its own: in this one it is loaded.
        const script = `
            require("./bin/sources.cjs");
            const { readStackConfig } = require("./src/program/program.ts");
            const loaded = () => require.resolve("yaml") in require.cache;
            const before = loaded();
            readStackConfig(${JSON.stringify(greetingDir)}, "dev");
            console.log(JSON.stringify([before, loaded()]));
        `;
        const told = execFileSync(process.execPath, ["-e", script], { cwd: localDir, encoding: "utf8" });
        assert.deepEqual(JSON.parse(told), [false, true]);
    });
});
