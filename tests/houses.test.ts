import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { projectDir } from "./program";

/** Every TypeScript file of the program, path to text; whatever folders it has, and not the tool's. */
function sources(): Map<string, string> {
    const names = readdirSync(projectDir, { withFileTypes: true }).flatMap((entry) => {
        if (!entry.isDirectory()) return [entry.name];
        if (/^(?:local|node_modules|bin|\..*)$/.test(entry.name)) return [];
        const below = readdirSync(join(projectDir, entry.name), { recursive: true, encoding: "utf8" });
        return below.map((name) => `${entry.name}/${name.split(sep).join("/")}`);
    });
    const code = names.filter((name) => /\.[cm]?ts$/.test(name) && !name.includes("node_modules/"));
    return new Map(code.map((name) => [name, readFileSync(join(projectDir, name), "utf8")]));
}

describe("the program", () => {
    it("knows of the tool api-gateway-local/testing, and nothing else", () => {
        const reached = [...sources()].flatMap(([name, text]) => {
            const imported = text.matchAll(/(?:from|import|require|import\()\s*\(?"([^"]+)"/g);
            return [...imported]
                .map(([, path = ""]) => path)
                .filter((path) => /^(?:\.\.?\/)+local\/|^api-gateway-local/.test(path))
                .filter((path) => path !== "api-gateway-local/testing")
                .map((path) => `${name}: ${path}`);
        });
        assert.deepEqual(
            reached,
            [],
            "replace what is imported by api-gateway-local/testing, or by a file of your own",
        );
    });

    it("runs the tool by its command and its scripts", () => {
        const { scripts } = JSON.parse(readFileSync(join(projectDir, "package.json"), "utf8"));
        const reached = Object.entries(scripts).filter(([, script]) => /(?:^|[\s./])local\//.test(String(script)));
        assert.deepEqual(reached, [], "call api-gateway-local, or a script of its workspace");
    });
});
