import assert from "node:assert/strict";
import { createPaint } from "../../src/command/colors";
import { createExchanges, type ExchangeListener } from "../../src/command/exchanges";
import { createJsonLog } from "../../src/command/json-log";
import { awsLines, createLog } from "../../src/command/log";
import { createPrettyLog } from "../../src/command/pretty-log";
import type { RequestRecord } from "../../src/gateway/request-record";
import type { LogRecord } from "../../src/lambda/log-record";

const functionName = "fn";
const report = {
    ...{ type: "report", functionName, requestId: "call", status: "success", errorType: undefined },
    ...{ errorMessage: undefined, endReason: undefined, duration: 5, billedDuration: 5, initDuration: undefined },
    ...{ memorySize: 128, maxMemoryUsed: 40, timeout: 3000 },
} as const;

/** What a listener hears of a request whose function logs some lines. */
function served(
    listener: ExchangeListener,
    given: { record?: Partial<RequestRecord>; lines?: string[]; report?: Partial<LogRecord> } = {},
): void {
    const { observe, print } = createExchanges([listener]);
    const time = new Date(2026, 0, 2, 3, 4, 5).getTime();
    const record: RequestRecord = {
        ...{ requestId: "request", time, httpMethod: "POST", target: "/v0/lambda?a=1", port: 3000, rawHeaders: [] },
        ...{ sourceIp: "127.0.0.1", route: "POST /lambda", invocations: [], times: { began: 100 } },
        answer: { statusCode: 200, headers: [], body: "" },
    };
    observe("began", record);
    record.invocations.push({ requestId: "call", role: "integration", functionName, began: 101, ended: 110 });
    observe("invoked", record);
    for (const line of given.lines ?? [])
        print(line, { type: "function", functionName, requestId: "call", source: "console", text: line });
    print("REPORT", { ...report, ...given.report } as LogRecord);
    observe("finished", Object.assign(record, { times: { began: 100, finished: 112 } }, given.record));
}

const text = (level: string, message: string) => `2026-01-01T00:00:00.000Z\tcall\t${level}\t${message}`;

describe("the log for people", () => {
    function pretty(given: Parameters<typeof served>[1] = {}, { verbose = false, color = false, columns = 100 } = {}) {
        const lines: string[] = [];
        const paint = createPaint({ isTTY: color }, {});
        const print = (each: string) => lines.push(...each.split("\n"));
        served(createPrettyLog({ print, paint, columns: () => columns, root: "/project", verbose }), given);
        return lines;
    }
    const head = (status: string, more = "") =>
        `03:04:05 POST   /v0/lambda?a=1${" ".repeat(35)}POST /lambda fn ${status}    12 ms${more}`;

    it("has a line for each request, and nothing else where all is well", () => {
        assert.deepEqual(pretty(), [head("200")]);
    });

    it("marks a cold start with the time of its init", () => {
        assert.deepEqual(pretty({ report: { initDuration: 85.4 } }), [head("200", " cold 85 ms")]);
    });

    it("shows what the function logged below it: level, message, fields, stacks from the project's folder", () => {
        const error = { errorType: "TypeError", errorMessage: "no", stackTrace: ["    at f (/project/a.ts:1:2)"] };
        const lines = [
            text("INFO", "one\n\ttwo"),
            JSON.stringify({ level: "WARN", message: "paid", amount: 3, by: "ada lovelace" }),
            JSON.stringify({ level: "ERROR", message: error }),
            "raw",
        ];
        assert.deepEqual(pretty({ lines }), [
            head("200"),
            "         INFO  one",
            "               two",
            "         WARN  paid amount=3 by='ada lovelace'",
            "         ERROR TypeError: no",
            "                 at f (a.ts:1:2)",
            "         raw",
        ]);
    });

    it("says why a request was refused, and what to do about it", () => {
        const why = { fact: "R9", reason: "no route has this method and path", advice: "nearest: POST /lambda" };
        const answer = { statusCode: 403, headers: [], body: "" };
        assert.deepEqual(pretty({ record: { why, answer } }), [
            head("403"),
            "         why   no route has this method and path [R9]",
            "               nearest: POST /lambda",
        ]);
    });

    it("says how the function failed", () => {
        const record = {
            why: { fact: "P20", reason: "the function failed", advice: "its log says how" },
            answer: { statusCode: 502, headers: [], body: "" },
        };
        const failed = (given: object) => pretty({ record, report: given })[1];
        assert.equal(
            failed({ status: "error", errorType: "TypeError", errorMessage: "no such thing" }),
            "         why   the function failed: TypeError: no such thing [P20]",
        );
        assert.equal(
            failed({ status: "timeout", endReason: "Task timed out after 3.00 seconds" }),
            "         why   the function failed: Task timed out after 3.00 seconds [P20]",
        );
    });

    it("shows REPORT where memory or the timeout is near, or when asked to", () => {
        assert.deepEqual(pretty({ report: { maxMemoryUsed: 120, duration: 2500 } }), [
            head("200"),
            "         REPORT memory near its limit: 120 of 128 MB",
            "         REPORT timeout near: 2.50 s of 3.00 s",
        ]);
        assert.deepEqual(pretty({ report: { initDuration: 50 } }, { verbose: true }), [
            head("200", " cold 50 ms"),
            "         REPORT 5.0 ms, billed 5 ms, init 50 ms, memory 40 of 128 MB",
        ]);
    });

    it("lets no request and no function give orders to the terminal", () => {
        const lines = [JSON.stringify({ level: "INFO", message: "\u001b[31mred", "\u001b[2J": "\u009b1m" })];
        const target = "/v0/\u001b[31m";
        const all = pretty({ lines, record: { target, route: "GET /\u001b" } }).join("\n");
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        assert.doesNotMatch(all, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    });

    it("shortens a path in its middle, to what the terminal is wide", () => {
        const target = `/v0/${"x".repeat(100)}?end=1`;
        const [line = ""] = pretty({ record: { target } }, { columns: 80 });
        assert.match(line, /^03:04:05 POST {3}\/v0\/x+…x*\?end=1 POST \/lambda fn 200 {4}12 ms$/);
        assert.ok(line.length <= 80, String(line.length));
    });

    it("has colours on a terminal", () => {
        assert.ok(pretty({}, { color: true })[0]?.includes("\u001b[32m200\u001b[0m"));
    });

    it("shows a line of no request as it is", () => {
        const lines: string[] = [];
        const print = (each: string) => lines.push(each);
        const options = { print, paint: createPaint({}, {}), columns: () => 80, root: "/", verbose: false };
        const log = createExchanges([createPrettyLog(options)]);
        log.print("note: slow");
        const line = text("INFO", "at load");
        log.print(line, { type: "function", functionName, requestId: undefined, source: "console", text: line });
        const error = { errorType: "Runtime.ExitError", errorMessage: "it exited", trace: [] };
        log.print("x", { type: "init error", functionName, error, initDuration: 5 });
        assert.deepEqual(lines, [
            "note: slow",
            "         INFO  at load",
            "fn could not be loaded, after 5.0 ms\n         Runtime.ExitError: it exited",
        ]);
    });
});

describe("the log for programs", () => {
    it("is one object for each request, with all of it", () => {
        const lines: string[] = [];
        const logged = [JSON.stringify({ level: "INFO", message: "paid", amount: 3 })];
        served(
            createJsonLog((line) => lines.push(line), "/project"),
            { lines: logged, report: { initDuration: 85.429 } },
        );
        assert.equal(lines.length, 1);
        const { time, logs, ...rest } = JSON.parse(lines[0] ?? "");
        const { time: at, ...log } = logs[0];
        assert.ok(Date.parse(time) > 0 && Date.parse(at) > 0);
        assert.deepEqual(
            [log, logs.length],
            [{ function: "fn", invocation: "call", level: "INFO", message: "paid", fields: { amount: 3 } }, 1],
        );
        const { type: _, functionName: __, requestId: ___, ...reported } = report;
        assert.deepEqual(rest, {
            ...{ type: "request", requestId: "request", method: "POST", path: "/v0/lambda?a=1" },
            ...{ route: "POST /lambda", function: "fn", status: 200, duration: 12, cold: true, initDuration: 85.43 },
            reports: [
                { function: "fn", invocation: "call", ...JSON.parse(JSON.stringify(reported)), initDuration: 85.43 },
            ],
        });
    });
});

describe("the log as CloudWatch holds it", () => {
    it("has nobody observe requests, but where somebody listens", () => {
        const options = { log: "aws", verbose: false, event: undefined } as const;
        const observes = [[], [{}]].map((listeners) => typeof createLog(options, "/", listeners).observe);
        assert.deepEqual(observes, ["undefined", "function"]);
    });

    const events = () => ["{}", "[]"];

    it("has Lambda's events as JSON where the function logs JSON, and on a terminal the lines for people", () => {
        assert.deepEqual(awsLines("START", events, false), ["{}", "[]"]);
        assert.deepEqual(awsLines("START", events, true), ["START"]);
        assert.deepEqual(awsLines("START", undefined, false), ["START"]);
    });

    it("has nothing for people of what only CloudWatch holds", () => {
        assert.deepEqual(awsLines(undefined, events, true), []);
        assert.deepEqual(awsLines(undefined, undefined, false), []);
    });
});

describe("colours", () => {
    const colored = (isTTY: boolean, env: NodeJS.ProcessEnv) => createPaint({ isTTY }, env)("red", "x") !== "x";

    it("are for terminals; NO_COLOR takes them away and FORCE_COLOR gives them", () => {
        assert.deepEqual(
            [
                colored(true, {}),
                colored(false, {}),
                colored(true, { NO_COLOR: "1" }),
                colored(true, { NO_COLOR: "" }),
                colored(false, { FORCE_COLOR: "1" }),
                colored(true, { FORCE_COLOR: "0" }),
                colored(true, { FORCE_COLOR: "1", NO_COLOR: "1" }),
            ],
            [true, false, false, true, true, false, true],
        );
    });
});
