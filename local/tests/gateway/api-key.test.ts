import assert from "node:assert/strict";
import { acceptedKey } from "../../src/gateway/api-key";
import type { ApiKey, UsagePlan } from "../../src/program/usage-plan";
import { restApi } from "../served-api";

const key = (id: string, enabled = true): ApiKey => ({ id, name: id, value: `value-of-${id}`, enabled, madeUp: false });
const plan = (...keys: ApiKey[]): UsagePlan => ({
    ...{ id: "p", name: "p", keys, throttle: undefined, methodThrottles: {}, quota: undefined },
});
const sent = (value: string) => ["X-Api-Key", value];

describe("an API key", () => {
    const partners = plan(key("a"), key("off", false));
    const api = restApi({ usagePlans: [plan(), partners] });

    it("is one of a plan that the stage is in, with the plan (UK2)", () => {
        const accepted = { id: "a", value: "value-of-a", plan: partners };
        assert.deepEqual(acceptedKey(api, sent("value-of-a"), undefined, []), accepted);
    });

    it("is none if it is disabled, unknown or missing (UK1, UK3)", () => {
        for (const headers of [sent("value-of-off"), sent("value-of-b"), sent(""), []])
            assert.equal(acceptedKey(api, headers, undefined, []), undefined);
    });

    it("may be named beside the plans, and is in none then", () => {
        const accepted = acceptedKey(api, sent("mine"), undefined, ["yours", "mine"]);
        assert.deepEqual(accepted, { id: accepted?.id, value: "mine" });
        assert.match(accepted?.id ?? "", /^[0-9a-f]{10}$/);
    });

    it("comes from the authorizer alone, where the API says so (UK8)", () => {
        const fromAuthorizer = restApi({ usagePlans: [partners], apiKeySource: "AUTHORIZER" });
        assert.equal(acceptedKey(fromAuthorizer, sent("value-of-a"), undefined, []), undefined);
        assert.equal(acceptedKey(fromAuthorizer, [], "value-of-a", [])?.id, "a");
        assert.equal(acceptedKey(fromAuthorizer, sent("value-of-a"), "unknown", []), undefined);
        assert.equal(acceptedKey(api, [], "value-of-a", []), undefined);
    });
});
