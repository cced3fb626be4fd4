import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { attach } from "../debugger";
import { startLocalApi } from "../local-api";
import { localDir, packagesDir } from "../places";

/** What works in Lambda: an expression of a handler's, and what it gives there. `tmp` is the temporary folder. */
const works: Record<string, [expression: string, value: unknown]> = {
    "a child process": [
        'String(require("child_process").execFileSync(process.execPath, ["-p", "6 * 7"])).trim()',
        "42",
    ],
    "a shell": ['String(require("child_process").execSync("echo $((6 * 7))")).trim()', "42"],
    "a process forked from a file of the archive": [
        'message(require("child_process").fork(process.env.LAMBDA_TASK_ROOT + "/child.js"))',
        42,
    ],
    "a worker": [
        'message(new (require("worker_threads").Worker)("require(`worker_threads`).parentPort.postMessage(42)", { eval: true }))',
        42,
    ],
    "a worker from a file of the archive": [
        'message(new (require("worker_threads").Worker)(process.env.LAMBDA_TASK_ROOT + "/worker.js"))',
        42,
    ],
    "a symbolic link in the temporary folder": [
        '(fs.writeFileSync(tmp + "/to", "42"), fs.symlinkSync(tmp + "/to", tmp + "/link"), String(fs.readFileSync(tmp + "/link")))',
        "42",
    ],
    "fchmod in the temporary folder": [
        '(fd = fs.openSync(tmp + "/modes", "w"), fs.fchmodSync(fd, 0o600), (fs.fstatSync(fd).mode & 0o777).toString(8))',
        "600",
    ],
    "a socket in the temporary folder": [
        'new Promise((done) => { const s = require("net").createServer().listen(tmp + "/s", () => s.close(() => done(42))); })',
        42,
    ],
    "/dev/null": ['(fs.writeFileSync("/dev/null", "x"), String(fs.readFileSync("/dev/null")))', ""],
    "/dev/urandom": ['fs.readSync(fs.openSync("/dev/urandom", "r"), Buffer.alloc(42))', 42],
    inspector: [
        'new Promise((done) => { const s = new (require("inspector").Session)(); s.connect(); s.post("Runtime.evaluate", { expression: "6 * 7" }, (_, { result }) => done(result.value)); })',
        42,
    ],
    WebAssembly: [
        "WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)).then((made) => String(made))",
        "[object WebAssembly.Module]",
    ],
};

const addon = compiledAddon();
if (addon) works["an addon of the archive"] = ['require("./addon.node")', 42];

const handler = `
const fs = require("fs");
const tmp = require("os").tmpdir();
let fd;
const message = (from) => new Promise((done, failed) => from.once("message", done).once("error", failed));
const works = { ${Object.entries(works)
    .map(([name, [expression]]) => `${JSON.stringify(name)}: async () => ${expression}`)
    .join(",\n")} };
exports.handler = async () => {
    const found = {};
    for (const [name, work] of Object.entries(works)) found[name] = await work().catch(String);
    return { statusCode: 200, body: JSON.stringify(found) };
};`;

const code = {
    "index.js": handler,
    "child.js": "process.send(42)",
    "worker.js": 'require("worker_threads").parentPort.postMessage(42)',
    ...(addon && { "addon.node": { base64: addon.toString("base64") } }),
};

describe(`what works in Lambda works here, on Node.js ${process.versions.node}:`, function () {
    this.timeout(120_000);
    let found: Record<string, unknown>;

    before(async () => {
        const api = await startLocalApi("", { fn: { code, timeout: 60, memorySize: 512 } });
        try {
            const { body } = await api.ask({ path: "/v0/lambda" });
            assert.ok(body.startsWith("{"), api.lines.join("\n"));
            found = JSON.parse(body);
        } finally {
            await api.close();
        }
    });

    for (const [name, [, value]] of Object.entries(works)) it(name, () => assert.deepEqual(found[name], value));

    it("--inspect", async () => {
        const api = await startLocalApi(handler, { fn: { code }, pool: { inspectPort: await freePort() } });
        try {
            const port = Number(/--inspect=127\.0\.0\.1:(\d+)/.exec(api.environments()[0]?.command ?? "")?.[1]);
            const session = await attach(port);
            const { result } = await session.call("Runtime.evaluate", { expression: "6 * 7" });
            session.close();
            assert.equal(result.value, 42);
        } finally {
            await api.close();
        }
    });

    for (const node of (process.env.NODES ?? "").split(":").filter(Boolean)) {
        it(`and on ${node}`, async () => {
            const mocha = join(packagesDir, "mocha/bin/mocha.js");
            const options = { cwd: localDir, env: { ...process.env, NODES: "" } };
            const { stdout } = await promisify(execFile)(node, [mocha, __filename], options);
            assert.match(stdout, new RegExp(`\\b${Object.keys(works).length + 1} passing`));
        });
    }
});

// The smallest there is, where this machine has a compiler: an archive holds none that fits every machine.
function compiledAddon(): Buffer | undefined {
    const folder = mkdtempSync(join(tmpdir(), "addon-"));
    try {
        writeFileSync(
            join(folder, "addon.c"),
            `int napi_create_int32(void *env, int value, void **result);
            void *napi_register_module_v1(void *env, void *exports) {
                void *value = exports;
                napi_create_int32(env, 42, &value);
                return value;
            }`,
        );
        const mac = process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : [];
        const args = ["-shared", "-fPIC", ...mac, "-o", join(folder, "addon.node"), join(folder, "addon.c")];
        return spawnSync("cc", args).status === 0 ? readFileSync(join(folder, "addon.node")) : undefined;
    } finally {
        rmSync(folder, { recursive: true });
    }
}

function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const server = createServer().once("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const { port } = server.address() as { port: number };
            server.close(() => resolve(port));
        });
    });
}
