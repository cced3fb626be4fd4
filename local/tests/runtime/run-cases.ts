import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { runtimeFiles } from "../../src/lambda/runtime-file";
import { diff } from "../conformance/diff";
import type { Behaviour, Case } from "./case";
import { comparable } from "./comparable";
import { deviations } from "./deviations";
import { type Laboratory, type Observed, observe } from "./observe";
import { observeTogether, together } from "./observe-together";
import { isOfAnotherNode } from "./other-node";

/** How a case went. */
export type Outcome = "passed" | { otherwise: string } | { skipped: string } | { failed: string[] };

// For what a handler leaves behind; a machine with much to do is given more of it, once.
const patience = 15;
const morePatience = 500;

/**
 * Runs cases, `concurrency` at a time, and reports each as it is done, in any order: many in one process where they may be,
 * and those that did not pass there, as all others, alone.
 */
export async function runCases(
    cases: Case[],
    laboratory: Laboratory,
    concurrency: number,
    report: (example: Case, outcome: Outcome) => void,
): Promise<void> {
    const passed = new Set<Case>();
    await each(together(cases), concurrency, async (batch) => {
        for (const [example, observed] of await observeTogether(batch, laboratory)) {
            if (mismatchesOf(example, observed, laboratory)) continue;
            passed.add(example);
            report(example, "passed");
        }
    });
    const others = cases.filter((example) => !passed.has(example));
    await each(others, concurrency, async (example) => report(example, await run(example, laboratory)));
}

async function each<T>(all: T[], concurrency: number, work: (one: T) => Promise<void>): Promise<void> {
    const waiting = [...all];
    const worker = async () => {
        for (let one = waiting.shift(); one; one = waiting.shift()) await work(one);
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
}

async function run(example: Case, laboratory: Laboratory): Promise<Outcome> {
    const mismatches = (await look(example, laboratory, patience)) && (await look(example, laboratory, morePatience));
    if (!mismatches) return "passed";
    const reason = deviations[example.id];
    if (reason !== undefined) return { otherwise: reason };
    const otherNode = isOfAnotherNode(example, mismatches);
    return otherNode ? { skipped: otherNode } : { failed: mismatches.map((each) => diff(each)) };
}

/** A part in which what came is not what was expected. */
export interface Mismatch {
    what: string;
    expected: unknown;
    actual: unknown;
}

async function look(example: Case, laboratory: Laboratory, wait: number): Promise<Mismatch[] | undefined> {
    return mismatchesOf(example, await observe(example, laboratory, wait), laboratory);
}

function mismatchesOf(
    example: Case,
    { root, machinery, ...observed }: Observed,
    { folder }: Laboratory,
): Mismatch[] | undefined {
    const actual = comparable(observed, {
        root,
        machinery: [...runtimeFiles.map((name) => join(folder, name)), ...machinery],
    });
    const expected = comparable(example.expect);
    const parts: (keyof Behaviour)[] = ["init", "invocations", "logs", "exits"];
    const mismatches = parts
        .filter((what) => !isDeepStrictEqual(expected[what], actual[what]))
        .map((what) => ({ what, expected: expected[what], actual: actual[what] }));
    return mismatches.length > 0 ? mismatches : undefined;
}
