import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { folderOf } from "../folder";
import { localDir } from "../places";
import { type Case, readCases } from "./case";
import { mayShare, together } from "./observe-together";
import { isOfAnotherNode } from "./other-node";

/** Runs `npm run conformance:runtime` with arguments; its exit code and all it printed. */
function conformance(...args: string[]): Promise<{ code: number; printed: string }> {
    const command = [join(localDir, "bin/run.cjs"), join(__dirname, "main.ts"), ...args];
    return new Promise((resolve) => {
        execFile(process.execPath, command, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
            resolve({ code: Number(error?.code ?? 0), printed: stdout + stderr }),
        );
    });
}

const file = join(__dirname, "cases.json");
// Recorded for this project, with the same clients.
const moreFile = join(__dirname, "more-cases.json");

describe("conformance of the runtime", function () {
    this.timeout(180_000);

    it("every recorded case passes, but those with texts of another Node.js", async () => {
        const { code, printed } = await conformance();
        const [passed = 0, skipped = 0] = (/(\d+) passed, 0 failed, (\d+) skipped\n$/.exec(printed) ?? [])
            .slice(1)
            .map(Number);
        assert.equal(code, 0, printed);
        assert.equal(passed + skipped, [file, moreFile].flatMap(readCases).length, printed);
        // Of the two runtimes in the cases one at most is not this Node's.
        assert.ok(skipped < 20, printed);
    });

    describe("runner", () => {
        const folder = folderOf({});

        /** Runs cases that differ from a passing one. */
        function run(cases: Record<string, object>, ...args: string[]) {
            const path = join(folder, `${Object.keys(cases).join("-")}.json`);
            const passing = {
                ...{ runtime: "nodejs24.x", logFormat: "JSON", handler: "index.handler", events: [{}] },
                files: { "index.js": "exports.handler = async () => 1" },
                expect: { init: null, invocations: [{ result: "1" }], logs: [] },
            };
            const list = Object.entries(cases).map(([id, changes]) => ({ id, ...passing, ...changes }));
            writeFileSync(path, JSON.stringify(list));
            return conformance(path, ...args);
        }

        it("shows a failing case with what was expected and what came, and exits with 1", async () => {
            const wrong = { expect: { init: null, invocations: [{ result: "2" }], logs: [] } };
            assert.deepEqual(await run({ right: {}, wrong }), {
                code: 1,
                printed: [
                    "FAIL wrong",
                    "  invocations",
                    "      [",
                    "        {",
                    '    -     "result": "2"',
                    '    +     "result": "1"',
                    "        }",
                    "      ]",
                    "",
                    "0 done otherwise",
                    "1 passed, 1 failed, 0 skipped",
                    "",
                ].join("\n"),
            });
        });

        it("gives an event as it is, variables, headers and a limit", async () => {
            const code = `exports.handler = async (event, { clientContext, tenantId }) => {
                if (event === 2) await new Promise((resolve) => setTimeout(resolve, 5000));
                return [event, process.env.OWN, clientContext, tenantId];
            }`;
            const given = {
                ...{ files: { "index.js": code }, events: [" 1 ", 2], env: { OWN: "own" }, limit: 300 },
                headers: { "Lambda-Runtime-Client-Context": '{"a":1}', "Lambda-Runtime-Aws-Tenant-Id": "t" },
            };
            const invocations = [{ result: '[1,"own",{"a":1},"t"]' }, { timeout: true }];
            const exits = [{ code: null, signal: "SIGKILL" }];
            assert.deepEqual(await run({ given: { ...given, expect: { init: null, invocations, logs: [], exits } } }), {
                code: 0,
                printed: "0 done otherwise\n1 passed, 0 failed, 0 skipped\n",
            });
        });

        it("says in one sentence what is wrong with its arguments", async () => {
            assert.deepEqual(await run({ c: {} }, "--only", "d"), {
                code: 1,
                printed: '--only: no case has the id "d"\n',
            });
            const { printed } = await run({ odd: { surprise: 1 } });
            assert.match(printed, /odd\.json: case odd: this runner does not know "surprise"\n$/);
        });
    });

    it("takes texts of another Node.js for none of ours, and nothing else", () => {
        const other = process.versions.node.startsWith("24.") ? "nodejs22.x" : "nodejs24.x";
        const own = `nodejs${process.versions.node.split(".")[0]}.x`;
        const error = (errorMessage: string, at: string) => ({ errorType: "Error", errorMessage, trace: [at] });
        const skipped = (runtime: string, expected: unknown, actual: unknown) =>
            isOfAnotherNode(
                { id: "a | b", runtime, files: { "index.js": 'throw new Error("mine")' } } as unknown as Case,
                [{ what: "init", expected, actual }],
            ) !== undefined;
        assert.deepEqual(
            [
                skipped(other, error("no such token", "a"), error("no such token here", "b")),
                skipped(other, error("mine", "a"), error("mine", "b")),
                skipped(other, error("mine", "a"), error("yours", "a")),
                skipped(other, { result: "1" }, { result: "2" }),
                skipped(own, error("no such token", "a"), error("no such token here", "b")),
            ],
            [true, true, false, false, false],
        );
    });
});

describe("a case that is one of several in a process", () => {
    const example = (source: string, more: object = {}) =>
        mayShare({
            ...{ id: "", runtime: "nodejs22.x", logFormat: "JSON", handler: "index.handler", events: [{}] },
            ...{ files: { "index.js": source }, expect: { init: null, invocations: [], logs: [] }, ...more },
        });
    const plain = "exports.handler = async () => 1";

    it("is a handler in one file that reaches for nothing beside itself", () => {
        assert.ok(example(plain));
        for (const source of ["process.exit(1)", "setTimeout(() => {})", "require('fs')", "Array.prototype.x = 1"])
            assert.equal(example(`exports.handler = async () => { ${source} }`), false, source);
        assert.equal(example(`console.log(1); ${plain}`), false);
    });

    it("has no variables, headers or limit, and neither fails to load nor ends the process", () => {
        const ends = { init: null, invocations: [], logs: [], exits: [{ code: 1, signal: null }] };
        const fails = { init: { errorType: "Error" }, invocations: [], logs: [] };
        for (const more of [{ env: {} }, { headers: {} }, { limit: 1 }, { expect: ends }, { expect: fails }])
            assert.equal(example(plain, more), false, JSON.stringify(more));
        assert.equal(example(plain, { files: { "index.js": plain, "a.js": "" } }), false);
    });

    it("is most of those recorded, and only with others of its runtime and log format", () => {
        const groups = together(readCases(file));
        assert.ok(groups.flat().length > 300, String(groups.flat().length));
        for (const group of groups) {
            assert.equal(new Set(group.map(({ runtime, logFormat }) => `${runtime} ${logFormat}`)).size, 1);
            assert.ok(group.length <= 40);
        }
    });
});
