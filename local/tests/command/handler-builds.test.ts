import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createHandlerBuilds } from "../../src/command/handler-builds";
import { folderOf } from "../folder";

describe("the builds of handlers, made again", () => {
    const made = (text: string) => {
        const folder = folderOf({ "index.ts": "export const handler = 1;", "index.sql": "" });
        const file = join(folder, "handler.ts");
        const options = {
            absWorkingDir: folder,
            entryPoints: ["handler.ts"],
            outfile: "index.js",
            bundle: true,
            format: "cjs" as const,
            platform: "node" as const,
            write: false,
        };
        const builds = createHandlerBuilds(folder, undefined);
        builds.take([{ options, code: { "index.js": "" }, inputs: [file], warnings: [] }], 0);
        writeFileSync(file, text);
        return builds.again();
    };

    it("are the new code", () => {
        const [code] = made("export const handler = () => 42;") ?? [];
        assert.match(String(code?.["index.js"]), /42/);
    });

    it("throw what esbuild says of code that does not compile", () => {
        assert.throws(() => made("export const handler = ;"), /handler\.ts:1:23: ERROR: Unexpected ";"/);
    });

    for (const [what, text] of [
        ["awaits outside a function", "await 1; export const handler = 1;"],
        ["reads import.meta", "export const handler = () => import.meta.url;"],
        ["is warned of", 'export const handler = (text: string) => typeof text === "nonsense";'],
        ["imports a file without a loader", 'import "./index.sql"; export const handler = 1;'],
    ] as const)
        it(`are left to the program for code that ${what}`, () => {
            assert.equal(made(text), undefined);
        });
});
