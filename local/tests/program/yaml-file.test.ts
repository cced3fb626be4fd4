import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { greetingDir, localDir } from "../places";

describe("the library that reads YAML", () => {
    it("is loaded by who reads some, and by nobody else in the room", () => {
        // In a process of its own: in this one it is loaded. It is part of what the sources are built to, and asks for Node's
        // process when it is loaded, as nobody else does.
        const script = `
            require("./bin/sources.cjs");
            const Module = require("node:module");
            const asked = [];
            const load = Module._load;
            Module._load = (name, ...rest) => {
                asked.push(name);
                return load(name, ...rest);
            };
            const loaded = () => asked.includes("process");
            const { readStackConfig } = require("./src/program/program.ts");
            const before = loaded();
            readStackConfig(${JSON.stringify(greetingDir)}, "dev");
            console.log(JSON.stringify([before, loaded(), require.resolve("yaml") in require.cache]));
        `;
        const told = execFileSync(process.execPath, ["-e", script], { cwd: localDir, encoding: "utf8" });
        assert.deepEqual(JSON.parse(told), [false, true, false]);
    });
});
