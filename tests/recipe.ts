import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectDir } from "./program";
import { copyOfProgram, devRoutes } from "./program-copy";

export const guide = readFileSync(join(projectDir, "docs/operating.md"), "utf8");

/** The section of a guide whose title has the words. */
export function sectionOn(title: string, from = guide): string {
    const sections = from.split(/^##+ /m).filter((section) => section.split("\n")[0]?.includes(title));
    assert.equal(sections.length, 1, `the guide has ${sections.length} sections on ${title}`);
    return sections[0] ?? "";
}

/** The program with the routes and the configuration that it came with, in a folder of its own. */
export function copy(): string {
    return copyOfProgram({ "routes.ts": devRoutes });
}

/** Makes the changes that a section of a guide shows; a line it expects and does not find throws. */
export function apply(folder: string, title: string, from = guide): string {
    const section = sectionOn(title, from);
    const project = /^name: (.+)$/m.exec(readFileSync(join(folder, "Pulumi.yaml"), "utf8"))?.[1];
    const diffs = [...section.matchAll(/^```diff\n(.*?)^```$/gms)].map(([, diff]) => diff ?? "");
    assert.ok(diffs.length > 0, `the guide shows no change for ${title}`);
    for (const diff of diffs
        .join("")
        .replaceAll("lambda-api:", `${project}:`)
        .split(/^--- .*\n/m)
        .slice(1)) {
        const [, file = "", ...hunks] = diff.split(/^(?:\+\+\+ b\/(.*)|@@)\n/m).filter((part) => part !== undefined);
        const path = join(folder, file);
        mkdirSync(dirname(path), { recursive: true });
        let text = existsSync(path) ? readFileSync(path, "utf8") : "";
        for (const hunk of hunks.filter(Boolean)) {
            const lines = hunk.split("\n").slice(0, -1);
            const side = (sign: string) =>
                lines
                    .filter((line) => line.startsWith(" ") || line.startsWith(sign))
                    .map((line) => `${line.slice(1)}\n`);
            const before = side("-").join("");
            assert.ok(text.includes(before), `${file} does not have\n${before}`);
            text = text.replace(before, () => side("+").join(""));
        }
        writeFileSync(path, text);
    }
    return folder;
}
