import assert from "node:assert/strict";
import { chosenFunction } from "../../src/command/chosen-function";
import type { LambdaFunction } from "../../src/program/lambda-function";

describe("the function that --event invokes", () => {
    const chosen = (logicalNames: string[], name?: string) => {
        const functions = logicalNames.map((logicalName) => ({ logicalName, name: `shop-dev-${logicalName}-0123456` }));
        return chosenFunction(functions as LambdaFunction[], name).logicalName;
    };
    const several = ["function", "function-worker", "function-late-worker", "worker-of-nights"];

    it("is the only one, without a name", () => {
        assert.equal(chosen(["function"]), "function");
        assert.throws(() => chosen([]), new Error("--event: the program has no Function"));
    });

    for (const [name, wanted] of [
        ["function-worker", "function-worker"],
        ["shop-dev-function-worker-0123456", "function-worker"],
        ["late-worker", "function-late-worker"],
        ["nights", "worker-of-nights"],
    ] as const)
        it(`is ${wanted} by the name ${name}`, () => {
            assert.equal(chosen(several, name), wanted);
        });

    it("is the one that has the name before one that ends so", () => {
        assert.equal(chosen(["function-worker", "worker"], "worker"), "worker");
    });

    for (const name of ["worker", "orker", "late", ""])
        it(`is none by ${JSON.stringify(name)}, with which no name ends alone`, () => {
            const sentence = `--function: ${JSON.stringify(name)} is no function of the program; it has ${several.join(", ")}`;
            assert.throws(() => chosen(several, name), new Error(sentence));
        });
});
