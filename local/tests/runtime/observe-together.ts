import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startEnvironment } from "../../src/lambda/execution-environment";
import type { Case } from "./case";
import { invoke, type Laboratory, note, nothingYet, type Observed, optionsOf } from "./observe";

// What a case might find of the ones before it, or leave to those after it.
const reaches =
    /process|global|setTimeout|setInterval|setImmediate|queueMicrotask|Symbol\.for|require|import|prototype|stackTraceLimit|__filename|__dirname|\bmodule\b|awslambda|Promise\.reject|console\.\w+ ?=[^=]/;

/** Whether a case may be one of several in a process: a handler in one file that reaches for nothing beside itself. */
export function mayShare({ files, handler, env, headers, limit, expect }: Case): boolean {
    const source = files["index.js"] ?? "";
    const alone = Object.keys(files).length > 1 || env !== undefined || headers !== undefined || limit !== undefined;
    const ends = expect.init !== null || (expect.exits ?? []).length > 0;
    return (
        handler === "index.handler" && source.startsWith("exports.handler") && !alone && !ends && !reaches.test(source)
    );
}

/** Cases that may be in one process, so many at most. */
export function together(cases: Case[], most = 40): Case[][] {
    const groups = new Map<string, Case[]>();
    for (const example of cases.filter(mayShare)) {
        const key = `${example.runtime} ${example.logFormat}`;
        groups.set(key, [...(groups.get(key) ?? []), example]);
    }
    return [...groups.values()].flatMap((group) =>
        Array.from({ length: Math.ceil(group.length / most) }, (_, index) =>
            group.slice(index * most, (index + 1) * most),
        ),
    );
}

// The runtime calls the handler of the case at hand as it would if that were the only one: stacks name the two of them.
const dispatcher = `
const { readFileSync } = require("node:fs");
exports.handler = function handler(...given) {
    const own = this.handler;
    this.handler = require(readFileSync(__dirname + "/case", "utf8")).handler;
    try { return this.handler(...given); } finally { this.handler = own; }
};
`;

/** Runs cases one after the other in one process; those that it did not come to are left out. */
export async function observeTogether(cases: Case[], laboratory: Laboratory): Promise<Map<Case, Observed>> {
    const found = new Map<Case, Observed>();
    const root = mkdtempSync(join(laboratory.folder, "tasks-"));
    writeFileSync(join(root, "index.js"), dispatcher);
    const [first] = cases;
    if (!first) return found;
    let observed = nothingYet(root);
    const print = (...told: Parameters<ReturnType<typeof note>>) => note(observed, first)(...told);
    const environment = startEnvironment({ ...optionsOf(first, laboratory), print });
    try {
        if (await environment.init(root, 10_000)) return found;
        for (const [index, example] of cases.entries()) {
            observed = nothingYet(join(root, String(index)));
            observed.machinery.push(join(root, "index.js"));
            mkdirSync(observed.root);
            writeFileSync(join(observed.root, "index.js"), example.files["index.js"] ?? "");
            writeFileSync(join(root, "case"), join(observed.root, "index.js"));
            for (const [place, event] of example.events.entries()) {
                const outcome = await invoke(environment, example, place, event, observed);
                if (typeof outcome === "string" || "ended" in outcome) return found;
            }
            found.set(example, observed);
        }
        return found;
    } finally {
        environment.kill();
        await environment.ended;
    }
}
