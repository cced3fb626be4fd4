import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { localDir } from "./places";

/** The facts that the sources of the local API mark as not recorded, sorted. */
function markedFacts(): string[] {
    const folder = join(localDir, "src");
    const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => readFileSync(join(folder, name), "utf8"));
    const marks = sources.flatMap((text) => text.match(/(?<!\w)\[[A-Z]\d+\]/g) ?? []);
    return [...new Set(marks.map((mark) => mark.slice(1, -1)))].sort(byFact);
}

function byFact(a: string, b: string): number {
    return a[0] === b[0] ? Number(a.slice(1)) - Number(b.slice(1)) : a < b ? -1 : 1;
}

describe("docs/local-api.md", () => {
    const text = readFileSync(join(localDir, "docs/local-api.md"), "utf8");

    it("lists what local does for every fact that a source marks as not recorded, and for no other", () => {
        const rows = [...text.matchAll(/^\| ([A-Z]\d+) \|/gm)].map(([, fact]) => fact);
        assert.deepEqual(rows, markedFacts());
    });

    it("counts the further cases", () => {
        const cases = JSON.parse(readFileSync(join(localDir, "tests/conformance/more-cases.json"), "utf8"));
        assert.match(text, new RegExp(`more-cases\\.json\` holds\\s${cases.length} more`));
    });
});
