import assert from "node:assert/strict";
import { mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { packagesDir } from "../places";
import { until } from "../processes";
import { copyProject, type ProjectCopy } from "../project-copy";
import { type Running, start, stopAll } from "../running-command";

/** A handler that answers what an expression is, with imports before it. */
function answering(expression: string, imports = ""): Record<string, string> {
    return {
        "handler/index.ts": `${imports}
export const handler = async () => ({ statusCode: 200, body: String(${expression}) });
`,
    };
}

describe("what is saved", () => {
    let copy: ProjectCopy;
    let server: Running;

    before(async () => {
        copy = copyProject();
        // The packages one by one, that one more can be installed.
        rmSync(join(copy.folder, "node_modules"));
        for (const name of readdirSync(packagesDir).filter((each) => !each.startsWith("."))) {
            mkdirSync(join(copy.folder, "node_modules"), { recursive: true });
            symlinkSync(join(packagesDir, name), join(copy.folder, "node_modules", name), "junction");
        }
        copy.write(answering('"first"'));
        server = await start(copy.folder);
    });

    after(async () => {
        await stopAll();
        copy.remove();
    });

    const answer = async () => (await server.ask()).body;
    /** Writes files and asks at once: the answer is of the version that has them. */
    const saved = async (files: Record<string, string | undefined>) => {
        copy.write(files);
        return answer();
    };
    const complaints = () => server.err().length;
    /** Writes files that are wrong, and resolves when that is told and the version before is served. */
    const broken = async (files: Record<string, string | undefined>, sentence: RegExp) => {
        const [before, told] = [await answer(), complaints()];
        assert.equal(await saved(files), before);
        await until(
            () => sentence.test(server.err().slice(told)),
            () => server.err(),
        );
    };
    const becomes = async (body: string) => {
        const end = Date.now() + 20_000;
        while ((await answer()) !== body) assert.ok(Date.now() < end, `${await answer()}: ${server.err()}`);
    };

    it("is what the next request gets, however soon it is sent", async () => {
        for (let version = 0; version < 10; version++)
            assert.equal(await saved(answering(`"version ${version}"`)), `version ${version}`);
    });

    it("may leave no byte of its own in the bundle: a constant, an enum, a type", async () => {
        copy.write({ "shared/limit.ts": "export const LIMIT = 10; export enum Size { Big = 1 }" });
        const imports = 'import { LIMIT, Size } from "../shared/limit";';
        assert.equal(await saved(answering("LIMIT + Size.Big", imports)), "11");
        assert.equal(await saved({ "shared/limit.ts": "export const LIMIT = 20; export enum Size { Big = 1 }" }), "21");
        assert.equal(await saved({ "shared/limit.ts": "export const LIMIT = 20; export enum Size { Big = 2 }" }), "22");
    });

    it("may be an import that was missing, in a folder that was missing too", async () => {
        await broken(answering("value", 'import { value } from "../far/away/value";'), /Could not resolve "\.\.\/far/);
        copy.write({ "far/away/value.ts": 'export const value = "found";' });
        await becomes("found");
        await server.printed(/^The error is mended$/);
        await broken(answering("value", 'import value from "../../beside-the-project/value.json";'), /beside-the/);
        try {
            copy.write({ "../beside-the-project/value.json": '"beside"' });
            await becomes("beside");
        } finally {
            rmSync(join(copy.folder, "../beside-the-project"), { recursive: true });
        }
    });

    it("may take the place of what an import meant before", async () => {
        copy.write({ "handler/note.js": 'exports.note = "js";' });
        assert.equal(await saved(answering("note", 'import { note } from "./note";')), "js");
        assert.equal(await saved({ "handler/note.ts": 'export const note = "ts";' }), "ts");
        assert.equal(await saved({ "handler/note.ts": undefined }), "js");
    });

    it("may be a package that is installed meanwhile, by its name or its organization's", async () => {
        for (const name of ["not-there", "@nobody/not-there"]) {
            await broken(answering("installed", `import { installed } from "${name}";`), /Could not resolve/);
            // First the folder, then, after a while, what is in it.
            mkdirSync(join(copy.folder, "node_modules", name), { recursive: true });
            await new Promise((resolve) => setTimeout(resolve, 100));
            copy.write({ [`node_modules/${name}/index.js`]: `exports.installed = "${name}";` });
            await becomes(name);
        }
    });

    it("may be a tsconfig.json, or one that it extends", async () => {
        copy.write({
            "tsconfig.json": '{ "extends": "./base" }',
            "base.json": '{ "compilerOptions": { "paths": { "#value": ["./handler/one.ts"] } } }',
            "handler/one.ts": "export const value = 1;",
            "handler/two.ts": "export const value = 2;",
        });
        assert.equal(await saved(answering("value", 'import { value } from "#value";')), "1");
        const two = '{ "compilerOptions": { "paths": { "#value": ["./handler/two.ts"] } } }';
        assert.equal(await saved({ "base.json": two }), "2");
    });

    it("is told to be right again when it is, though nothing new is served", async () => {
        const right = answering('"right"');
        assert.equal(await saved(right), "right");
        await broken({ "handler/index.ts": "export const handler = (" }, /Unexpected end of file/);
        copy.write(right);
        await server.printed(/^The error is mended$/);
        assert.equal(await answer(), "right");
    });

    it("may be a package that the program misses, a file that it reads, a folder of an archive", async () => {
        const program = copy.read("index.ts");
        await broken(
            { "index.ts": `import { routed } from "not-here-either";\n${program}void routed;` },
            /Cannot find module 'not-here-either'/,
        );
        copy.write({ "node_modules/not-here-either/index.js": "exports.routed = 1;" });
        await server.printed(/^Reloaded the program/);
        const reading = program.replace(
            "new pulumi.asset.AssetArchive(Object.fromEntries(files))",
            'new pulumi.asset.FileArchive("built")',
        );
        assert.notEqual(reading, program);
        copy.write({ "built/index.js": 'exports.handler = async () => ({ statusCode: 200, body: "built" });' });
        assert.equal(await saved({ "index.ts": reading }), "built");
        const more = 'exports.handler = async () => ({ statusCode: 200, body: require("./more") });';
        copy.write({ "built/more.js": 'module.exports = "more";' });
        assert.equal(await saved({ "built/index.js": more }), "more");
        assert.equal(await saved({ "built/more.js": 'module.exports = "still more";' }), "still more");
        copy.write({ "index.ts": program });
        await becomes("right");
    });
});

describe("what is saved of a stack", () => {
    let copy: ProjectCopy;

    before(() => {
        copy = copyProject();
    });

    after(async () => {
        await stopAll();
        copy.remove();
    });

    it("is seen whatever the stack's name, wherever its files are, as is what is written down for it here", async () => {
        const config = copy.read("Pulumi.dev.yaml");
        copy.write({
            "Pulumi.yaml": `${copy.read("Pulumi.yaml")}\nstackConfigDir: stacks\n`,
            "stacks/Pulumi.pr.42.yaml": config,
        });
        const server = await start(copy.folder, ["--stack", "pr.42"]);
        const status = async (path: string) => (await server.ask({ method: "GET", path })).status;
        copy.write({ "stacks/Pulumi.pr.42.yaml": `${config}    stageName: v1\n` });
        assert.equal(await status("/v1/nothing"), 403);
        await server.printed(/^Listening on http:.*\/v1$/);
        copy.write({
            "stacks/Pulumi.pr.42.local.yaml": "environment: { pulumiConfig: { memorySize: 512 } }",
        });
        assert.equal((await server.ask({ path: "/v1/lambda" })).status, 200);
        await server.printed(/"memorySizeMB":512/);
    });
});

describe("what is saved of variables", () => {
    it("is seen, in .env, which may not have been there, and in a file of --env-file", async () => {
        const copy = copyProject();
        copy.write({ ...answering("[process.env.A, process.env.B]"), "more.env": "\uFEFFB=1\n" });
        try {
            const server = await start(copy.folder, ["--env-file", "more.env"]);
            const answer = async () => (await server.ask()).body;
            assert.equal(await answer(), ",1");
            copy.write({ ".env": "A=own\n" });
            assert.equal(await answer(), "own,1");
            await server.printed(/^note: \.env sets A of the functions$/);
            copy.write({ "more.env": "B=2\n" });
            assert.equal(await answer(), "own,2");
        } finally {
            await stopAll();
            copy.remove();
        }
    });
});

describe("what the program builds to disk", () => {
    it("is built again when a source is saved, and not without end", async () => {
        const copy = copyProject();
        copy.write({
            "bundle.ts": `import { readFileSync } from "node:fs";
import { build } from "esbuild";
export async function bundle(folder: string): Promise<Record<string, string>> {
    await build({ absWorkingDir: folder, entryPoints: ["handler/index.ts"], outfile: "dist/index.js", bundle: true,
        platform: "node", banner: { js: "// " + Date.now() } });
    return { "index.js": readFileSync(folder + "/dist/index.js", "utf8") };
}`,
            "index.ts": copy
                .read("index.ts")
                .replace(
                    "const files = Object.entries(bundle(__dirname)).map(([name, text]) => [name, new pulumi.asset.StringAsset(text)]);",
                    "",
                )
                .replace(
                    "new pulumi.asset.AssetArchive(Object.fromEntries(files))",
                    'pulumi.output(bundle(__dirname)).apply((files) => new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(files["index.js"] ?? "") }))',
                ),
            ...answering('"one"'),
        });
        try {
            const server = await start(copy.folder);
            assert.equal((await server.ask()).body, "one");
            copy.write(answering('"two"'));
            assert.equal((await server.ask()).body, "two");
            await new Promise((resolve) => setTimeout(resolve, 1000));
            assert.equal(server.out().match(/^Reloaded/gm)?.length, 1);
        } finally {
            await stopAll();
            copy.remove();
        }
    });
});
