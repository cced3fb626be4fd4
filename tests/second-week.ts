import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { copyOfProject, run } from "./project-copy";
import { apply } from "./recipe";
import { type Step, steps } from "./second-week-steps";

const minutes = 60_000;

// What people do with the template in their second week, one step upon the other, in a copy. After each step the graph's
// pages are refreshed, which is all that may ask for it, and everything is green. Run by npm run test:second-week.
describe("the second week", () => {
    let project: string;

    before(() => {
        project = copyOfProject();
    });

    after(() => rmSync(project, { recursive: true, force: true }));

    it("begins with a program that takes every recipe, so that none of their tests is left out", () => {
        const { status, stdout, stderr } = spawnSync("npx", ["mocha", "tests/recipes.test.ts", "--reporter", "json"], {
            cwd: project,
            encoding: "utf8",
        });
        assert.equal(status, 0, `${stdout}${stderr}`);
        assert.deepEqual(JSON.parse(stdout).pending, []);
    }).timeout(minutes);

    for (const [index, step] of steps.entries())
        describe(`${index + 1}: ${step.title}`, () => {
            let graphs: Map<string, string>;

            before(() => {
                graphs = sections(project);
                make(project, step);
                run(project, "npx", "biome", "check", "--write", ".");
            });

            it("changes in the graph what the step is about, and nothing else", () => {
                run(project, "npm", "run", "graph", "--silent");
                const after = sections(project);
                const added = [...after.keys()].filter((name) => !graphs.has(name));
                const gone = [...graphs.keys()].filter((name) => !after.has(name));
                const changed = [...graphs].filter(([name, text]) => after.has(name) && after.get(name) !== text);
                assert.deepEqual(
                    { added: added.sort(), gone, changed: changed.map(([name]) => name).sort() },
                    { added: (step.added ?? []).sort(), gone: [], changed: step.changed ?? [] },
                );
            }).timeout(minutes);

            it("passes npm run check", () => run(project, "npm", "run", "check", "--silent")).timeout(2 * minutes);

            it("passes npm run test:program", () => run(project, "npm", "run", "test:program", "--silent")).timeout(
                5 * minutes,
            );

            it("answers a request to npm start", async () => {
                assert.equal(await answer(project), step.answer ?? "Hello, World!");
            }).timeout(minutes);
        });
});

function make(project: string, { edits, recipe }: Step): void {
    for (const [file, edit] of Object.entries(edits)) {
        const path = join(project, file);
        const text = existsSync(path) ? readFileSync(path, "utf8") : "";
        mkdirSync(dirname(path), { recursive: true });
        const edited = edit(text);
        assert.notEqual(edited, text, `${file} stayed as it was`);
        writeFileSync(path, edited);
    }
    if (recipe !== undefined) apply(project, recipe);
}

/** What the page of dev says of each resource, `Function[function]` to its section. */
function sections(project: string): Map<string, string> {
    const [, ...parts] = readFileSync(join(project, "graph/dev.md"), "utf8").split(/^### /m);
    return new Map(parts.map((part) => [part.slice(0, part.indexOf("\n")), part.trimEnd()]));
}

/** Sends the README's request to `npm start`, and ends it. */
async function answer(project: string): Promise<string> {
    const server = spawn("npm", ["start", "--silent", "--", "--port", "0"], { cwd: project, detached: true });
    let printed = "";
    try {
        const port = await new Promise<string>((resolve, reject) => {
            const read = (chunk: Buffer) => {
                printed += chunk;
                const [, found] = /^Listening on http:\/\/127\.0\.0\.1:(\d+)\/v0$/m.exec(printed) ?? [];
                if (found) resolve(found);
            };
            server.stdout.on("data", read);
            server.stderr.on("data", read);
            server.once("exit", () => reject(new Error(printed)));
        });
        const response = await fetch(`http://127.0.0.1:${port}/v0/lambda`, { method: "POST" });
        return await response.text();
    } finally {
        server.removeAllListeners("exit");
        const ended = new Promise((resolve) => server.once("exit", resolve));
        if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid);
        if (server.exitCode === null) await ended;
    }
}
