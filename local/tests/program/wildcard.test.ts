import assert from "node:assert/strict";
import fc from "fast-check";
import { isLike } from "../../src/program/wildcard";
import { stalls } from "../processes";

describe("a pattern of IAM's", () => {
    it("has * for any run of characters, slashes too, and ? for one", () => {
        for (const [pattern, text] of [
            ["a/*", "a/b/c"],
            ["*", ""],
            ["a*c*e", "abcde"],
            ["*ab", "aab"],
            ["a?c", "abc"],
            ["**a", "a"],
            ["a.c", "a.c"],
            ["a*", "a\nb"],
        ] as const)
            assert.ok(isLike(pattern, text), `${pattern} ${text}`);
        for (const [pattern, text] of [
            ["a?c", "ac"],
            ["a", "ab"],
            ["", "a"],
            ["a*b", "abc"],
            ["a.c", "abc"],
            ["A", "a"],
        ] as const)
            assert.ok(!isLike(pattern, text), `${pattern} ${text}`);
    });

    it("means what its regular expression means", () => {
        const letters = (...of: string[]) =>
            fc.array(fc.constantFrom(...of), { maxLength: 8 }).map((all) => all.join(""));
        fc.assert(
            fc.property(letters("a", "b", "*", "?"), letters("a", "b"), (pattern, text) => {
                const regex = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
                assert.equal(isLike(pattern, text), regex.test(text));
            }),
        );
    });

    it("takes no longer for many stars", () => {
        const began = performance.now();
        assert.equal(isLike(`${"*a".repeat(250)}b`, "a".repeat(1600)), false);
        assert.ok(performance.now() - began < 200);
    }).retries(stalls);
});
