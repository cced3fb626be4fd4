import type { Behaviour } from "./case";

/** Where a case ran: its task root, and the files of what called it. */
export interface Places {
    root: string;
    machinery: string[];
}

/**
 * What a runtime did, without what no two runs have in common: times, places, and the lines of stacks that lie in the
 * runtime or in Node's own machinery. For what was recorded as for what was observed.
 */
export function comparable({ init, invocations, logs, exits }: Behaviour, places?: Places): Required<Behaviour> {
    const clean = (value: unknown) => deep(value, (text) => comparableText(text, places));
    return {
        init: clean(init) ?? null,
        invocations: clean(invocations) as unknown[],
        logs: clean(logs) as unknown[],
        exits: exits ?? [],
    };
}

const machinery =
    /^\s*at .*(<path>|node:internal|node:events|node:vm|new Promise \(<anonymous>\)|Promise\.then|JSON\.stringify|process\.processTicksAndRejections)/;

function comparableText(text: string, places: Places | undefined): string {
    const placed = places ? withoutPlaces(text, places) : text;
    const [, head = "", json] = /^([^{]*\t|)([{[].*)$/s.exec(placed) ?? [];
    const parsed = json === undefined ? undefined : parse(json);
    if (parsed !== undefined) return head + JSON.stringify(deep(parsed, (inner) => comparableText(inner, places)));
    return (
        placed
            .split("\n")
            .filter((line) => !machinery.test(line))
            // Which line of a module of Node's it is, each release decides anew.
            .map((line) => line.replace(/(\bnode:[\w/]+):\d+:\d+/, "$1"))
            .join("\n")
    );
}

function withoutPlaces(text: string, { root, machinery }: Places): string {
    return machinery
        .reduce((rest, file) => rest.replaceAll(file, "<path>"), text)
        .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "<time>")
        .replaceAll(`file://${root}`, "<root>")
        .replaceAll(root, "<root>");
}

function deep(value: unknown, text: (text: string) => string): unknown {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) {
        const cleaned = value.map((each) => deep(each, text));
        // A stack, line by line.
        return cleaned.filter((_, index) => typeof value[index] !== "string" || !isMachinery(value[index], text));
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, deep(each, text)]));
}

function isMachinery(line: string, text: (text: string) => string): boolean {
    return line !== "" && text(line) === "";
}

function parse(json: string): unknown {
    try {
        return JSON.parse(json);
    } catch {
        return undefined;
    }
}
