import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readStackConfig } from "../../src/program/stack-config";
import { folderOf } from "../folder";

interface Case {
    /** Pulumi.yaml; `project` unless given. */
    project?: string;
    /** Pulumi.dev.yaml */
    stack: string;
    /** What the program is handed, or why the CLI refuses. */
    values?: Record<string, string>;
    refused?: string;
}

// Recorded from the CLI's own code: github.com/pulumi/pulumi's sdk and pkg in version 3.260.0 with yaml.v3 3.0.1, called as
// the CLI calls them (LoadProject, LoadProjectStack, ValidateStackConfigAndApplyProjectConfig, Decrypt).
const cases: Case[] = JSON.parse(readFileSync(join(__dirname, "pulumi-config.json"), "utf8"));
const project = "name: shop\nruntime: nodejs\n";

describe("a stack's configuration is what the Pulumi CLI makes of", () => {
    for (const { project: own = project, stack, values, refused } of cases)
        it(JSON.stringify(own === project ? stack : [own, stack]), () => {
            const read = () =>
                readStackConfig(folderOf({ "Pulumi.yaml": own, "Pulumi.dev.yaml": stack }), "dev").values;
            if (refused === undefined) assert.deepEqual(read(), values);
            else assert.throws(read, /^Error: Pulumi\.(dev\.)?yaml/, refused);
        });
});
