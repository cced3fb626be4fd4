import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import { projectDir } from "./program";
import { folderOf } from "./program-copy";

// A program imports what it likes. These are names that templates like to ignore or to leave out.
const folders = ["bin", "build", "coverage", "data", "dist", "lib", "log", "logs", "out", "reports", "target", "tmp"];
const files = Object.fromEntries(
    ["", "handler/", "infra/"].flatMap((parent) => folders.map((name) => [`${parent}${name}/names.ts`, ""])),
);

describe("a new folder of the program", () => {
    it("is type-checked whatever its name: npm run check takes every file", () => {
        const folder = folderOf({ ...files, "tsconfig.json": read("tsconfig.json") });
        const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), ts.sys.readFile);
        const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
        assert.deepEqual(
            Object.keys(files).filter((file) => !fileNames.includes(join(folder, file).replaceAll("\\", "/"))),
            [],
        );
    });

    it("is tracked by git whatever its name", () => {
        const folder = folderOf({ ...files, ".gitignore": read(".gitignore") });
        const git = (...args: string[]) => spawnSync("git", args, { cwd: folder, encoding: "utf8" });
        git("init", "--quiet");
        const tracked = git("ls-files", "--others", "--exclude-standard").stdout.split("\n");
        assert.deepEqual(
            Object.keys(files).filter((file) => !tracked.includes(file)),
            [],
        );
    });
});

function read(file: string): string {
    return readFileSync(join(projectDir, file), "utf8");
}
