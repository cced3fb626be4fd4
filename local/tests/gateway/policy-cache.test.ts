import assert from "node:assert/strict";
import type { AuthorizerResult } from "../../src/gateway/authorizer-result";
import { createPolicyCache } from "../../src/gateway/policy-cache";

const result: AuthorizerResult = { principalId: "u", statements: [], context: {}, usageIdentifierKey: undefined };

describe("the cache of policies", () => {
    it("keeps each for its time (AU32), apart from those of other authorizers", () => {
        const cache = createPolicyCache();
        cache.set("a", ["x", "y"], result, 20, 1000);
        assert.equal(cache.get("a", ["x", "y"], 20_999), result);
        assert.equal(cache.get("b", ["x", "y"], 1000), undefined);
        assert.equal(cache.get("a", ["x,y"], 1000), undefined);
        assert.equal(cache.get("a", ["x", "y"], 21_000), undefined);
        assert.equal(cache.get("a", ["x", "y"], 1000), undefined);
    });

    it("drops the oldest of more than 1000, so that no caller fills the memory", () => {
        const cache = createPolicyCache();
        for (let index = 0; index <= 1000; index++) cache.set("a", [String(index)], result, 300, 0);
        assert.deepEqual([cache.get("a", ["0"], 1), cache.get("a", ["1"], 1)], [undefined, result]);
    });
});
