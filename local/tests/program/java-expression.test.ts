import assert from "node:assert/strict";
import { javaExpression } from "../../src/program/java-expression";

describe("an expression of Java's", () => {
    const matches = (expression: string, text: string) => javaExpression(expression).test(text);

    it("matches all of a text (AU11)", () => {
        assert.deepEqual(
            ["Bearer x", "a Bearer x", "Bearer x1", "Bearer x\nBearer x"].map((text) => matches("Bearer [a-z]+", text)),
            [true, false, false, false],
        );
        assert.deepEqual([matches("a|b", "b"), matches("a|b", "ab")], [true, false]);
    });

    it("may begin with its flags", () => {
        assert.deepEqual([matches("(?i)bearer .+", "Bearer x"), matches("bearer .+", "Bearer x")], [true, false]);
        assert.deepEqual(
            [matches("(?s)a.b", "a\nb"), matches("a.b", "a\nb"), matches("(?isi)A.b", "a\nB")],
            [...[true, false, true]],
        );
    });

    for (const text of ["\\p{Alnum}+", "a\\P{L}", "\\Qa.b\\E", "a++", ".*+b", "a{2}+", "(?x)a", "(", "a(?i)b"])
        it(`is refused with what only Java reads, not read otherwise: ${text}`, () => {
            assert.throws(() => javaExpression(text), SyntaxError);
        });

    it("is taken with what both read alike", () => {
        for (const [text, given] of [
            ["\\\\p", "\\p"],
            ["a\\++", "a++"],
            ["[+*]+", "+*"],
            ["[0-9*+/=]+", "1+/="],
            ["[\\]*+]+", "]+"],
            ["\\d{3}-\\w+", "123-a"],
        ] as const)
            assert.equal(matches(text, given), true, text);
    });
});
