import assert from "node:assert/strict";
import { detail, summary } from "../../src/page/exchange-json";
import { keepEvent, wholeEvent } from "../../src/page/kept-event";
import { sendingOf } from "../../src/page/sending";
import { createStore, defaultLimits, type Entry, type Kept } from "../../src/page/store";
import { exchange } from "./exchange";

const ignore = () => {};
const requests = (entries: Entry[]) => entries.filter((entry): entry is Kept => "exchange" in entry);

/** What is kept of one request. */
function kept(...given: Parameters<typeof exchange>): Kept {
    const store = createStore(ignore);
    const one = exchange(...given);
    store.began(one);
    store.finished(one);
    const [entry] = requests(store.entries());
    assert.ok(entry);
    return entry;
}

describe("what the page keeps", () => {
    it("is at most 500 requests, the oldest dropped first", () => {
        const store = createStore(ignore);
        for (let index = 0; index < 600; index++) {
            const one = exchange({ requestId: String(index) });
            store.began(one);
            store.finished(one);
        }
        const ids = requests(store.entries()).map((entry) => entry.exchange.record.requestId);
        assert.deepEqual([ids.length, ids[0], ids.at(-1), store.dropped()], [500, "100", "599", 100]);
    });

    it("is at most 16 MB in all, bodies, events, logs and headers counted", () => {
        for (const big of [
            { body: Buffer.alloc(200_000) },
            { answer: { statusCode: 200, headers: [], body: "x".repeat(200_000) } },
            { event: `{"a":"${"x".repeat(200_000)}"}` },
            { rawHeaders: ["X", "x".repeat(200_000)] },
        ]) {
            const store = createStore(ignore);
            for (let index = 0; index < 100; index++) {
                const one = exchange(big);
                store.began(one);
                store.finished(one);
            }
            assert.ok(store.bytes() <= defaultLimits.bytes && store.bytes() > 15 * 2 ** 20, String(store.bytes()));
            assert.ok(store.entries().length < 85 && store.dropped() === 100 - store.entries().length);
        }
        const store = createStore(ignore);
        for (let index = 0; index < 100; index++) {
            const one = exchange();
            store.began(one);
            for (let line = 0; line < 100; line++) store.line(one, "x".repeat(3000));
        }
        assert.ok(store.bytes() <= defaultLimits.bytes && store.entries().length < 60);
    });

    it("is a body once, cut at 256 KB, and the event without it", () => {
        const body = Buffer.from("é\n".repeat(200_000));
        const event = JSON.stringify({ a: { body: "x" }, body: String(body), isBase64Encoded: false });
        const entry = kept({ body, event });
        assert.deepEqual([entry.requestBody?.bytes.length, entry.requestBody?.size], [256 * 1024, 600_000]);
        assert.ok(entry.bytes < 280_000, String(entry.bytes));
        assert.ok((entry.event?.before.length ?? 0) < 100);
        const { record } = entry.exchange;
        assert.deepEqual([record.body, record.event, record.answer?.body], [undefined, undefined, ""]);
    });

    it("holds a request no longer through what its observer keeps with it", () => {
        const one = exchange({ body: Buffer.from("given up") });
        one.record.observed = one;
        const store = createStore(ignore);
        store.began(one);
        store.finished(one);
        const [entry] = requests(store.entries());
        assert.deepEqual([entry?.exchange.record.observed, entry?.exchange.record.body], [undefined, undefined]);
    });

    it("is found by its id after others were dropped, and not those", () => {
        const store = createStore(ignore);
        for (let index = 1; index <= 600; index++) store.began(exchange({ requestId: String(index) }));
        const found = [0, 100, 101, 600, 601, Number.NaN].map((id) => store.find(id)?.exchange.record.requestId);
        assert.deepEqual(found, [undefined, undefined, "101", "600", undefined, undefined]);
        store.clear();
        store.began(exchange({ requestId: "after" }));
        assert.deepEqual(
            [600, 601].map((id) => store.find(id)?.exchange.record.requestId),
            [undefined, "after"],
        );
    });

    it("is the function's event, whatever its body", () => {
        for (const [body, isBase64Encoded] of [
            ['{"a":",\\"body\\":","isBase64Encoded":true}', false],
            ["é\u0000\u2028\ud83d\ude00", false],
            ["", false],
            [null, false],
            [Buffer.from([0, 255, 254]).toString("base64"), true],
        ] as const) {
            const event = JSON.stringify({ query: { body: "x" }, body, isBase64Encoded });
            const bytes = Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8");
            const requestBody = { bytes, size: bytes.length };
            assert.equal(wholeEvent({ event: keepEvent(event), requestBody }), event);
        }
    });

    it("is nothing after it was cleared, and tells what is new until then", () => {
        const told: number[] = [];
        const store = createStore(({ id }) => told.push(id));
        const one = exchange();
        store.began(one);
        store.mark("Reloaded");
        store.clear();
        store.finished(one);
        assert.deepEqual([store.entries(), store.bytes(), told], [[], 0, [1, 2]]);
    });

    it("can be replayed, unless its body was cut", () => {
        const rawHeaders = ["Host", "x", "Content-Type", "text/plain"];
        assert.deepEqual(sendingOf(kept({ rawHeaders, body: Buffer.from("hello") })), {
            port: 3000,
            method: "POST",
            target: "/v0/lambda",
            headers: [
                ["Host", "x"],
                ["Content-Type", "text/plain"],
            ],
            body: { base64: "aGVsbG8=" },
        });
        assert.deepEqual(sendingOf(kept({ body: Buffer.alloc(300_000) })), {
            refused: "Only the first 262144 of 300000 bytes of its body were kept, so it cannot be replayed",
        });
    });

    it("is a row of the list, and all of it when asked for", () => {
        const report = {
            ...({ type: "report", status: "success" } as const),
            ...{ functionName: "fn", requestId: "call", errorType: undefined },
            ...{ errorMessage: undefined, endReason: undefined, duration: 5, billedDuration: 5, initDuration: 2 },
            ...{ memorySize: 128, maxMemoryUsed: 40, timeout: 3000 },
        } as const;
        const lines = [{ requestId: "call", functionName: "fn", text: '{"level":"INFO","message":"hi"}', time: 1 }];
        const entry = kept({ body: Buffer.from([255, 0]) }, { reports: [report], lines });
        assert.deepEqual(summary(entry), {
            ...{ id: 1, requestId: "request", port: 3000, time: 1_000_000, method: "POST", target: "/v0/lambda" },
            ...{ route: "POST /lambda", functionName: "fn", status: 200, duration: 12, init: 2, sizes: [2, 4] },
        });
        const { body, answer, logs, bar, replayable } = detail(entry, "/");
        assert.deepEqual(
            { body, answer, logs, bar, replayable },
            {
                body: { size: 2, kept: 2, base64: "/wA=" },
                answer: { headers: [["Content-Type", "text/plain"]], body: { size: 4, kept: 4, text: "fine" } },
                logs: [{ time: 1, functionName: "fn", level: "INFO", message: "hi", fields: {}, stack: [] }],
                bar: [
                    { name: "gateway", milliseconds: 2 },
                    { name: "waiting", milliseconds: 1 },
                    { name: "init", milliseconds: 2 },
                    { name: "handler", milliseconds: 5 },
                    { name: "answer", milliseconds: 2 },
                ],
                replayable: true,
            },
        );
    });
});
