import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../infra/bundle";
import { projectDir } from "./program";
import { folderOf } from "./program-copy";

describe("bundle", () => {
    it("gives the same bytes twice, and from a copy of the sources elsewhere", () => {
        const copy = folderOf({});
        for (const source of ["handler", "tsconfig.json"])
            cpSync(join(projectDir, source), join(copy, source), { recursive: true });
        const first = bundle(projectDir);
        assert.deepEqual(bundle(projectDir), first);
        assert.deepEqual(bundle(copy), first);
    });

    it("is index.js and its source map, which index.js names", () => {
        const files = bundle(projectDir);
        assert.deepEqual(Object.keys(files), ["index.js", "index.js.map"]);
        assert.match(files["index.js"], /\n\/\/# sourceMappingURL=index\.js\.map\n$/);
        assert.deepEqual(JSON.parse(files["index.js.map"]).sources, ["handler/index.ts"]);
    });

    it("is less than 10 KB of JavaScript", () => {
        const size = Buffer.byteLength(bundle(projectDir)["index.js"]);
        assert.ok(size > 500 && size < 10_000, `${size} bytes`);
    });

    it("exports the handler and nothing else", () => {
        assert.deepEqual(
            inNode(bundle(projectDir), "console.log(JSON.stringify(Object.keys(require('./index.js'))))"),
            ["handler"],
        );
    });

    const failing = `
import { inner } from "./lib/inner";

export interface Event { depth: number }

export async function handler(event: Event): Promise<string> {
    return \`\${inner(event.depth)}\`;
}
`.trimStart();
    const inner = `
// A comment that the bundle leaves out, so that lines move.
export function inner(depth: number): number {
    if (depth === 0) throw new Error("at the bottom");
    return inner(depth - 1);
}
`.trimStart();
    const printStack =
        "const { handler } = require('./index.js'); handler({ depth: 1 }).catch(({ stack }) => console.log(JSON.stringify(stack.split('\\n'))))";
    const stack = [
        "Error: at the bottom",
        "    at inner (<folder>/handler/lib/inner.ts:3:28)",
        "    at inner (<folder>/handler/lib/inner.ts:4:12)",
        "    at handler (<folder>/handler/index.ts:6:15)",
    ];

    it("is small: nothing that only a reader needs is left", () => {
        const files = bundle(folderOf({ "handler/index.ts": failing, "handler/lib/inner.ts": inner }));
        assert.doesNotMatch(files["index.js"], /comment|depth === 0|\n {2}/);
    });

    it("has stack traces that point at the sources, with the names of the functions", () => {
        const files = bundle(folderOf({ "handler/index.ts": failing, "handler/lib/inner.ts": inner }));
        assert.deepEqual(inNode(files, printStack).slice(0, 4), stack);
    });

    it("has them too where Node reads source maps from the start, and is loaded once then", () => {
        const counting = `${failing}\nconst counted = globalThis as { loads?: number };\ncounted.loads = (counted.loads ?? 0) + 1;\n`;
        const files = bundle(folderOf({ "handler/index.ts": counting, "handler/lib/inner.ts": inner }));
        assert.deepEqual(inNode(files, printStack, "--enable-source-maps").slice(0, 4), stack);
        const loads = "require('./index.js'); require('./index.js'); console.log(globalThis.loads)";
        assert.equal(inNode(files, loads, "--enable-source-maps"), 1);
        assert.equal(inNode(files, loads), 1);
    });

    it("leaves Node and the AWS SDK to the runtime, which has them, and takes all else along", () => {
        const handler = `
            import { createHash } from "node:crypto";
            import { readFileSync } from "fs";
            import { S3Client } from "@aws-sdk/client-s3";
            import { HttpRequest } from "@smithy/protocol-http";
            import { json } from "./json";
            export const handler = async () => json([createHash, readFileSync, S3Client, HttpRequest]);
        `;
        const json = "export const json = (value: unknown) => JSON.stringify(value);";
        const text = bundle(folderOf({ "handler/index.ts": handler, "handler/json.ts": json }))["index.js"];
        const required = [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
        assert.deepEqual(required, ["node:crypto", "fs", "@aws-sdk/client-s3", "@smithy/protocol-http"]);
    });

    it("runs on the oldest runtime: newer syntax is written out", () => {
        const handler = `
            const closed: string[] = [];
            export async function handler() {
                { using file = { [Symbol.dispose ?? Symbol.for("Symbol.dispose")]: () => closed.push("file") }; }
                return closed;
            }
        `;
        const files = bundle(folderOf({ "handler/index.ts": handler }));
        assert.doesNotMatch(files["index.js"], /\busing\b/);
        assert.deepEqual(
            inNode(files, "require('./index.js').handler().then((closed) => console.log(JSON.stringify(closed)))"),
            ["file"],
        );
    });

    it("refuses a handler that does not compile, with file, line and column", () => {
        const broken = folderOf({ "handler/index.ts": "export const a = 1;\nexport const handler = ;\n" });
        assert.throws(() => bundle(broken), {
            message: 'Build failed with 1 error:\nhandler/index.ts:2:23: ERROR: Unexpected ";"',
        });
    });

    it("leaves it to its caller to print that", () => {
        const broken = folderOf({ "handler/index.ts": "export const handler = ;\n" });
        const script = `
            require("./tests/setup.cjs");
            try { require("./infra/bundle").bundle(process.argv[1]); } catch ({ errors }) { console.log(errors.length); }
        `;
        const { stdout, stderr } = spawnSync(process.execPath, ["-e", script, broken], {
            cwd: projectDir,
            encoding: "utf8",
        });
        assert.deepEqual([stdout, stderr], ["1\n", ""]);
    });

    it("refuses a handler that imports what there is not", () => {
        const broken = folderOf({ "handler/index.ts": 'import { a } from "./a";\nexport const handler = a;\n' });
        assert.throws(() => bundle(broken), {
            message: 'Build failed with 1 error:\nhandler/index.ts:1:18: ERROR: Could not resolve "./a"',
        });
    });

    it("refuses a project without a handler", () => {
        assert.throws(() => bundle(folderOf({})), { message: /Could not resolve "handler\/index\.ts"/ });
    });
});

// Runs a script beside the files in a Node of its own, with no option of this one; what it logs is JSON.
function inNode(files: Record<string, string>, script: string, ...options: string[]) {
    const folder = folderOf(files);
    const env = { PATH: process.env.PATH };
    const output = execFileSync(process.execPath, [...options, "-e", script], { cwd: folder, env, encoding: "utf8" });
    return JSON.parse(output.replaceAll(folder, "<folder>"));
}
