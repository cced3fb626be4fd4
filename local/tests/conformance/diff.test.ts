import assert from "node:assert/strict";
import { diff } from "./diff";

const lines = (expected: unknown, actual: unknown) => diff({ what: "it", expected, actual }).split("\n");

describe("diff of a mismatch", () => {
    it("shows what was expected above what came", () => {
        assert.deepEqual(lines("a", "b"), ["it", '  - "a"', '  + "b"']);
        assert.deepEqual(lines(200, 502), ["it", "  - 200", "  + 502"]);
        assert.deepEqual(lines("a", undefined), ["it", '  - "a"', "  + nothing"]);
        assert.deepEqual(lines(undefined, null), ["it", "  - nothing", "  + null"]);
    });

    it("shows lines that both have once", () => {
        assert.deepEqual(lines({ a: 1, b: 2, d: 4 }, { a: 1, c: 3, d: 4 }), [
            "it",
            "    {",
            '      "a": 1,',
            '  -   "b": 2,',
            '  +   "c": 3,',
            '      "d": 4',
            "    }",
        ]);
        assert.deepEqual(lines([1], [1, 2]), ["it", "    [", "  -   1", "  +   1,", "  +   2", "    ]"]);
    });

    it("leaves out what is far from any difference", () => {
        const numbers = Array.from({ length: 30 }, (_, index) => index);
        assert.deepEqual(lines(numbers, [...numbers.slice(0, 15), "new", ...numbers.slice(15)]), [
            ...["it", "    …", "      13,", "      14,", '  +   "new",', "      15,", "      16,", "    …"],
        ]);
    });

    it("ends after 40 lines", () => {
        const all = lines(
            [],
            Array.from({ length: 60 }, (_, index) => index),
        );
        assert.deepEqual([all.length, all.at(-1)], [42, "  … 23 more lines"]);
    });

    it("cuts a long text around its first difference", () => {
        const text = "x".repeat(1000);
        const [, expected = "", actual = ""] = lines(`${text}a${text}`, `${text}b${text}`);
        assert.match(expected, /^ {2}- …x{40}ax{119}… \(2003\)$/);
        assert.match(actual, /^ {2}\+ …x{40}bx{119}… \(2003\)$/);
        assert.match(lines([text], [1])[2] ?? "", /^ {2}- {3}"x{157}…$/);
    });
});
