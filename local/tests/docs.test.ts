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
    const marks = sources.flatMap((text) => text.match(/(?<!\w)\[[A-Z]{1,2}\d+\]/g) ?? []);
    return [...new Set(marks.map((mark) => mark.slice(1, -1)))].sort(byFact);
}

function byFact(a: string, b: string): number {
    const [letters, number] = [(fact: string) => fact.replace(/\d/g, ""), (fact: string) => Number(/\d+/.exec(fact))];
    return letters(a) === letters(b) ? number(a) - number(b) : letters(a) < letters(b) ? -1 : 1;
}

describe("docs/local-api.md", () => {
    const text = readFileSync(join(localDir, "docs/local-api.md"), "utf8");

    it("lists what local does for every fact that a source marks as not recorded, and for no other", () => {
        const rows = [...text.matchAll(/^\| ([A-Z]{1,2}\d+) \|/gm)].map(([, fact]) => fact);
        assert.deepEqual(rows, markedFacts());
    });

    it("counts the further cases", () => {
        for (const name of ["more-cases", "growth-cases"]) {
            const cases = JSON.parse(readFileSync(join(localDir, `tests/conformance/${name}.json`), "utf8"));
            assert.match(text, new RegExp(`${name}\\.json\`\\s(holds\\s)?${cases.length}\\s`));
        }
    });
});
