import assert from "node:assert/strict";
import { createModelSchemas } from "../../src/gateway/model-schemas";

/** What is wrong with a value by a schema. */
function errors(schema: object, value: unknown): string | undefined {
    return createModelSchemas({ M: JSON.stringify(schema) }).errors("M", value);
}

describe("validationErrorString (GR9)", () => {
    it("lists what is missing before what is too much, each once", () => {
        const schema = { properties: { b: {} }, required: ["b", "a"], additionalProperties: false };
        assert.equal(
            errors(schema, { d: 1, c: 2 }),
            '[object has missing required properties (["a","b"]), object instance has properties which are not allowed by the schema: ["c","d"]]',
        );
    });

    it("names the type that came and those that may come, an integer as a number too", () => {
        const told = (type: unknown, value: unknown) => errors({ type }, value);
        const sentence = (came: string, allowed: string) =>
            `[instance type (${came}) does not match any allowed primitive type (allowed: ${allowed})]`;
        assert.equal(told("number", "a"), sentence("string", '["integer","number"]'));
        assert.equal(told("integer", 1.5), sentence("number", '["integer"]'));
        assert.equal(told(["string", "boolean"], 1), sentence("integer", '["boolean","string"]'));
        assert.equal(told("object", null), sentence("null", '["object"]'));
        assert.equal(told("object", []), sentence("array", '["object"]'));
    });

    it("says what each other keyword asked for", () => {
        for (const [schema, value, sentence] of [
            [{ enum: ["a", 1] }, "b", 'instance value ("b") not found in enum (possible values: ["a",1])'],
            [{ minimum: 2 }, 1, "numeric instance is lower than the required minimum (minimum: 2, found: 1)"],
            [{ maximum: 2 }, 3, "numeric instance is greater than the required maximum (maximum: 2, found: 3)"],
            [{ minLength: 2 }, "λ", 'string "λ" is too short (length: 1, required minimum: 2)'],
            [{ maxLength: 1 }, "ab", 'string "ab" is too long (length: 2, maximum allowed: 1)'],
            [{ pattern: "^a$" }, "b", 'ECMA 262 regex "^a$" does not match input string "b"'],
            [{ minItems: 1 }, [], "must NOT have fewer than 1 items"],
        ] as const)
            assert.equal(errors(schema, value), `[${sentence}]`);
    });
});
