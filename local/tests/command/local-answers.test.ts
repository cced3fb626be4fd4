import assert from "node:assert/strict";
import { join } from "node:path";
import { localDir } from "../places";
import { copyProject, type ProjectCopy } from "../project-copy";
import { run, start, stopAll } from "../running-command";

describe("Pulumi.<stack>.local.yaml beside npm start", () => {
    let copy: ProjectCopy;

    before(() => {
        copy = copyProject(join(localDir, "tests", "programs", "two-apis"));
        const use = 'new pulumi.StackReference("acme/network/dev").getOutput("mode")';
        const index = copy.read("index.ts").replace('mode: "calm"', `mode: ${use}`);
        copy.write({ "index.ts": index });
    });

    after(async () => {
        await stopAll();
        copy.remove();
    });

    it("is served as soon as it is written, and as it is changed", async () => {
        const server = await start(copy.folder);
        const mode = async () => {
            const { body } = await server.ask({ method: "GET", path: "/live/users" });
            return JSON.parse(String(body)).stageVariables.mode;
        };
        assert.equal(await mode(), "acme-network-dev-mode");
        const entry = 'stacks: {"acme/network/dev": {"mode": "acme-network-dev-mode"}}';
        const advice = `warning: The output mode of stack acme/network/dev is not known here; it is made up; to set it, write in Pulumi.dev.local.yaml: ${entry}`;
        assert.equal(
            server
                .out()
                .split("\n")
                .filter((line) => line === advice).length,
            1,
        );
        for (const value of ["first", "second"]) {
            copy.write({ "Pulumi.dev.local.yaml": entry.replace("acme-network-dev-mode", value) });
            await server.printed(/^Reloaded the program/);
            assert.equal(await mode(), value);
        }
        copy.write({ "Pulumi.dev.local.yaml": "stacks: { acme/network/dev: [] }" });
        await server.complained(/^Pulumi\.dev\.local\.yaml: stacks: acme\/network\/dev: \[\] must be a map; write /m);
        assert.equal(await mode(), "second");
    });

    it("must have what the program requires", async () => {
        const index = copy.read("index.ts").replace("getOutput", "requireOutput");
        copy.write({ "index.ts": index, "Pulumi.dev.local.yaml": undefined });
        const { code, err } = await run(copy.folder, ["--port", "0"]);
        assert.equal(code, 1);
        assert.match(
            err,
            /The output mode of stack acme\/network\/dev is not known here, and the program requires it; write in Pulumi\.dev\.local\.yaml: stacks: \{"acme\/network\/dev": \{"mode": "acme-network-dev-mode"\}\}$/m,
        );
    });
});
