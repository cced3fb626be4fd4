import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { evaluate } from "../../src/program/engine";
import { readStackConfig } from "../../src/program/stack-config";
import { folderOf } from "../folder";
import { localDir } from "../places";

const cjs = 'const iam = require("@pulumi/aws/iam");';
const role = 'new iam.Role("r", { assumeRolePolicy: "{}" })';
const part = `import * as iam from "@pulumi/aws/iam/index.js";\nexport const role = ${role};`;
const partJs = `${cjs} exports.role = ${role};`;
const module_ = JSON.stringify({ type: "module" });

/** What each of these programs exports is `name: "r"`; each makes its role in a file of its own. */
const programs: Record<string, Record<string, string>> = {
    "index.ts": {
        "index.ts": 'import { role } from "./lib/part"; export const name = role.name;',
        "lib/part.ts": part,
    },
    "index.js": {
        "index.js": 'exports.name = require("./lib/part").role.name;',
        "lib/part.js": partJs,
    },
    "a folder as main": {
        "Pulumi.yaml": "main: infra/",
        "infra/index.ts": 'import { role } from "./part"; export const name = role.name;',
        "infra/part.ts": part,
    },
    "a file as main": {
        "Pulumi.yaml": "main: src/program.ts",
        "src/program.ts": 'import { role } from "./part"; export const name = role.name;',
        "src/part.ts": part,
    },
    "the main of package.json": {
        "package.json": JSON.stringify({ main: "./src/app" }),
        "src/app.js": 'exports.name = require("./part").role.name;',
        "src/part.js": partJs,
        "index.ts": "throw new Error('not this one');",
    },
    "the exports of package.json": {
        "package.json": JSON.stringify({ main: "./index.ts", exports: { ".": { default: "./app.js" } } }),
        "app.js": 'exports.name = require("./part").role.name;',
        "part.js": partJs,
        "index.ts": "throw new Error('not this one');",
    },
    "an async function in JavaScript": {
        "index.js": 'module.exports = async () => { await null; return { name: require("./part").role.name }; };',
        "part.js": partJs,
    },
    "an async function in TypeScript": {
        "index.ts": 'export = async (): Promise<object> => ({ name: (await import("./part")).role.name });',
        "part.ts": part,
    },
    "an ES module in TypeScript": {
        "package.json": module_,
        "index.ts": `
            import { dirname } from "node:path";
            import { fileURLToPath } from "node:url";
            import { role } from "./lib/part.js";
            if (dirname(fileURLToPath(import.meta.url)) !== process.cwd()) throw new Error(import.meta.url);
            export const name = await Promise.resolve(role.name);`,
        "lib/part.ts": `${part}
            if (!import.meta.url.endsWith("/lib/part.ts")) throw new Error(import.meta.url);`,
    },
    "an ES module in JavaScript": {
        "package.json": module_,
        "index.js": 'import { role } from "./lib/part.js";\nexport const name = role.name;',
        "lib/part.js": part,
    },
    "an ES module with an async function": {
        "package.json": module_,
        "index.ts": 'import { role } from "./part";\nexport default async () => ({ name: role.name });',
        "part.ts": part,
    },
    "an .mjs": {
        "Pulumi.yaml": "main: app.mjs",
        "app.mjs": 'import { role } from "./part.mjs";\nexport const name = role.name;',
        "part.mjs": part,
    },
};

function projectOf({ "Pulumi.yaml": more = "", ...files }: Record<string, string>): string {
    const Pulumi = `name: fixture\nconfig: { pulumi:autonaming: { value: { pattern: "\${name}" } } }\n${more}`;
    return folderOf({ ...files, "Pulumi.yaml": Pulumi, "Pulumi.dev.yaml": "" });
}

const run = (folder: string) => evaluate(folder, readStackConfig(folder, "dev"));

describe("a program", () => {
    for (const [form, files] of Object.entries(programs)) {
        it(`may be ${form}, and is run afresh each time`, async () => {
            const folder = projectOf(files);
            const before = readdirSync(folder);
            for (const _ of ["first", "second"]) {
                const { outputs, resources } = await run(folder);
                assert.deepEqual([outputs, resources.map(({ name }) => name)], [{ name: "r" }, ["r"]]);
            }
            assert.deepEqual(readdirSync(folder), before);
        });

        it(`may be ${form} for the command, which knows its files`, () => {
            const folder = projectOf(files);
            const args = ["bin/run.cjs", "src/program/evaluate.ts", folder, "dev"];
            const { output } = spawnSync(process.execPath, args, {
                cwd: localDir,
                stdio: ["ignore", "pipe", "pipe", "pipe"],
            });
            const { error, sources } = JSON.parse(String(output[3]));
            assert.equal(error, "local serves the Stages of REST APIs; this program has none");
            const own = Object.keys(files).filter((path) => !/^(Pulumi|package)\b/.test(path));
            const used = own.filter((path) => !files[path]?.includes("not this one"));
            const known = (sources as string[]).map((path) => relative(folder, path));
            for (const path of [...used, "Pulumi.dev.local.yaml"]) assert.ok(known.includes(path), `${path}: ${known}`);
            for (const path of own.filter((each) => !used.includes(each))) assert.ok(!known.includes(path), path);
        });
    }

    it("that is an ES module runs from a copy of the same name in each process, in no other file's place", async () => {
        const taken = Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`.index.js.${index}.mjs`, "yours"]));
        const folder = projectOf({ "package.json": module_, "index.js": "export const name = 'r';", ...taken });
        const before = readdirSync(folder);
        assert.deepEqual((await run(folder)).outputs, { name: "r" });
        assert.deepEqual(readdirSync(folder), before);
        const failing = projectOf({ "package.json": module_, "index.js": "throw new Error('no');" });
        const args = ["bin/run.cjs", "src/program/evaluate.ts", failing, "dev", "--verbose"];
        for (const _ of ["first", "second"]) {
            const stdio = ["ignore", "pipe", "pipe", "pipe"] as const;
            const { output } = spawnSync(process.execPath, args, { cwd: localDir, stdio: [...stdio] });
            assert.match(JSON.parse(String(output[3])).stack, /\.index\.js\.0\.mjs/);
        }
    });

    it("finds what its paths name from the folder of its main", async () => {
        const folder = projectOf({
            "Pulumi.yaml": "main: infra",
            "infra/index.js": `
                const pulumi = require("@pulumi/pulumi");
                const lambda = require("@pulumi/aws/lambda");
                new lambda.Function("f", { role: "r", code: new pulumi.asset.FileArchive("./code") });
                exports.read = require("node:fs").readFileSync("code/a.js", "utf8");`,
            "infra/code/a.js": "1",
        });
        const here = process.cwd();
        const { outputs, resources } = await run(folder);
        assert.deepEqual([outputs, resources[0]?.inputs.code], [{ read: "1" }, { "a.js": "1" }]);
        assert.equal(process.cwd(), here);
    });

    it("in several files is compiled anew only where a file has changed", async () => {
        const folder = projectOf(programs["index.ts"] ?? {});
        await run(folder);
        const path = join(folder, "lib/part.ts");
        const { writeFileSync, utimesSync } = await import("node:fs");
        writeFileSync(path, part.replace('Role("r"', 'Role("changed"'));
        utimesSync(path, new Date(), new Date(Date.now() + 5000));
        assert.deepEqual((await run(folder)).outputs, { name: "changed" });
    });

    for (const [yaml, files, message] of [
        [
            "runtime: python",
            {},
            /^Pulumi\.yaml: runtime python does not run here; local evaluates programs in TypeScript/,
        ],
        ["runtime: { name: yaml }", {}, /^Pulumi\.yaml: runtime yaml does not run here; /],
        ["main: infra", {}, "Pulumi.yaml: main infra must be a file or a folder of the project"],
        ["main: ..", {}, "Pulumi.yaml: main .. must be a file or a folder of the project"],
        ["", {}, ". has no program; it begins in index.ts or index.js"],
        [
            "",
            { "package.json": module_, "index.js": "export default {}; export const a = 1;" },
            "index.js has a default export and named ones; Pulumi takes either",
        ],
        ["", { "package.json": module_, "index.js": "throw new RangeError('too far');" }, "too far"],
        ["", { "index.js": "module.exports = async () => { throw new RangeError('too far'); };" }, "too far"],
    ] as const)
        it(`is refused: ${message}`, () =>
            assert.rejects(run(projectOf({ ...files, "Pulumi.yaml": yaml })), { message }));
});
