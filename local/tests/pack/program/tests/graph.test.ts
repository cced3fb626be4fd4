import assert from "node:assert/strict";
import { type Evaluation, evaluate } from "api-gateway-local/testing";

describe("the graph", () => {
    it("has one function", async () => {
        const { resources, outputs }: Evaluation = await evaluate(process.cwd(), { stack: "dev" });
        const functions = resources.filter(({ type }) => type === "aws:lambda/function:Function");
        assert.deepEqual(
            functions.map(({ state }) => state.name),
            [outputs.functionName],
        );
    });
});
