import { isDeepStrictEqual } from "node:util";
import type { Case } from "./case";
import type { Mismatch } from "./run-cases";

// What Node.js before 22 does otherwise, and its texts do not show. By the name that the cases of all runtimes share.
const before22: Record<string, string> = {
    "throw getter message throws": "util.format of Node.js 20 throws where that of 22 does not",
    "throw proxy error": "a proxy of an error has its stack in Node.js 20, and in that of 22 none",
};

/**
 * Why a mismatch is no failure: this is not the runtime's Node.js, and only what Node.js itself writes differs: stacks, and
 * messages of errors that it makes. Undefined if it is one.
 */
export function isOfAnotherNode({ id, runtime, files }: Case, mismatches: Mismatch[]): string | undefined {
    const major = Number(process.versions.node.split(".")[0]);
    const recorded = Number(/\d+/.exec(runtime)?.[0]);
    if (major === recorded) return undefined;
    const [name = ""] = id.split(" | ");
    if (major < 22 && before22[name]) return before22[name];
    const source = Object.values(files).join("\n");
    const same = ({ expected, actual }: Mismatch) =>
        isDeepStrictEqual(withoutNodeTexts(expected, source), withoutNodeTexts(actual, source));
    return mismatches.every(same) ? `holds texts of Node.js ${recorded}, and this is ${major}` : undefined;
}

const stacks = ["trace", "stackTrace", "stack"];

function withoutNodeTexts(value: unknown, source: string): unknown {
    if (typeof value === "string") return withoutNodeText(value, source);
    if (Array.isArray(value)) return value.map((each) => withoutNodeTexts(each, source));
    if (typeof value !== "object" || value === null) return value;
    const kept = Object.entries(value).filter(([key]) => !stacks.includes(key));
    return Object.fromEntries(
        kept.map(([key, each]) => [
            key,
            key === "errorMessage" && typeof each === "string" && !isWritten(each, source)
                ? "<Node's>"
                : withoutNodeTexts(each, source),
        ]),
    );
}

// A message of the handler's own stands in its source.
function isWritten(message: string, source: string): boolean {
    return source.includes(message.replace(/^\w*Error: /, ""));
}

// A line of the format Text: an error in JSON behind a tab, or an error as Node.js shows it.
function withoutNodeText(text: string, source: string): string {
    const [, head = "", json] = /^([^{]*\t)(\{.*\})$/s.exec(text) ?? [];
    if (json !== undefined) {
        try {
            return head + JSON.stringify(withoutNodeTexts(JSON.parse(json), source));
        } catch {
            return text;
        }
    }
    const [first = "", ...rest] = text.split("\n");
    return rest.some((line) => /^\s*at /.test(line)) ? `${first.replace(/\w*Error: .*$/, "")}<Node's>` : text;
}
