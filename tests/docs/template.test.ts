import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackNames } from "api-gateway-local/testing";
import { parseDocument } from "yaml";
import { projectDir } from "../program";
import { tool } from "../served-program";

const name = "orders-2";
// What must not depend on the project's name. By name: this file would copy the copy, and so on.
const tests = ["tests/index.test.ts", "tests/graph.test.ts"];

describe("pulumi new", () => {
    const files = projectFiles();
    let project: string;

    before(() => {
        // Outside node_modules, where ts-node compiles nothing.
        project = realpathSync(mkdtempSync(join(tmpdir(), "template-")));
        for (const file of files) cpSync(join(projectDir, file), join(project, file));
        symlinkSync(join(projectDir, "node_modules"), join(project, "node_modules"), "junction");
        // Its graph is as fresh as can be: what tells of a stale one is tests/graph.test.ts of the project itself.
        execFileSync(process.execPath, [tool, "graph"], { cwd: project });
        rename(project);
    });

    after(() => rmSync(project, { recursive: true, force: true }));

    it("makes a project whose tests of the graph pass under its own name", () => {
        const mocha = [join("node_modules", "mocha", "bin", "mocha.js"), "--no-config", "--require", "tests/setup.cjs"];
        const args = [...mocha, "--parallel", "--timeout", "120000", ...tests];
        const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: "utf8" });
        assert.equal(status, 0, `${stdout}${stderr}`);
    }).timeout(180_000);

    it("finds nothing to fill in beside Pulumi.yaml", () => {
        // What the CLI replaces in every file that it copies.
        const words = ["PROJECT", "DESCRIPTION"].map((word) => `\${${word}}`);
        const filled = files.filter((file) => {
            const text = readFileSync(join(projectDir, file), "utf8");
            return words.some((word) => text.includes(word));
        });
        assert.deepEqual(filled, []);
    });
});

/** What git would track, whether or not the project is a repository yet: `pulumi new` copies it without one. */
function projectFiles(): string[] {
    const repository = mkdtempSync(join(tmpdir(), "template-"));
    const options = { cwd: projectDir, encoding: "utf8" } as const;
    const git = (...args: string[]) =>
        execFileSync("git", ["--git-dir", repository, "--work-tree", ".", ...args], options);
    try {
        git("init", "--quiet");
        const files = git("ls-files", "-z", "--others", "--exclude-standard").split("\0");
        // `node_modules/` in .gitignore leaves a link of that name.
        return files.filter((file) => file !== "" && file !== "node_modules");
    } finally {
        rmSync(repository, { recursive: true, force: true });
    }
}

/**
 * Does to a copied template what the CLI does: it names and describes the project, takes the template section out, notes
 * where the template came from, and writes the stack files' keys with the project's name when it saves the region.
 * https://github.com/pulumi/pulumi/blob/master/pkg/cmd/pulumi/project/newcmd/new.go
 */
function rename(project: string): void {
    const template = String(parseDocument(readFileSync(join(project, "Pulumi.yaml"), "utf8")).get("name"));
    edit(join(project, "Pulumi.yaml"), (document) => {
        document.set("name", name);
        document.set("description", "A shop");
        document.delete("template");
        document.setIn(["config", "pulumi:tags"], {
            value: { "pulumi:template": "https://github.com/example/template" },
        });
    });
    for (const stack of stackNames(project)) {
        edit(join(project, `Pulumi.${stack}.yaml`), (document) => {
            const config = document.toJS().config as Record<string, unknown>;
            // A file that the CLI has written already has the template's own name before its keys.
            const long = Object.entries(config).map(([key, value]) => {
                const short = key.startsWith(`${template}:`) ? key.slice(template.length + 1) : key;
                return [short.includes(":") ? short : `${name}:${short}`, value];
            });
            document.set("config", Object.fromEntries(long));
        });
    }
}

function edit(file: string, change: (document: ReturnType<typeof parseDocument>) => void): void {
    const document = parseDocument(readFileSync(file, "utf8"));
    change(document);
    writeFileSync(file, document.toString());
}
