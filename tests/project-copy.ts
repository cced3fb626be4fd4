import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectDir } from "./program";

/** A folder with the project as git has it, its packages and the tool of its own. */
export function copyOfProject(): string {
    const project = realpathSync(mkdtempSync(join(tmpdir(), "second-week-")));
    for (const file of trackedFiles()) cpSync(join(projectDir, file), join(project, file));
    linkPackages(project);
    return project;
}

/** Runs a command in a project, and fails with all it printed unless it ends well. */
export function run(project: string, command: string, ...args: string[]): void {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: project, encoding: "utf8" });
    assert.equal(status, 0, `${command} ${args.join(" ")}\n${stdout}${stderr}`);
}

/** The packages one by one, that the copy can have one more; the tool is the copy's own. */
function linkPackages(project: string): void {
    const packages = join(project, "node_modules");
    mkdirSync(packages);
    for (const name of readdirSync(join(projectDir, "node_modules"))) {
        if (name === "api-gateway-local" || name === ".cache") continue;
        symlinkSync(realpathSync(join(projectDir, "node_modules", name)), join(packages, name), "junction");
    }
    symlinkSync(join(project, "local"), join(packages, "api-gateway-local"), "junction");
}

function trackedFiles(): string[] {
    const files = execFileSync("git", ["ls-files", "-z"], { cwd: projectDir, encoding: "utf8" }).split("\0");
    return files.filter((file) => file !== "" && existsSync(join(projectDir, file)));
}
