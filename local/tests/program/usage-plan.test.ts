import assert from "node:assert/strict";
import { routeKey, throttle, usagePlansOf } from "../../src/program/usage-plan";
import { api, resource } from "./resource";

const plan = (inputs: object) =>
    resource(
        "apigateway/usagePlan:UsagePlan",
        "plan",
        { apiStages: [{ apiId: "api0", stage: "v0" }], ...inputs },
        {
            name: "the plan",
        },
    );
const key = (name: string, inputs: object = {}) =>
    resource("apigateway/apiKey:ApiKey", name, { value: `value-${name}`, ...inputs }, { name, value: `value-${name}` });
const member = (keyId: string, usagePlanId = "plan") =>
    resource("apigateway/usagePlanKey:UsagePlanKey", `${keyId}-${usagePlanId}`, { keyId, usagePlanId });

describe("a UsagePlan of the graph", () => {
    it("has its keys, its limits and those of single methods", () => {
        const apiStages = [
            { apiId: "api0", stage: "v0", throttles: [{ path: "/a/{id}/GET", rateLimit: 1, burstLimit: 2 }] },
        ];
        const limits = {
            throttleSettings: { rateLimit: 3, burstLimit: 4 },
            quotaSettings: { limit: 5, period: "WEEK" },
        };
        const resources = [
            ...[plan({ apiStages, ...limits }), key("a"), key("b", { enabled: false }), key("c", { value: undefined })],
            ...[member("a"), member("b"), member("c"), member("none"), member("a", "other"), key("loose")],
        ];
        const keyed = (id: string, enabled: boolean, madeUp: boolean) => ({
            ...{ id, name: id, value: `value-${id}`, enabled, madeUp },
        });
        assert.deepEqual(usagePlansOf(api, "v0", resources), [
            {
                ...{ id: "plan", name: "the plan", throttle: { rateLimit: 3, burstLimit: 4 } },
                keys: [keyed("a", true, false), keyed("b", false, false), keyed("c", true, true)],
                methodThrottles: { "GET /a/{id}": { rateLimit: 1, burstLimit: 2 } },
                quota: { limit: 5, period: "WEEK", offset: 0 },
            },
        ]);
    });

    it("counts only where it contains the API's stage (UK2)", () => {
        for (const stage of [
            { apiId: "api0", stage: "v1" },
            { apiId: "api1", stage: "v0" },
        ])
            assert.deepEqual(usagePlansOf(api, "v0", [plan({ apiStages: [stage] })]), []);
        assert.deepEqual(usagePlansOf(api, "v0", [plan({ apiStages: undefined })]), []);
        const [unlimited] = usagePlansOf(api, "v0", [plan({})]);
        assert.deepEqual([unlimited?.throttle, unlimited?.quota], [undefined, undefined]);
    });
});

describe("a throttle of the graph", () => {
    it("limits nothing without numbers, or with the provider's -1", () => {
        for (const none of [undefined, {}, { rateLimit: -1, burstLimit: -1 }, { rateLimit: -1, burstLimit: 5 }])
            assert.equal(throttle(none), undefined);
        assert.deepEqual(throttle({ rateLimit: 0, burstLimit: 0 }), { rateLimit: 0, burstLimit: 0 });
        assert.deepEqual(throttle({ rateLimit: 1.5 }), { rateLimit: 1.5, burstLimit: 2 });
        assert.deepEqual(throttle({ burstLimit: 3 }), { rateLimit: 0, burstLimit: 3 });
    });

    it("is for a method, in each way to write its path", () => {
        for (const [path, key] of [
            ["a/{id}/GET", "GET /a/{id}"],
            ["/a/{id}/GET", "GET /a/{id}"],
            ["~1a~1{id}/GET", "GET /a/{id}"],
            ["~1/ANY", "ANY /"],
            ["/GET", "GET /"],
            ["*/*", "* /*"],
        ] as const)
            assert.equal(routeKey(path), key);
    });
});
