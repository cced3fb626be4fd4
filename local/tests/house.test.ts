import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { localDir } from "./places";

// Programs of the tests and what they bundle are somebody's project, not the tool.
const left = /(^|\/)(node_modules|dist|\.stryker-tmp|reports|peers|programs|pack\/program)\//;

/** The tool's own sources, path from its folder to text. */
function sources(): Map<string, string> {
    const names = ["src", "tests", "bench", "bin"].flatMap((folder) =>
        readdirSync(join(localDir, folder), { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`),
    );
    const wanted = names.map((name) => name.split(sep).join("/")).filter((name) => !left.test(name));
    const code = [...wanted, "pack.cjs"].filter((name) => /\.(?:ts|c?js)$/.test(name));
    return new Map(code.map((name) => [name, readFileSync(join(localDir, name), "utf8")]));
}

/** What a source imports or requires by a literal. */
function imports(text: string): string[] {
    const found = text.matchAll(
        /^(?:import|export)\s[^;]*?from "([^"]+)"|^import "([^"]+)"|(?:\bimport|\brequired?|require\.resolve)\("([^"]+)"\)/gm,
    );
    return [...found].map(([, from, effect, called]) => from ?? effect ?? called ?? "");
}

describe("local/", () => {
    const files = sources();

    it("has sources to look at", () => assert.ok(files.size > 150, String(files.size)));

    it("reaches nothing outside of itself but packages", () => {
        const outside = (from: string, path: string) => relative(localDir, resolve(from, path)).startsWith("..");
        const reaches = [...files].flatMap(([name, text]) => {
            const folder = dirname(join(localDir, name));
            const imported = imports(text).filter((path) => path.startsWith(".") && outside(folder, path));
            const joined = [...text.matchAll(/\((__dirname|localDir), ("[^"]*"(?:, "[^"]*")*)/g)]
                .map(([, base, parts = ""]) => [base, join(...(JSON.parse(`[${parts}]`) as string[]))] as const)
                .filter(([base, path]) => outside(base === "localDir" ? localDir : folder, path))
                .map(([base, path]) => `${base}/${path}`);
            return [...imported, ...joined].map((path) => `${name}: ${path}`);
        });
        assert.deepEqual(reaches, []);
    });

    it("runs on what its package.json names", () => {
        const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(localDir, "package.json"), "utf8"));
        const known = [...Object.keys({ ...dependencies, ...peerDependencies }), ...builtinModules];
        const unknown = [...files].flatMap(([name, text]) =>
            imports(text)
                .filter((path) => /^(?:src|bin)\//.test(name) && !/^(?:\.|node:)/.test(path))
                .filter(
                    (path) => !known.includes(path.startsWith("@") ? path.replace(/^([^/]+\/[^/]+)\/.*$/, "$1") : path),
                )
                .map((path) => `${name}: ${path}`),
        );
        assert.deepEqual(unknown, []);
    });

    it("names no project that uses it", () => {
        const project = ["lambda", "api"].join("-");
        const named = [...files].filter(([, text]) => text.includes(project)).map(([name]) => name);
        assert.deepEqual(named, []);
    });
});
