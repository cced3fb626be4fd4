// `npm run conformance -- [FILE…] [--only ID]`
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Case, readCases } from "./case";
import { type Outcome, runCases } from "./run-cases";

async function main(): Promise<boolean> {
    const { values, positionals } = parseArgs({
        options: { only: { type: "string", multiple: true } },
        allowPositionals: true,
    });
    // npm runs a workspace's script in the workspace.
    const given = positionals.map((file) => resolve(process.env.INIT_CWD ?? ".", file));
    const files = given.length > 0 ? given : [join(__dirname, "cases.json")];
    const cases = selected(files.flatMap(readCases), values.only);
    const outcomes = new Map<Case, Outcome>();
    await runCases(cases, (example, outcome) => {
        outcomes.set(example, outcome);
        progress(outcomes.size, cases.length);
    });
    const results = cases.map((example) => [example, outcomes.get(example)] as const);
    for (const [example, outcome] of results) print(example, outcome);
    process.stdout.write(sources(cases));
    const count = (kind: string) => results.filter(([, outcome]) => kindOf(outcome) === kind).length;
    process.stdout.write(`${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped\n`);
    return count("failed") === 0;
}

function selected(cases: Case[], ids: string[] | undefined): Case[] {
    if (!ids) return cases;
    const unknown = ids.find((id) => !cases.some((example) => example.id === id));
    if (unknown) throw new Error(`--only: no case has the id ${JSON.stringify(unknown)}`);
    return cases.filter(({ id }) => ids.includes(id));
}

/** How many cases come from where; nothing if they do not say. */
function sources(cases: Case[]): string {
    const counts = new Map<string, number>();
    for (const { confidence } of cases) if (confidence) counts.set(confidence, (counts.get(confidence) ?? 0) + 1);
    const parts = [...counts].sort(([, a], [, b]) => b - a).map(([confidence, count]) => `${count} ${confidence}`);
    return parts.length > 0 ? `${cases.length} cases: ${parts.join(", ")}\n` : "";
}

function kindOf(outcome: Outcome | undefined): string {
    if (outcome === undefined || outcome === "passed") return outcome ?? "failed";
    return "skipped" in outcome ? "skipped" : "failed";
}

function print({ id, fact }: Case, outcome: Outcome | undefined): void {
    if (outcome === "passed") return;
    const lines = outcome === undefined ? ["was not run"] : "skipped" in outcome ? [outcome.skipped] : outcome.failed;
    const details = lines.map((text) => `  ${text.replaceAll("\n", "\n  ")}\n`).join("");
    process.stdout.write(`${kindOf(outcome) === "skipped" ? "SKIP" : "FAIL"} ${id} (${fact})\n${details}\n`);
}

// For a person who waits; a pipe gets only what counts.
function progress(done: number, total: number): void {
    if (process.stdout.isTTY) process.stdout.write(done < total ? `\r${done} of ${total}` : "\r\x1b[K");
}

main().then(
    (allPassed) => process.exit(allPassed ? 0 : 1),
    (error: Error) => {
        process.stderr.write(`${error.message}\n`);
        process.exit(1);
    },
);
