import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { besides, bundle, exportsHandler } from "../infra/bundle";
import { projectDir } from "./program";
import { changedProgram, copyOfProgram, folderOf } from "./program-copy";

describe("bundle", () => {
    it("gives the same bytes twice, and from a copy of the sources elsewhere", () => {
        const folder = copyOfProgram();
        const first = bundle(folder);
        assert.deepEqual(bundle(folder), first);
        assert.deepEqual(bundle(copyOfProgram()), first);
    });

    it("is index.js and its source map, which index.js names", () => {
        const files = bundle(copyOfProgram());
        assert.deepEqual(Object.keys(files), ["index.js", "index.js.map"]);
        assert.match(String(files["index.js"]), /\n\/\/# sourceMappingURL=index\.js\.map\n$/);
        assert.deepEqual(JSON.parse(String(files["index.js.map"])).sources, ["handler/index.ts"]);
    });

    it("exports the handler and nothing else", () => {
        assert.deepEqual(
            inNode(bundle(copyOfProgram()), "console.log(JSON.stringify(Object.keys(require('./index.js'))))"),
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
        assert.doesNotMatch(String(files["index.js"]), /comment|depth === 0|\n {2}/);
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
            import { marshall } from "@aws-sdk/util-dynamodb";
            import { json } from "./json";
            export const handler = async () => json([createHash, readFileSync, S3Client, marshall]);
        `;
        const json = "export const json = (value: unknown) => JSON.stringify(value);";
        const text = bundle(folderOf({ "handler/index.ts": handler, "handler/json.ts": json }))["index.js"] ?? "";
        const required = [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
        assert.deepEqual(required, ["node:crypto", "fs", "@aws-sdk/client-s3", "@aws-sdk/util-dynamodb"]);
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
        assert.doesNotMatch(String(files["index.js"]), /\busing\b/);
        assert.deepEqual(
            inNode(files, "require('./index.js').handler().then((closed) => console.log(JSON.stringify(closed)))"),
            ["file"],
        );
    });

    for (const name of ["@smithy/of-nobody", "@aws-sdk/middleware-of-nobody"])
        it(`takes ${name} along, which a function does not find in the runtime`, () => {
            const folder = folderOf({ "handler/index.ts": `import "${name}"; export const handler = async () => 1;` });
            assert.throws(() => bundle(folder), new RegExp(`Could not resolve "${name}"`));
        });

    describe("by the project's tsconfig.json", () => {
        const tsconfig = (compilerOptions: object) => JSON.stringify({ compilerOptions });
        const run = "require('./index.js').handler().then((value) => console.log(JSON.stringify(value)))";

        it("finds modules by paths", () => {
            const folder = folderOf({
                "tsconfig.json": tsconfig({ paths: { "@lib/*": ["./lib/*"] } }),
                "lib/answer.ts": "export const answer = 42;",
                "handler/index.ts": 'import { answer } from "@lib/answer"; export const handler = async () => answer;',
            });
            assert.equal(inNode(bundle(folder), run), 42);
        });

        it("has decorators as TypeScript had them first", () => {
            const folder = folderOf({
                "tsconfig.json": tsconfig({ experimentalDecorators: true }),
                "handler/index.ts": `
                    function loud(_: object, key: string, of: PropertyDescriptor) {
                        const plain = of.value;
                        of.value = () => [key, plain().toUpperCase()];
                    }
                    class Greeter { @loud greet() { return "hello"; } }
                    export const handler = async () => new Greeter().greet();
                `,
            });
            assert.deepEqual(inNode(bundle(folder), run), ["greet", "HELLO"]);
        });

        it("writes JSX out", () => {
            const folder = folderOf({
                "tsconfig.json": tsconfig({ jsx: "react", jsxFactory: "h" }),
                "handler/page.tsx": `
                    const h = (name: string, _: unknown, ...children: string[]) => \`<\${name}>\${children.join("")}</\${name}>\`;
                    export const page = <p>hello</p>;
                `,
                "handler/index.ts": 'import { page } from "./page"; export const handler = async () => page;',
            });
            assert.equal(inNode(bundle(folder), run), "<p>hello</p>");
        });
    });

    describe("as an ES module", () => {
        const run =
            "import('./index.mjs').then(({ handler }) => handler()).then((value) => console.log(JSON.stringify(value)))";

        it("is only where the code needs one: await outside a function, or import.meta", () => {
            const kinds = [
                "export const handler = async () => 1;",
                "const one = await Promise.resolve(1); export const handler = async () => one;",
                "export const handler = async () => import.meta.url;",
            ].map((text) => Object.keys(bundle(folderOf({ "handler/index.ts": text }))));
            const module = ["index.mjs", "code.mjs", "code.mjs.map"];
            assert.deepEqual(kinds, [["index.js", "index.js.map"], module, module]);
        });

        it("awaits, and knows its own URL", () => {
            const handler = `
                const one = await Promise.resolve(1);
                export const handler = async () => [one, import.meta.url.endsWith("/code.mjs")];
            `;
            const files = bundle(folderOf({ "handler/index.ts": handler }));
            assert.deepEqual(inNode(files, run), [1, true]);
            assert.equal(exportsHandler(files), true);
        });

        it("runs packages in CommonJS that require Node's own modules when they load", () => {
            const files = bundle(
                folderOf({
                    "handler/emitter.cjs":
                        'const { EventEmitter } = require("node:events"); exports.made = new EventEmitter() instanceof require("events");',
                    "handler/index.ts":
                        'import { made } from "./emitter.cjs"; export const handler = async () => [made, typeof import.meta.url];',
                }),
            );
            assert.deepEqual(inNode(files, run), [true, "string"]);
        });

        it("has stack traces that point at the sources", () => {
            const files = bundle(
                folderOf({
                    "handler/index.ts": failing.replace("export async", "await Promise.resolve();\n\nexport async"),
                    "handler/lib/inner.ts": inner,
                }),
            );
            const print =
                "import('./index.mjs').then(({ handler }) => handler({ depth: 1 })).catch(({ stack }) => console.log(JSON.stringify(stack.split('\\n'))))";
            const expected = [...stack.slice(0, 3), stack[3]?.replace(":6:", ":8:")];
            assert.deepEqual(inNode(files, print).slice(0, 4), expected);
        });

        it("without a handler is told from one that has it", () => {
            const text = "await Promise.resolve(); export const handle = async () => 1;";
            assert.equal(exportsHandler(bundle(folderOf({ "handler/index.ts": text }))), false);
        });
    });

    it("warns of what esbuild warns of, and of a size that hurts", async () => {
        const { warnings } = await changedProgram({
            "handler/index.ts": (text) =>
                `${text}\nexport const odd = typeof text === "nonsense";\nconst big = ${JSON.stringify("x".repeat(6 << 20))};\nexport { big };\n`,
        });
        assert.equal(warnings.length, 2);
        assert.match(warnings[0] ?? "", /^handler\/index\.ts:\d+:\d+: .*"nonsense"/);
        assert.match(
            warnings[1] ?? "",
            /^handler\/index\.ts: its bundle has 6\.0 MB, which lie in the stack's state too/,
        );
    });

    it("lies beside the files of handler/assets, where there are any", async () => {
        const folder = folderOf({ "handler/assets/mail/welcome.html": "<p>", "handler/index.ts": "" });
        assert.deepEqual(Object.keys(besides(folder)), ["assets"]);
        assert.deepEqual(besides(folderOf({ "handler/index.ts": "" })), {});
        const { resources } = await changedProgram({ "handler/assets/mail/welcome.html": () => "<p>" });
        const code = resources.find(({ type }) => type === "aws:lambda/function:Function")?.inputs.code;
        assert.deepEqual(Object.keys(code as object).sort(), ["assets/mail/welcome.html", "index.js", "index.js.map"]);
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

    for (const [file, way] of [
        ["query.sql", "Put a .sql file into handler/assets/ and read it with readFileSync (docs/functions.md)"],
        [
            "sharp.node",
            "A bundle cannot hold a .node file: name its package in `packages` of infra/bundle.ts (docs/functions.md)",
        ],
    ] as const)
        it(`refuses a handler that imports ${file}, and says where such a file goes`, () => {
            const extension = file.slice(file.indexOf("."));
            const broken = folderOf({
                [`handler/${file}`]: "",
                "handler/index.ts": `import "./${file}";\nexport const handler = 1;\n`,
            });
            const message = [
                "Build failed with 1 error:",
                `handler/index.ts:1:7: ERROR: No loader is configured for "${extension}" files: handler/${file}`,
                way,
            ].join("\n");
            assert.throws(
                () => bundle(broken),
                (error: Error) => error.message === message && Boolean(error.stack?.includes(message)),
            );
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
