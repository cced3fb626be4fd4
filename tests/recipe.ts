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

/** A copy that has followed a recipe. A program of your own need not take it any more: then there is nothing to test. */
export function following(test: Mocha.Context, title: string, from = guide): string {
    const folder = copy();
    // biome-ignore lint/suspicious/noSkippedTests: only in a program of your own; tests/second-week.ts sees that it runs in this one
    if (obstacles(folder, title, from).length > 0) test.skip();
    return apply(folder, title, from);
}

/** What a recipe expects of the folder's index.ts and does not find, or declares and finds. */
export function obstacles(folder: string, title: string, from = guide): string[] {
    const text = readFileSync(join(folder, "index.ts"), "utf8");
    const hunks = changes(title, from).flatMap(({ file, hunks }) => (file === "index.ts" ? hunks : []));
    return hunks
        .filter((hunk) => !isMade(text, hunk))
        .flatMap(({ before, added }) => {
            const declared = added.flatMap((line) => /^const (\w+)/.exec(line)?.[0] ?? []);
            const taken = declared.filter((line) => new RegExp(`^${line}\\b`, "m").test(text));
            return text.includes(before) ? taken : [before, ...taken];
        });
}

/** Makes the changes that a section of a guide shows, but for those that are made; a line it expects and does not find throws. */
export function apply(folder: string, title: string, from = guide): string {
    const project = /^name: (.+)$/m.exec(readFileSync(join(folder, "Pulumi.yaml"), "utf8"))?.[1];
    for (const { file, isNew, hunks } of changes(title, from)) {
        const path = join(folder, file);
        mkdirSync(dirname(path), { recursive: true });
        let text = !isNew && existsSync(path) ? readFileSync(path, "utf8") : "";
        for (const hunk of hunks) {
            if (isMade(text, hunk)) continue;
            assert.ok(text.includes(hunk.before), `${file} does not have\n${hunk.before}`);
            text = text.replace(hunk.before, () => hunk.after.replaceAll("lambda-api:", `${project}:`));
        }
        writeFileSync(path, text);
    }
    return folder;
}

interface Hunk {
    before: string;
    after: string;
    added: string[];
}

// Whoever followed a recipe has its lines, and imports stand where they are sorted to.
function isMade(text: string, { after, added }: Hunk): boolean {
    const imports = added.filter((line) => line.startsWith("import "));
    if (added.length === 0) return false;
    return imports.length === added.length ? imports.every((line) => text.includes(`${line}\n`)) : text.includes(after);
}

/** The changes that a section of a guide shows. */
function changes(title: string, from: string): { file: string; isNew: boolean; hunks: Hunk[] }[] {
    const diffs = [...sectionOn(title, from).matchAll(/^```diff\n(.*?)^```$/gms)].map(([, diff]) => diff ?? "");
    assert.ok(diffs.length > 0, `the guide shows no change for ${title}`);
    const files = diffs.join("").split(/^--- /m);
    return files.slice(1).map((diff) => {
        const [before = "", file = "", ...hunks] = diff
            .split(/^(?:\+\+\+ b\/(.*)|@@)\n/m)
            .filter((part) => part !== undefined);
        return { file, isNew: before === "/dev/null\n", hunks: hunks.filter(Boolean).map(hunkOf) };
    });
}

function hunkOf(text: string): Hunk {
    const lines = text.split("\n").slice(0, -1);
    const side = (sign: string) =>
        lines.filter((line) => line.startsWith(" ") || line.startsWith(sign)).map((line) => `${line.slice(1)}\n`);
    const added = lines.filter((line) => line.startsWith("+")).map((line) => line.slice(1));
    return { before: side("-").join(""), after: side("+").join(""), added };
}
