import assert from "node:assert/strict";
import { parseQueryString } from "../../src/gateway/query-string";

describe("query string of the event", () => {
    const query = (raw: string) => {
        const { single, multi } = parseQueryString(raw);
        return single && multi ? [{ ...single }, { ...multi }] : [single, multi];
    };

    it("is null twice without any parameter (E30)", () => {
        for (const raw of ["", "&", "&&;"]) assert.deepEqual(query(raw), [null, null], raw);
    });

    it("has the last value alone and all in their order (E31)", () => {
        assert.deepEqual(query("category=electronics&category=books&price=10&price=20&price=30"), [
            { category: "books", price: "30" },
            { category: ["electronics", "books"], price: ["10", "20", "30"] },
        ]);
    });

    it("is decoded as a form is, names too (E32)", () => {
        assert.deepEqual(query("a+b=c+d%20e%2Bf&u=https://www.google.com/:@&%C3%A9=%CE%BB+%e2%82%ac&x=1%3D2=3"), [
            { "a b": "c d e+f", u: "https://www.google.com/:@", é: "λ €", x: "1=2=3" },
            { "a b": ["c d e+f"], u: ["https://www.google.com/:@"], é: ["λ €"], x: ["1=2=3"] },
        ]);
    });

    it("has an empty text for an empty value and for none (E33)", () => {
        assert.deepEqual(query("empty=&flag&=nameless"), [
            { empty: "", flag: "", "": "nameless" },
            { empty: [""], flag: [""], "": ["nameless"] },
        ]);
    });

    it("tells names apart by case (E34)", () => {
        assert.deepEqual(query("a=1&A=2"), [
            { a: "1", A: "2" },
            { a: ["1"], A: ["2"] },
        ]);
    });

    it("splits at semicolons and lets | { } pass (E35)", () => {
        assert.deepEqual(query("a=1;b=2&&c=|{}"), [
            { a: "1", b: "2", c: "|{}" },
            { a: ["1"], b: ["2"], c: ["|{}"] },
        ]);
    });

    it("decodes %25 to %, once, and leaves a broken sequence as it is (E16)", () => {
        assert.deepEqual(query("p=100%25&q=%2541&r=%&s=%zz%4&t=%41%&u=%ff")[0], {
            p: "100%",
            q: "%41",
            r: "%",
            s: "%zz%4",
            t: "A%",
            u: "\ufffd",
        });
    });

    it("may name a parameter __proto__ or constructor (F21)", () => {
        const { single, multi } = parseQueryString("__proto__=1&__proto__=2&constructor=3");
        assert.equal(JSON.stringify(single), '{"__proto__":"2","constructor":"3"}');
        assert.equal(JSON.stringify(multi), '{"__proto__":["1","2"],"constructor":["3"]}');
    });
});
