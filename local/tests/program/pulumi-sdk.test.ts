import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { greetingDir, localDir } from "../places";

// In a process of its own: in this one the SDK is loaded.
function afterLoading(script: string): unknown {
    const load = `
        require("./bin/sources.cjs");
        const { pulumiSdk } = require("./src/program/pulumi-sdk.ts");
        const sdk = pulumiSdk(${JSON.stringify(greetingDir)});
        const file = require.resolve("typescript");
    `;
    const printing = `${load}Promise.resolve(${script}).then((value) => console.log(JSON.stringify(value)))`;
    return JSON.parse(execFileSync(process.execPath, ["-e", printing], { cwd: localDir, encoding: "utf8" }));
}

describe("the Pulumi SDK", () => {
    it("loads without TypeScript, which only closures need", () => {
        assert.equal(afterLoading("file in require.cache"), false);
    });

    it("loads TypeScript when it turns a closure into code", () => {
        const closure = `(async () => [
            (await sdk.runtime.serializeFunction(() => 1)).text.includes("exports.handler ="),
            file in require.cache,
        ])()`;
        assert.deepEqual(afterLoading(closure), [true, true]);
    });

    it("loads without its automation API, and loads that when it is used", () => {
        const loaded = '() => Object.keys(require.cache).some((file) => file.includes("automation/localWorkspace"))';
        const used = `((loaded) => [loaded(), typeof sdk.automation.LocalWorkspace.createStack, loaded()])(${loaded})`;
        assert.deepEqual(afterLoading(used), [false, "function", true]);
        assert.deepEqual(afterLoading('typeof require("@pulumi/pulumi/automation").LocalWorkspace'), "function");
    });

    it("leaves TypeScript whole to whoever else requires it", () => {
        assert.deepEqual(afterLoading('[typeof { ...require("typescript") }.sys, typeof require("typescript").sys]'), [
            "object",
            "object",
        ]);
    });
});
