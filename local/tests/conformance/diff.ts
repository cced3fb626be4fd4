import type { Mismatch } from "./expectation";

// A line longer than this is cut around its first difference.
const longest = 160;
// Of lines that do not differ, as many stay beside one that does.
const around = 2;
const mostLines = 40;

/** A mismatch for people: its name, what was expected (-) and what came (+), lines both have once. */
export function diff({ what, expected, actual }: Mismatch): string {
    if (typeof expected === "string" && typeof actual === "string") {
        const [cutExpected, cutActual] = cut(JSON.stringify(expected), JSON.stringify(actual));
        return [what, `- ${cutExpected}`, `+ ${cutActual}`].join("\n  ");
    }
    const shown = nearDifferences(lineDiff(lines(expected), lines(actual)));
    const more = shown.length > mostLines ? [`… ${shown.length - mostLines} more lines`] : [];
    return [what, ...shown.slice(0, mostLines), ...more].join("\n  ");
}

function nearDifferences(diffLines: string[]): string[] {
    const differs = (line: string | undefined) => line !== undefined && !line.startsWith(" ");
    return diffLines.flatMap((line, index) => {
        if (diffLines.slice(Math.max(0, index - around), index + around + 1).some(differs)) return [line];
        // One mark for each stretch that is left out.
        return differs(diffLines[index - around - 1]) || index === 0 ? ["  …"] : [];
    });
}

function lines(value: unknown): string[] {
    if (value === undefined) return ["nothing"];
    return JSON.stringify(value, null, 2)
        .split("\n")
        .map((line) => (line.length > longest ? `${line.slice(0, longest)}…` : line));
}

function cut(expected: string, actual: string): [string, string] {
    let same = 0;
    while (same < expected.length && expected[same] === actual[same]) same++;
    const from = Math.max(0, same - longest / 4);
    const part = (text: string) =>
        `${from > 0 ? "…" : ""}${text.slice(from, from + longest)}${text.length > from + longest ? `… (${text.length})` : ""}`;
    return [part(expected), part(actual)];
}

// The longest common subsequence, by the table of its lengths.
function lineDiff(expected: string[], actual: string[]): string[] {
    const common = table(expected, actual);
    const at = (i: number, j: number) => common[i]?.[j] ?? 0;
    const result: string[] = [];
    for (let i = 0, j = 0; i < expected.length || j < actual.length; ) {
        if (i < expected.length && expected[i] === actual[j]) {
            result.push(`  ${expected[i]}`);
            i++;
            j++;
        } else if (i < expected.length && (j >= actual.length || at(i + 1, j) >= at(i, j + 1))) {
            result.push(`- ${expected[i++]}`);
        } else {
            result.push(`+ ${actual[j++]}`);
        }
    }
    return result;
}

function table(expected: string[], actual: string[]): number[][] {
    const rows: number[][] = [new Array(actual.length + 1).fill(0)];
    for (let i = expected.length - 1; i >= 0; i--) {
        const below = rows[0] ?? [];
        const row: number[] = new Array(actual.length + 1).fill(0);
        for (let j = actual.length - 1; j >= 0; j--) {
            row[j] = expected[i] === actual[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
        }
        rows.unshift(row);
    }
    return rows;
}
