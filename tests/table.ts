import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { projectDir } from "./program";
import { apply, copy, sectionOn } from "./recipe";
import { serve, tool } from "./served-program";

// The recipe of docs/operating.md for a table, to the letter, on the real MiniStack and AWS's own SDK: `npm run test:aws`.

describe("docs/operating.md, with a stand-in for AWS", function () {
    this.timeout(180_000);
    let folder: string;
    const started: ChildProcess[] = [];

    before(function () {
        folder = apply(copy(), "a table");
        linkPackages(folder);
        if (!install(folder)) this.skip();
    });

    after(() => {
        for (const each of started) each.kill("SIGTERM");
    });

    it("keeps in a table what one request writes, for another to read", async () => {
        const aws = () => {
            const child = spawn(process.execPath, [tool, "aws", "--port", "4577"], { cwd: folder, stdio: "pipe" });
            started.push(child);
            return said(child, /functions use it with npm start -- (--aws \S+)$/m);
        };
        const told = await aws().catch((error: Error) => {
            // Where there is neither uvx nor pipx it says what to run.
            const [, command] = /not installed; run (.*)$/m.exec(error.message) ?? [];
            assert.ok(command, error.message);
            assert.equal(spawnSync("bash", ["-c", command], { cwd: folder }).status, 0, command);
            return aws();
        });
        assert.match(told[0] ?? "", /^table lambda-api-dev-table-[0-9a-f]{7} made$/m);
        const { server, port } = await serve(folder, (told[1] ?? "").split(" "));
        started.push(server);
        const [, shown = ""] = /^```console\n(.*?)^```$/ms.exec(sectionOn("a table")) ?? [];
        const commands = [...shown.matchAll(/^\$ (curl .*)$/gm)].map(([, command = ""]) => command);
        const printed = commands.map((command) => {
            const line = command.replace("127.0.0.1:3000", `127.0.0.1:${port}`).replace("curl", "curl --silent --fail");
            return spawnSync("bash", ["-c", line], { encoding: "utf8", timeout: 20_000 }).stdout;
        });
        assert.equal(commands.length, 2);
        assert.equal(printed.join(""), shown.replace(/^\$ .*\n/gm, "").trim());
    });
});

/** Installs what the recipe does; false, with a line, where no network is to be had. */
function install(folder: string): boolean {
    const [, name = ""] = /^npm install --save-dev (\S+)$/m.exec(sectionOn("a table")) ?? [];
    const sdk = join(folder, "sdk");
    mkdirSync(sdk);
    const npm = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--prefix", sdk, name], { encoding: "utf8" });
    if (npm.status === 0) link(join(sdk, "node_modules"), join(folder, "node_modules"));
    else console.log(`Skipped: ${npm.stderr.trim().split("\n").at(-1)}`);
    return npm.status === 0;
}

function linkPackages(folder: string): void {
    // A link of the copy's to the project's, where nothing may be added.
    rmSync(join(folder, "node_modules"));
    mkdirSync(join(folder, "node_modules"));
    link(join(projectDir, "node_modules"), join(folder, "node_modules"));
}

function link(from: string, to: string): void {
    for (const name of readdirSync(from).filter((each) => !each.startsWith(".") && !existsSync(join(to, each))))
        symlinkSync(join(from, name), join(to, name), "junction");
}

/** Resolves to what a process has said once a pattern matches, with its groups; rejects with all of it when it ends. */
function said(child: ChildProcess, pattern: RegExp): Promise<string[]> {
    let out = "";
    return new Promise((resolve, reject) => {
        const listen = (text: Buffer) => {
            out += text;
            const found = pattern.exec(out);
            if (found) resolve([out, ...found.slice(1)]);
        };
        child.stdout?.on("data", listen);
        child.stderr?.on("data", listen);
        child.on("exit", () => reject(new Error(out)));
    });
}
