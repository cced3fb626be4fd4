import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { folderOf } from "./folder";
import { localDir } from "./places";

type Build = { text: string; inputs: string[] };
const required = createRequire(__filename);
const { keptBuild }: { keptBuild(filename: string, form: string, build: () => Build): Build } = required(
    join(localDir, "bin/kept-build.cjs"),
);

describe("what the tool's sources are built to", () => {
    const form = `test-${process.pid}`;
    const folder = folderOf({ "input.ts": "1" });
    const inputs = [join(folder, "input.ts")];
    let builds = 0;
    const build = () => ({ text: String(++builds), inputs });
    const ask = (file: string) => keptBuild(file, form, build).text;

    after(() => {
        const cache = join(dirname(required.resolve("esbuild")), "../../.cache/api-gateway-local");
        rmSync(join(cache, `page-nowhere.ts.${form}.json`), { force: true });
    });

    it("is kept until one of them changes, or goes", () => {
        const file = join(localDir, "src/page/nowhere.ts");
        assert.deepEqual([ask(file), ask(file)], ["1", "1"]);
        writeFileSync(inputs[0] ?? "", "22");
        assert.deepEqual([ask(file), ask(file)], ["2", "2"]);
        rmSync(inputs[0] ?? "");
        assert.deepEqual([ask(file), ask(file)], ["3", "3"]);
    });

    it("is compiled once for all runs, where Node.js can keep that", function () {
        if (process.version.startsWith("v20.")) return this.skip();
        const script = join(folder, "compiled.ts");
        writeFileSync(script, 'import { getCompileCacheDir } from "node:module"; console.log(getCompileCacheDir());');
        const told = execFileSync(process.execPath, [join(localDir, "bin/run.cjs"), script], { encoding: "utf8" });
        assert.match(told, /node_modules\/\.cache\/api-gateway-local\/compiled/);
    });

    it("is made each time for a file of a program", () => {
        const file = join(folder, "index.ts");
        assert.notEqual(ask(file), ask(file));
    });
});
