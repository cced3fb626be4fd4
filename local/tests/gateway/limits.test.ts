import assert from "node:assert/strict";
import { type Client, createLimits } from "../../src/gateway/limits";
import type { UsagePlan } from "../../src/program/usage-plan";
import { method } from "../served-api";

const get = method("GET /a");
const day = 86_400_000;

function client(plan: Partial<UsagePlan>, keyId = "k"): Client {
    const none = { id: "p", name: "p", keys: [], throttle: undefined, methodThrottles: {}, quota: undefined };
    return { plan: { ...none, ...plan }, keyId };
}

describe("the limits of a stage", () => {
    it("let nothing pass at 0, and everything where there are none (UK6)", () => {
        const { refusal } = createLimits();
        assert.equal(refusal({ ...get, throttle: { rateLimit: 0, burstLimit: 0 } }, undefined, 0), "THROTTLED");
        for (let count = 0; count < 10_000; count++) assert.equal(refusal(get, client({}), 0), undefined);
    });

    it("let a burst pass at one moment, and a rate from then on", () => {
        const { refusal } = createLimits();
        const throttled = { ...get, throttle: { rateLimit: 2, burstLimit: 3 } };
        const passed = (now: number) => [1, 2, 3, 4, 5].filter(() => !refusal(throttled, undefined, now)).length;
        assert.deepEqual([passed(0), passed(0), passed(1000), passed(60_000)], [3, 0, 2, 3]);
    });

    it("are each method's own, each key's own, and each plan's for a method", () => {
        const throttle = { rateLimit: 0, burstLimit: 1 };
        const { refusal } = createLimits();
        assert.equal(refusal({ ...get, throttle }, undefined, 0), undefined);
        assert.equal(refusal({ ...get, throttle }, undefined, 0), "THROTTLED");
        assert.equal(refusal({ ...method("PUT /a"), throttle }, undefined, 0), undefined);
        assert.equal(refusal(get, client({ throttle }), 0), undefined);
        assert.equal(refusal(get, client({ throttle }), 0), "THROTTLED");
        assert.equal(refusal(get, client({ throttle }, "l"), 0), undefined);
        const methodThrottles = { "GET /a": throttle };
        assert.equal(refusal(get, client({ methodThrottles }), 0), undefined);
        assert.equal(refusal(get, client({ methodThrottles }), 0), "THROTTLED");
        assert.equal(refusal(method("PUT /a"), client({ methodThrottles }), 0), undefined);
    });

    it("are asked in AWS's order, and what refuses takes nothing of those behind it (UK6)", () => {
        const [none, one] = [
            { rateLimit: 0, burstLimit: 0 },
            { rateLimit: 0, burstLimit: 1 },
        ];
        const { refusal } = createLimits();
        const throttled = { ...get, throttle: one };
        assert.equal(refusal(throttled, client({ throttle: none }), 0), "THROTTLED");
        assert.equal(
            refusal(throttled, client({ methodThrottles: { "GET /a": none }, throttle: one }), 0),
            "THROTTLED",
        );
        assert.equal(refusal(throttled, client({ throttle: one }, "l"), 0), undefined);
        assert.equal(refusal(throttled, undefined, 0), "THROTTLED");
    });

    it("count a quota by key, until its period ends (UK7)", () => {
        for (const [period, within, after] of [
            ["DAY", day - 1, day],
            // 1970 began on a Thursday.
            ["WEEK", 3 * day - 1, 3 * day],
            ["MONTH", 31 * day - 1, 31 * day],
        ] as const) {
            const { refusal } = createLimits();
            const of = (keyId: string) => client({ quota: { limit: 2, period, offset: 0 } }, keyId);
            assert.equal(refusal(get, of("k"), 0), undefined);
            assert.equal(refusal(get, of("k"), within), undefined);
            assert.equal(refusal(get, of("k"), within), "QUOTA_EXCEEDED");
            assert.equal(refusal(get, of("l"), within), undefined);
            assert.equal(refusal(get, of("k"), after), undefined);
        }
    });

    it("give a first period that is short of the offset", () => {
        const { refusal } = createLimits();
        const short = client({ quota: { limit: 3, period: "DAY", offset: 2 } });
        const passed = (now: number) => [1, 2, 3, 4].filter(() => !refusal(get, short, now)).length;
        assert.deepEqual([passed(0), passed(day)], [1, 3]);
    });

    it("count nothing that is throttled", () => {
        const { refusal } = createLimits();
        const plan = {
            throttle: { rateLimit: 1, burstLimit: 1 },
            quota: { limit: 2, period: "DAY", offset: 0 },
        } as const;
        const answers = [0, 0, 1000, 2000].map((now) => refusal(get, client(plan), now));
        assert.deepEqual(answers, [undefined, "THROTTLED", undefined, "QUOTA_EXCEEDED"]);
    });
});
