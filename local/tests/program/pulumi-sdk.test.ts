import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { folderOf } from "../folder";
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

    it("loads TypeScript once, when it turns closures into code", () => {
        const closures = `(async () => {
            const { _extensions } = require("node:module");
            const load = _extensions[".js"];
            let loads = 0;
            _extensions[".js"] = (module, path) => (path === file && loads++, load(module, path));
            const texts = [];
            for (const each of [() => 1, () => 2]) texts.push((await sdk.runtime.serializeFunction(each)).text);
            return [texts.map((text) => text.includes("exports.handler =")), loads];
        })()`;
        assert.deepEqual(afterLoading(closures), [[true, true], 1]);
    });

    it("loads without its automation API, and loads that when it is used", () => {
        const loaded = '() => Object.keys(require.cache).some((file) => file.includes("automation/localWorkspace"))';
        const used = `((loaded) => [loaded(), typeof sdk.automation.LocalWorkspace.createStack, loaded()])(${loaded})`;
        assert.deepEqual(afterLoading(used), [false, "function", true]);
        assert.deepEqual(afterLoading('typeof require("@pulumi/pulumi/automation").LocalWorkspace'), "function");
    });

    it("loads without what reads a package.json, and telemetry, and calls the former when it is used", () => {
        const loaded = `() => ["normalize-package-data", "@opentelemetry/api"].map((name) =>
            Object.keys(require.cache).some((file) => file.includes("node_modules/" + name + "/")))`;
        // Below a workspace the SDK asks for more than Node.js 20 has.
        const folder = folderOf({ "package.json": '{ "name": "anybody", "version": "1.0.0" }', "index.js": "" });
        const used = `(async (loaded) => {
            const before = loaded();
            process.chdir(${JSON.stringify(folder)});
            const paths = await sdk.runtime.computeCodePaths();
            return [before, paths instanceof Map, loaded()];
        })(${loaded})`;
        assert.deepEqual(afterLoading(used), [[false, false], true, [true, false]]);
    });

    it("leaves TypeScript whole to whoever else requires it", () => {
        assert.deepEqual(afterLoading('[typeof { ...require("typescript") }.sys, typeof require("typescript").sys]'), [
            "object",
            "object",
        ]);
    });
});
