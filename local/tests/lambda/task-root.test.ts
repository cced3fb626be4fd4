import assert from "node:assert/strict";
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createTaskRoots, type TaskRoots } from "../../src/lambda/task-root";
import { startLocalApi } from "../local-api";
import { until } from "../processes";

describe("a task root", () => {
    let project: string;
    let roots: TaskRoots;

    before(() => {
        project = mkdtempSync(join(tmpdir(), "task-root-project-"));
        for (const name of ["@aws-sdk/client-s3", "@aws-sdk/middleware-logger", "@smithy/types", "left-pad"]) {
            mkdirSync(join(project, "node_modules", name), { recursive: true });
            writeFileSync(join(project, "node_modules", name, "index.js"), "");
        }
        roots = createTaskRoots(project, { trackFolder: () => {} });
    });
    after(() => {
        roots.remove();
        rmSync(project, { recursive: true });
    });

    it("holds the archive alone, and can be written to by nobody", () => {
        const folder = roots.write({ "index.js": "1", "views/a.html": { base64: "YQ==" } });
        const entries = ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })].sort();
        assert.deepEqual(
            entries.map((name) => [name, (lstatSync(join(folder, name)).mode & 0o777).toString(8)]),
            [
                ["", "555"],
                ["index.js", "444"],
                ["views", "555"],
                [join("views", "a.html"), "444"],
            ],
        );
    });

    it("lies outside the project, beside the packages that Lambda brings and no others", () => {
        const folder = roots.write({ "index.js": "1" });
        assert.ok(!folder.startsWith(project));
        const packages = join(dirname(folder), "node_modules");
        assert.deepEqual(readdirSync(packages), ["@aws-sdk"]);
        assert.deepEqual(readdirSync(join(packages, "@aws-sdk")), ["client-s3"]);
    });

    it("goes with the server", () => {
        const more = createTaskRoots(project, { trackFolder: () => {} });
        const folder = more.write({ "a/b.js": "1" });
        more.remove();
        assert.equal(existsSync(folder), false);
    });
});

describe("a function", () => {
    const answered = async (expression: string, before = "") => {
        const handler = `${before}\nexports.handler = async () => ({ statusCode: 200, body: JSON.stringify(${expression}) });`;
        const api = await startLocalApi(handler);
        try {
            const { body } = await api.ask({ path: "/v0/lambda" });
            return { value: JSON.parse(body), lines: api.lines };
        } finally {
            await api.close();
        }
    };

    it("finds no package of the project by a computed name", async () => {
        const attempt = `(await import(["type", "script"].join("")).then(() => "found", ({ code }) => code))`;
        const required = `(() => { try { require(["type", "script"].join("")); return "found"; } catch ({ code }) { return code; } })()`;
        const created = `(() => { try { require("node:module").createRequire(__filename)("typescript"); return "found"; } catch ({ code }) { return code; } })()`;
        const { value } = await answered(`[${attempt}, ${required}, ${created}]`);
        assert.deepEqual(value, ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND", "MODULE_NOT_FOUND"]);
    });

    it("has a temporary folder of its own, which goes with it, and not the developer's home", async () => {
        const { value } = await answered(`[require("os").tmpdir(), require("os").homedir()]`);
        const [folder, home] = value;
        assert.equal(home, "/home/sbx_user1051");
        assert.notEqual(folder, tmpdir());
        await until(
            () => !existsSync(folder),
            () => `${folder} is there`,
        );
    });

    it("is told of once when it fills that folder above its ephemeral storage", async () => {
        const fill = `require("fs").writeFileSync(require("os").tmpdir() + "/big", Buffer.alloc(3 << 20));`;
        const handler = `exports.handler = async () => { ${fill} return { statusCode: 200 }; };`;
        const api = await startLocalApi(handler, { fn: { ephemeralStorage: 2 } });
        try {
            await api.ask({ path: "/v0/lambda" });
            const line = await api.printed(/temporary folder/);
            assert.match(
                line,
                /^note: \S+ holds 3 MB in its temporary folder; Lambda gives it 2 MB \(ephemeralStorage\)$/,
            );
        } finally {
            await api.close();
        }
    });

    it("names what to install where Lambda has a package and this machine has not", async () => {
        const api = await startLocalApi(`require("@aws-sdk/client-nowhere"); exports.handler = async () => {};`);
        try {
            await api.printed(
                /^note: Lambda has @aws-sdk\/client-nowhere; here run npm install -D @aws-sdk\/client-nowhere$/,
            );
        } finally {
            await api.close();
        }
    });
});
