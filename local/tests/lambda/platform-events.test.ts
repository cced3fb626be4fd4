import assert from "node:assert/strict";
import type { Report } from "../../src/lambda/log-record";
import { type PlatformEvents, platformEvents } from "../../src/lambda/platform-events";
import type { LambdaFunction } from "../../src/program/lambda-function";
import { type Settings, withLocalApi } from "../local-api";

const fn = {
    ...{ arn: "arn:aws:lambda:eu-central-1:123456789012:function:greeter", name: "greeter", region: "eu-central-1" },
    ...{ memorySize: 256, logFormat: "JSON" },
} as LambdaFunction;
const report: Report = {
    ...{
        status: "success" as const,
        errorType: undefined,
        errorMessage: undefined,
        endReason: undefined,
        duration: 1233.96,
    },
    ...{ billedDuration: 1698, initDuration: 463.5124, memorySize: 256, maxMemoryUsed: 123, timeout: 3000 },
};
const failed: Report = { ...report, status: "error", errorType: "TypeError", initDuration: undefined };
const timedOut: Report = { ...report, status: "timeout", initDuration: undefined };

/** The lines at a level, without their times: JSON, for the order of the fields counts. */
function told(level: string | undefined, events: (of: PlatformEvents) => string[]): string[] {
    return events(platformEvents({ ...fn, ...(level !== undefined && { systemLogLevel: level }) })).map((line) => {
        assert.match(line, /^\{"time":"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z",/);
        return line.replace(/"time":"[^"]+",/, "");
    });
}

/** The names of all events at a level: of a good life, then of one where everything fails. */
function names(level: string | undefined): string[][] {
    const of = (events: (of: PlatformEvents) => string[]) => told(level, events).map((line) => JSON.parse(line).type);
    return [
        of((to) => [...to.initStart("stream"), ...to.initDone(5), ...to.start("id"), ...to.done("id", report, 40)]),
        of((to) => [...to.initDone(5, { errorType: "TypeError" }), ...to.done("id", failed, 0)]),
    ];
}

describe("events of Lambda itself, where a function logs JSON", () => {
    it("have the fields of CloudWatch, in their order", () => {
        const id = "775dab0d220a0b97f3ec34fe1692d7a07b5d13049153b00f03204c9543bd69e4";
        const lines = told("DEBUG", (to) => [
            ...to.initStart("2026/10/08/[$LATEST]22be"),
            ...to.initDone(463.5124),
            ...to.start("79b5"),
            ...to.done("79b5", report, 40),
        ]).map((line) => line.replace(/[0-9a-f]{64}/, id));
        const metrics = `"metrics":{"durationMs":1233.96,"billedDurationMs":1698,"memorySizeMB":256,"maxMemoryUsedMB":123,"initDurationMs":463.512}`;
        assert.deepEqual(lines, [
            `{"type":"platform.initStart","record":{"initializationType":"on-demand","phase":"init","runtimeVersion":"nodejs:${process.versions.node}","runtimeVersionArn":"arn:aws:lambda:eu-central-1::runtime:${id}","functionName":"greeter","functionVersion":"$LATEST","instanceId":"2026/10/08/[$LATEST]22be","instanceMaxMemory":268435456}}`,
            `{"type":"platform.initRuntimeDone","record":{"initializationType":"on-demand","phase":"init","status":"success"}}`,
            `{"type":"platform.initReport","record":{"initializationType":"on-demand","phase":"init","status":"success","metrics":{"durationMs":463.512}}}`,
            `{"type":"platform.start","record":{"requestId":"79b5","functionArn":"${fn.arn}","version":"$LATEST"}}`,
            `{"type":"platform.runtimeDone","record":{"requestId":"79b5","status":"success","metrics":{"durationMs":1233.96,"producedBytes":40}}}`,
            `{"type":"platform.report","record":{"requestId":"79b5",${metrics},"status":"success"}}`,
        ]);
    });

    it("say with which type of error an init or an invocation failed, and that one timed out", () => {
        const lines = told("WARN", (to) => [
            ...to.initDone(1, { errorType: "Runtime.ImportModuleError" }),
            ...to.done("id", failed, 0),
            ...to.done("id", timedOut, 0),
        ]);
        const metrics = `"metrics":{"durationMs":1233.96,"billedDurationMs":1698,"memorySizeMB":256,"maxMemoryUsedMB":123}`;
        const init = `"initializationType":"on-demand","phase":"init","status":"error","errorType":"Runtime.ImportModuleError"`;
        assert.deepEqual(lines, [
            `{"type":"platform.initRuntimeDone","record":{${init}}}`,
            `{"type":"platform.initReport","record":{${init},"metrics":{"durationMs":1}}}`,
            `{"type":"platform.runtimeDone","record":{"requestId":"id","status":"error","errorType":"TypeError","metrics":{"durationMs":1233.96,"producedBytes":0}}}`,
            `{"type":"platform.report","record":{"requestId":"id",${metrics},"status":"error","errorType":"TypeError"}}`,
            `{"type":"platform.runtimeDone","record":{"requestId":"id","status":"timeout","metrics":{"durationMs":1233.96,"producedBytes":0}}}`,
            `{"type":"platform.report","record":{"requestId":"id",${metrics},"status":"timeout"}}`,
        ]);
    });

    it("are let through from the system log level on: INFO, if it is not set", () => {
        const failures = ["platform.initRuntimeDone", "platform.initReport", "platform.runtimeDone", "platform.report"];
        const [initDone, initReport, runtimeDone, reported] = failures;
        assert.deepEqual(names("DEBUG"), [
            ["platform.initStart", initDone, initReport, "platform.start", runtimeDone, reported],
            failures,
        ]);
        assert.deepEqual(names("INFO"), [["platform.initStart", "platform.start", reported], failures]);
        assert.deepEqual(names(undefined), names("INFO"));
        assert.deepEqual(names("WARN"), [[], failures]);
    });

    it("hold no control character that a terminal would obey", () => {
        const errorType = "A\u001b[2J\u009b\nB";
        const [line = ""] = told("WARN", (to) => to.initDone(1, { errorType }));
        assert.doesNotMatch(line, /\p{Cc}/u);
        assert.equal(JSON.parse(line).record.errorType, errorType);
    });

    describe("of an environment that serves", () => {
        const events = async (handler: string, settings: Settings["fn"], failing = false) => {
            const lines: string[] = [];
            await withLocalApi(
                handler,
                {
                    fn: settings ?? {},
                    pool: { print: (_, __, inCloudWatch) => lines.push(...(inCloudWatch?.() ?? [])) },
                },
                async (api) => {
                    if (!failing) assert.equal((await api.ask({ path: "/v0/lambda" })).body, "fine");
                },
            );
            return lines.map((line) => JSON.parse(line));
        };
        const fine = 'exports.handler = async () => ({ statusCode: 200, body: "fine" })';

        it("are told as they happen, each with what is known of it", async () => {
            const all = await events(fine, { systemLogLevel: "DEBUG" });
            const [initStart, initDone, initReport, start, done, reported] = all.map(({ record }) => record);
            assert.deepEqual(
                all.map(({ type }) => type.replace("platform.", "")),
                ["initStart", "initRuntimeDone", "initReport", "start", "runtimeDone", "report"],
            );
            assert.match(initStart.instanceId, /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
            assert.equal(initDone.status, "success");
            assert.deepEqual(done, {
                ...{ requestId: start.requestId, status: "success" },
                metrics: {
                    durationMs: reported.metrics.durationMs,
                    producedBytes: '{"statusCode":200,"body":"fine"}'.length,
                },
            });
            assert.equal(reported.metrics.initDurationMs, initReport.metrics.durationMs);
        });

        it("say why the handler could not be loaded", async () => {
            const all = await events("throw new RangeError('no')", { systemLogLevel: "WARN" }, true);
            assert.deepEqual(
                all.map(({ type, record }) => [type, record.status, record.errorType]),
                [
                    ["platform.initRuntimeDone", "error", "RangeError"],
                    ["platform.initReport", "error", "RangeError"],
                ],
            );
        });

        it("are lines as ever where the function logs text", async () => {
            assert.deepEqual(await events(fine, { logFormat: "Text" }), []);
        });
    });
});
