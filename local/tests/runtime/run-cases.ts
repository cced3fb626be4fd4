import { isDeepStrictEqual } from "node:util";
import { diff } from "../conformance/diff";
import type { Behaviour, Case } from "./case";
import { comparable } from "./comparable";
import { deviations } from "./deviations";
import { type Laboratory, observe } from "./observe";
import { isOfAnotherNode } from "./other-node";

/** How a case went. */
export type Outcome = "passed" | { otherwise: string } | { skipped: string } | { failed: string[] };

// For what a handler leaves behind; a machine with much to do is given more of it, once.
const patience = 15;
const morePatience = 500;

/** Runs cases, `concurrency` at a time, and reports each as it is done, in any order. */
export async function runCases(
    cases: Case[],
    laboratory: Laboratory,
    concurrency: number,
    report: (example: Case, outcome: Outcome) => void,
): Promise<void> {
    const waiting = [...cases];
    const work = async () => {
        for (let example = waiting.shift(); example; example = waiting.shift()) {
            report(example, await run(example, laboratory));
        }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
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
    const { root, ...observed } = await observe(example, laboratory, wait);
    const actual = comparable(observed, { root, runtimeFile: laboratory.runtimeFile });
    const expected = comparable(example.expect);
    const parts: (keyof Behaviour)[] = ["init", "invocations", "logs", "exits"];
    const mismatches = parts
        .filter((what) => !isDeepStrictEqual(expected[what], actual[what]))
        .map((what) => ({ what, expected: expected[what], actual: actual[what] }));
    return mismatches.length > 0 ? mismatches : undefined;
}
