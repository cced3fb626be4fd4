import { readFileSync } from "node:fs";

/** A handler, and what AWS's runtime client was seen to do with it. */
export interface Case {
    id: string;
    runtime: string;
    logFormat: "JSON" | "Text";
    handler: string;
    /** The task root: path to text. */
    files: Record<string, string>;
    /** A text is the raw event, anything else its JSON. */
    events: unknown[];
    /** Variables beside Lambda's. */
    env?: Record<string, string>;
    /** Further headers of the Runtime API's answer. */
    headers?: Record<string, string>;
    /** Milliseconds after which an invocation that does not end is given up. */
    limit?: number;
    expect: Behaviour;
}

/** What a runtime does with the handler of a case. */
export interface Behaviour {
    /** Body of the init error. */
    init: unknown;
    /** What was told of each event, in order; more than one thing if something is told after the answer. */
    invocations: unknown[];
    /** Lines of the console; objects where the format is JSON and the line was JSON. */
    logs: unknown[];
    /** How the process ended, each time. */
    exits?: Exit[];
}

export interface Exit {
    code: number | null;
    signal: string | null;
}

const needed = ["id", "runtime", "logFormat", "handler", "files", "events", "expect"];
const known = [...needed, "env", "headers", "limit"];

/** Reads a file of cases. Throws an error that names the file and the case if it is no such file. */
export function readCases(file: string): Case[] {
    let cases: unknown;
    try {
        cases = JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
        throw new Error(`${file}: cannot be read as JSON (${(error as Error).message})`);
    }
    if (!Array.isArray(cases)) throw new Error(`${file}: is no list of cases`);
    for (const [index, example] of cases.entries()) check(example, `${file}: case ${example?.id ?? index + 1}`);
    return cases;
}

function check(example: Record<string, unknown>, name: string): void {
    const missing = needed.find((key) => example?.[key] === undefined);
    if (missing) throw new Error(`${name} has no ${missing}`);
    const unknown = Object.keys(example).find((key) => !known.includes(key));
    if (unknown) throw new Error(`${name}: this runner does not know ${JSON.stringify(unknown)}`);
}
