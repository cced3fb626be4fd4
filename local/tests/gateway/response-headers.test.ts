import assert from "node:assert/strict";
import { MalformedResult } from "../../src/gateway/malformed-result";
import { responseHeaders } from "../../src/gateway/response-headers";

const json = ["Content-Type", "application/json"];

describe("headers of a proxy response", () => {
    it("have the type JSON unless the function gives one, in any casing (P18)", () => {
        assert.deepEqual(responseHeaders({}, {}), json);
        assert.deepEqual(responseHeaders({ "content-type": "application/xml" }, {}), [
            "Content-Type",
            "application/xml",
        ]);
        assert.deepEqual(responseHeaders({ a: "b" }, { "CONTENT-TYPE": ["text/html"] }), [
            "Content-Type",
            "text/html",
            "a",
            "b",
        ]);
        assert.deepEqual(responseHeaders({}, { "Content-Type": [] }), json);
        assert.deepEqual(responseHeaders({ "Content-Type": "c/c" }, { "Content-Type": ["a/a", "b/b"] }), [
            "Content-Type",
            "c/c",
        ]);
    });

    it("have the values, and the casing, of multiValueHeaders first (P14, P16)", () => {
        assert.deepEqual(
            responseHeaders({ "test-multi": "value-solo", B: "2" }, { "tesT-Multi": ["value-multi", "m2"], c: ["3"] }),
            [
                ...json,
                ...["tesT-Multi", "value-multi", "tesT-Multi", "m2", "tesT-Multi", "value-solo"],
                ...["c", "3", "B", "2"],
            ],
        );
        assert.deepEqual(responseHeaders({ A: "1", a: "2" }, {}), [...json, "A", "1", "A", "2"]);
    });

    it("have a value that stands in both maps once, and one that stands twice in a list twice (P17)", () => {
        assert.deepEqual(responseHeaders({ a: "x" }, { A: ["x", "y", "y"] }), [...json, "A", "x", "A", "y", "A", "y"]);
        assert.deepEqual(responseHeaders({ a: "X" }, { a: ["x"] }), [...json, "a", "x", "a", "X"]);
    });

    const remapped = {
        H5: [
            "Authorization",
            "Connection",
            "Content-MD5",
            "Date",
            "Max-Forwards",
            "Server",
            "User-Agent",
            "WWW-Authenticate",
        ],
        H6: ["Content-Length", "X-Forwarded-For", "X-Amzn-RequestId", "X-Amz-Apigw-Id", "X-Amzn-Trace-Id"],
        H7: ["Expect", "Host", "Proxy-Authenticate", "Trailer", "Upgrade"],
    };
    for (const [fact, names] of Object.entries(remapped)) {
        for (const name of names) {
            it(`have ${name} remapped, in any casing (${fact})`, () => {
                assert.deepEqual(responseHeaders({ [name]: "1" }, {}), [...json, `x-amzn-Remapped-${name}`, "1"]);
                const lower = name.toLowerCase();
                assert.deepEqual(responseHeaders({}, { [lower]: ["1", "2"] }), [
                    ...json,
                    ...[`x-amzn-Remapped-${lower}`, "1", `x-amzn-Remapped-${lower}`, "2"],
                ]);
            });
        }
    }

    it("lack what frames a message (H7)", () => {
        assert.deepEqual(
            responseHeaders({ "Transfer-Encoding": "chunked", "keep-alive": "timeout=5", TE: "x" }, {}),
            json,
        );
    });

    it("pass all others (H7, P26, P27)", () => {
        const names = [
            "Age",
            "Pragma",
            "Referer",
            "Warn",
            "Range",
            "Via",
            "Content-Encoding",
            "Accept",
            "ETag",
            "Vary",
        ];
        const own = [...names, "X-Amzn-ErrorType", "Access-Control-Allow-Origin", "Set-Cookie"].map((name) => [
            name,
            "v",
        ]);
        assert.deepEqual(responseHeaders(Object.fromEntries(own), {}), [...json, ...own.flat()]);
    });

    it("refuse what cannot stand in an HTTP header (F19)", () => {
        const refused: [string, string][] = [
            ["a b", "c"],
            ["", "c"],
            ["é", "c"],
            ["a", "b\r\nc: d"],
            ["a", "\0"],
            ["a", "λ"],
        ];
        for (const [name, value] of refused) {
            assert.throws(
                () => responseHeaders({ [name]: value }, {}),
                new MalformedResult(
                    `the header ${JSON.stringify(name)} with the value ${JSON.stringify(value)} is not valid HTTP`,
                ),
            );
        }
        assert.throws(() => responseHeaders({ "Content-Type": "a\n" }, {}), MalformedResult);
        assert.deepEqual(responseHeaders({ a: "é\t~", "!#$%&'*+-.^_`|~": "" }, {}), [
            ...json,
            "a",
            "é\t~",
            "!#$%&'*+-.^_`|~",
            "",
        ]);
    });
});
