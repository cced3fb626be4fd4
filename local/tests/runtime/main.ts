// `npm run conformance:runtime -- [FILE…] [--only ID]`
import { mkdtempSync, realpathSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startReaper } from "../../src/lambda/reaper";
import { writeRuntimes } from "../../src/lambda/runtime-bundle";
import { type Case, readCases } from "./case";
import { type Outcome, runCases } from "./run-cases";

async function main(): Promise<boolean> {
    const { values, positionals } = parseArgs({
        options: { only: { type: "string", multiple: true } },
        allowPositionals: true,
    });
    const given = positionals.map((file) => resolve(process.env.INIT_CWD ?? ".", file));
    const files = given.length > 0 ? given : ["cases.json", "more-cases.json"].map((file) => join(__dirname, file));
    const cases = selected(files.flatMap(readCases), values.only);
    const outcomes = new Map<Case, Outcome>();
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "runtime-conformance-")));
    const reaper = startReaper();
    reaper.trackFolder(folder);
    writeRuntimes(join(__dirname, "../../src/lambda"), folder);
    const laboratory = { folder, reaper };
    await runCases(cases, laboratory, availableParallelism() + 1, (example, outcome) => {
        outcomes.set(example, outcome);
        progress(outcomes.size, cases.length);
    });
    const results = cases.map((example) => [example, outcomes.get(example) ?? { failed: ["was not run"] }] as const);
    for (const [example, outcome] of results) print(example, outcome);
    const count = (kind: Kind) => results.filter(([, outcome]) => kindOf(outcome) === kind).length;
    process.stdout.write(`${count("otherwise")} done otherwise\n`);
    process.stdout.write(`${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped\n`);
    return count("failed") === 0;
}

function selected(cases: Case[], ids: string[] | undefined): Case[] {
    if (!ids) return cases;
    const unknown = ids.find((id) => !cases.some((example) => example.id === id));
    if (unknown) throw new Error(`--only: no case has the id ${JSON.stringify(unknown)}`);
    return cases.filter(({ id }) => ids.includes(id));
}

type Kind = "passed" | "otherwise" | "skipped" | "failed";

function kindOf(outcome: Outcome): Kind {
    return outcome === "passed" ? outcome : (Object.keys(outcome)[0] as Kind);
}

const marks: Record<Kind, string> = { passed: "PASS", otherwise: "ELSE", skipped: "SKIP", failed: "FAIL" };

function print({ id }: Case, outcome: Outcome): void {
    if (outcome === "passed") return;
    const lines: string[] = Object.values(outcome).flat();
    const details = lines.map((text) => `  ${text.replaceAll("\n", "\n  ")}\n`).join("");
    process.stdout.write(`${marks[kindOf(outcome)]} ${id}\n${details}\n`);
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
