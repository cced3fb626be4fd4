import assert from "node:assert/strict";
import { readLine } from "../../src/lambda/readable-line";

const stack = [
    "TypeError: no such thing",
    "    at read (/project/handler/store.ts:2:31)",
    "    at handler (file:///project/handler/index.ts:8:27)",
    "    at /tmp/api-gateway-local-me/12-a1B2c3/runtime-nodejs24.js:5:1997",
    "    at async node:internal/process/task_queues:95:5",
];
const frames = ["at read (handler/store.ts:2:31)", "at handler (handler/index.ts:8:27)"];
const head = { timestamp: "2026-01-01T00:00:00.000Z", level: "INFO", requestId: "1" };
const text = (level: string, message: string) => `2026-01-01T00:00:00.000Z\tid\t${level}\t${message}`;

describe("a line of a function's log, for people", () => {
    for (const [what, line, expected] of [
        ["JSON", JSON.stringify({ ...head, message: "hello" }), { level: "INFO", message: "hello" }],
        ["JSON of an object", JSON.stringify({ ...head, message: { a: [1] } }), { level: "INFO", fields: { a: [1] } }],
        ["JSON of an array", JSON.stringify({ ...head, message: [1, "b"] }), { level: "INFO", message: '[1,"b"]' }],
        [
            "JSON with fields of a logger's",
            JSON.stringify({ ...head, message: "paid", service: "shop" }),
            { level: "INFO", message: "paid", fields: { service: "shop" } },
        ],
        [
            "JSON of an error",
            JSON.stringify({
                ...head,
                level: "ERROR",
                message: { errorType: "TypeError", errorMessage: "no such thing", stackTrace: stack, code: "E1" },
            }),
            { level: "ERROR", message: "TypeError: no such thing", fields: { code: "E1" }, stack: frames },
        ],
        [
            "JSON of a text with an error",
            JSON.stringify({
                ...head,
                message: `careful ${stack.join("\n")}`,
                errorType: "TypeError",
                errorMessage: "no such thing",
                stackTrace: stack,
            }),
            { level: "INFO", message: "careful TypeError: no such thing", stack: frames },
        ],
        ["text", text("WARN", "hello"), { level: "WARN", message: "hello" }],
        ["text of several lines", text("INFO", "one\n\ttwo"), { level: "INFO", message: "one\ntwo" }],
        [
            "text with a stack",
            text("ERROR", stack.join("\n\t")),
            { level: "ERROR", message: "TypeError: no such thing", stack: frames },
        ],
        [
            "text of a failed invocation",
            text(
                "ERROR",
                `Invoke Error \t${JSON.stringify({ errorType: "TypeError", errorMessage: "no such thing", stack })}`,
            ),
            { level: "ERROR", message: "Invoke Error TypeError: no such thing", stack: frames },
        ],
        [
            "text of a warning of Node's",
            text("ERROR", "(node:12) Warning: careful"),
            { level: "WARN", message: "(node:12) Warning: careful" },
        ],
        [
            "JSON of a warning of Node's",
            JSON.stringify({ ...head, level: "ERROR", message: "(node:12) [DEP0040] DeprecationWarning: old" }),
            { level: "WARN", message: "(node:12) [DEP0040] DeprecationWarning: old" },
        ],
        [
            "text that only speaks of one",
            text("ERROR", "see (node:12) Warning: careful"),
            { level: "ERROR", message: "see (node:12) Warning: careful" },
        ],
        ["no format at all", "raw output", { message: "raw output" }],
        ["JSON that is no log line", '{"a":1}', { message: '{"a":1}' }],
        ["half a JSON", '{"level":"INFO","mess', { message: '{"level":"INFO","mess' }],
    ] as const) {
        it(`is read from ${what}`, () => {
            assert.deepEqual(readLine(line, "/project"), {
                ...{ level: undefined, message: "", fields: {}, stack: [] },
                ...expected,
            });
        });
    }
});
