import assert from "node:assert/strict";
import { program } from "./program";
import { inputs, inventory, output, resource } from "./resources";

const usagePlan = {
    throttle: { rateLimit: 7.5, burstLimit: 20 },
    quota: { limit: 1000, period: "MONTH" },
    keys: ["partner", "Other_2"],
};

describe("usagePlan", () => {
    it("registers nothing while it is empty", async () => {
        assert.deepEqual(inventory(await program({ usagePlan: {} })), inventory(await program()));
    });

    it("limits what its keys may do with the stage", async () => {
        const evaluation = await program({ usagePlan });
        assert.deepEqual(inputs(evaluation, "UsagePlan plan"), {
            apiStages: [
                {
                    apiId: output(evaluation, "RestApi api", "id"),
                    stage: output(evaluation, "Stage stage", "stageName"),
                },
            ],
            throttleSettings: usagePlan.throttle,
            quotaSettings: usagePlan.quota,
            tags: inputs(evaluation, "RestApi api").tags,
        });
        for (const name of usagePlan.keys)
            assert.deepEqual(inputs(evaluation, `UsagePlanKey ${name}`), {
                keyId: output(evaluation, `ApiKey ${name}`, "id"),
                keyType: "API_KEY",
                usagePlanId: output(evaluation, "UsagePlan plan", "id"),
            });
    });

    it("leaves the keys' values to AWS, and gives them to people as outputs", async () => {
        const evaluation = await program({ usagePlan });
        // The description is the SDK's own.
        const { description, ...given } = inputs(evaluation, "ApiKey partner");
        assert.deepEqual(given, { tags: inputs(evaluation, "RestApi api").tags });
        assert.deepEqual(evaluation.outputs.apiKeys, {
            partner: output(evaluation, "ApiKey partner", "value"),
            Other_2: output(evaluation, "ApiKey Other_2", "value"),
        });
    });

    it("may have no limit, and no key", async () => {
        const { apiStages, tags, ...limits } = inputs(await program({ usagePlan: { keys: ["a"] } }), "UsagePlan plan");
        assert.deepEqual(limits, {});
        const evaluation = await program({ usagePlan: { quota: usagePlan.quota } });
        assert.deepEqual(
            inventory(evaluation).filter((name) => name.includes("Key ")),
            [],
        );
    });

    it("protects keys, whose values could not be had again", async () => {
        assert.equal(resource(await program({ usagePlan, protect: true }), "ApiKey partner").protect, true);
    });
});
