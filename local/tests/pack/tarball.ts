import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    realpathSync,
    rmSync,
    symlinkSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { localDir, packagesDir } from "../places";

const run = promisify(execFile);
const { version } = JSON.parse(readFileSync(join(localDir, "package.json"), "utf8"));

describe("the packed tool, below node_modules of a project elsewhere", function () {
    this.timeout(120_000);
    let folder: string;
    let packages: string;

    before(async () => {
        folder = realpathSync(mkdtempSync(join(tmpdir(), "elsewhere-")));
        cpSync(join(__dirname, "program"), folder, { recursive: true });
        packages = join(folder, "node_modules");
        mkdirSync(packages);
        // Packages are the workspace's own, so that no network is needed; the tool is the tarball's.
        for (const name of readdirSync(packagesDir)) {
            if (name !== "api-gateway-local") symlinkSync(join(packagesDir, name), join(packages, name), "junction");
        }
        const { stdout } = await run(process.execPath, ["pack.cjs", join(folder, "packed")], { cwd: localDir });
        const tarball = stdout.trim().split("\n").at(-1) ?? "";
        await run("tar", ["xzf", tarball, "-C", folder]);
        cpSync(join(folder, "package"), join(packages, "api-gateway-local"), { recursive: true });
    });
    after(() => rmSync(folder, { recursive: true }));

    const tool = () => join(packages, "api-gateway-local");
    const command = () => join(tool(), "bin/api-gateway-local.cjs");

    it("holds JavaScript and declarations, and no sources", () => {
        const files = readdirSync(tool(), { recursive: true, encoding: "utf8" });
        const sources = files.filter((name) => /(?<!\.d)\.ts$/.test(name));
        assert.deepEqual(
            { sources, exports: JSON.parse(readFileSync(join(tool(), "package.json"), "utf8")).exports },
            {
                sources: [],
                exports: {
                    "./testing": { types: "./dist/testing.d.ts", default: "./dist/testing.js" },
                    "./package.json": "./package.json",
                },
            },
        );
    });

    for (const module of ["commonjs", "node16"]) {
        it(`types what a test of the graph uses, under tsc --strict --module ${module}`, async () => {
            const resolution = module === "node16" ? ["--moduleResolution", "node16"] : [];
            const tsc = [join(packages, "typescript/bin/tsc"), "-p", ".", "--noEmit", "--strict", "--module", module];
            await run(process.execPath, [...tsc, ...resolution], { cwd: folder });
        });
    }

    for (const node of nodes()) {
        describe(`on ${node}`, () => {
            it("knows its version", async () => {
                const { stdout } = await run(node, [command(), "--version"], { cwd: folder });
                assert.equal(stdout, `${version}\n`);
            });

            it("serves the project", async () => {
                const child = execFile(node, [command(), "--port", "0"], { cwd: folder });
                let told = "";
                const port = new Promise<string>((resolve, reject) => {
                    child.on("close", () => reject(new Error(told)));
                    for (const stream of [child.stdout, child.stderr]) {
                        stream?.on("data", (text) => {
                            told += text;
                            const [, found] = /^Listening on http:\/\/127\.0\.0\.1:(\d+)\/dev$/m.exec(told) ?? [];
                            if (found && /^Requests are shown/m.test(told)) resolve(found);
                        });
                    }
                });
                try {
                    const answer = await fetch(`http://127.0.0.1:${await port}/dev/hello`);
                    assert.deepEqual([answer.status, await answer.text()], [200, "from elsewhere"]);
                    const [, origin, token] = /^Requests are shown at (\S+)\/\?token=(\S+)$/m.exec(told) ?? [];
                    const sizes = await Promise.all(
                        ["app.js", "app.css"].map(
                            async (name) => (await (await fetch(`${origin}/${name}`)).text()).length,
                        ),
                    );
                    assert.ok(
                        sizes.every((size) => size > 1000),
                        String(sizes),
                    );
                    const data = await fetch(`${origin}/data/graph`, { headers: { "X-Page-Token": token ?? "" } });
                    assert.match(await data.text(), /"type":"aws:lambda\/function:Function"/);
                } finally {
                    child.kill("SIGTERM");
                    if (child.exitCode === null) await once(child, "close");
                }
            });

            it("draws its graph", async () => {
                rmSync(join(folder, "graph"), { recursive: true, force: true });
                const { stdout } = await run(node, [command(), "graph"], { cwd: folder });
                assert.equal(stdout, "graph/dev.md\n");
                assert.match(readFileSync(join(folder, "graph/dev.md"), "utf8"), /aws:lambda\/function:Function/);
            });

            it("evaluates it for mocha with ts-node", async () => {
                const mocha = [
                    join(packages, "mocha/bin/mocha.js"),
                    "--require",
                    "ts-node/register/transpile-only",
                    "tests/*.test.ts",
                ];
                const { stdout } = await run(node, mocha, { cwd: folder });
                assert.match(stdout, /1 passing/);
            });
        });
    }
});

/** Every Node.js there is: this one, those that NODES lists (separated as PATH is), nvm's and a GitHub runner's. */
function nodes(): string[] {
    const folders = [join(homedir(), ".nvm/versions/node"), "/opt/hostedtoolcache/node"].filter(existsSync);
    const found = folders.flatMap((at) =>
        readdirSync(at).flatMap((name) => [join(at, name, "bin/node"), join(at, name, "x64/bin/node")]),
    );
    const listed = (process.env.NODES ?? "").split(":").filter(Boolean);
    return [...new Set([process.execPath, ...listed, ...found.filter(existsSync)])];
}
