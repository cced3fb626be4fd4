import assert from "node:assert/strict";
import type { RequestOfCase } from "./case";
import { requestBytes } from "./request-bytes";

const host = "Host: abc123def4.execute-api.eu-west-1.amazonaws.com";

function lines(request: Partial<RequestOfCase>): string[] {
    return requestBytes({ method: "GET", path: "/v0/x", ...request })
        .toString()
        .split("\r\n");
}

describe("request of a case", () => {
    it("goes over the wire as it stands, repeated headers and raw path included", () => {
        const headers: [string, string][] = [
            ["hOST", "h"],
            ["X-a", "1"],
            ["x-A", "2"],
            ["Trailer", "Expires"],
        ];
        assert.deepEqual(lines({ method: "POST", path: "/v0//a b|%zz?q", headers }), [
            ...["POST /v0//a b|%zz?q HTTP/1.1", "hOST: h", "X-a: 1", "x-A: 2", "Trailer: Expires", "", ""],
        ]);
    });

    it("has a Host if it names none, and nothing else of its own", () => {
        assert.deepEqual(lines({}), ["GET /v0/x HTTP/1.1", host, "", ""]);
    });

    it("has the length of its body in bytes, unless it names one", () => {
        assert.deepEqual(lines({ body: "λ" }), ["GET /v0/x HTTP/1.1", host, "Content-Length: 2", "", "λ"]);
        assert.deepEqual(lines({ body: "ab", headers: [["content-length", "1"]] }), [
            ...["GET /v0/x HTTP/1.1", host, "content-length: 1", "", "ab"],
        ]);
        assert.deepEqual(lines({ body: "" }), lines({}));
    });

    it("may give its body as bytes or as a text repeated", () => {
        assert.deepEqual(lines({ bodyBase64: "YWI=" }).slice(2), ["Content-Length: 2", "", "ab"]);
        assert.deepEqual(lines({ bodyRepeat: { text: "ab", times: 3 } }).slice(2), ["Content-Length: 6", "", "ababab"]);
    });

    it("is framed in chunks if it says so, with the closing one in any case", () => {
        const chunked = { headers: [["Transfer-Encoding", "Chunked"] as [string, string]] };
        assert.deepEqual(lines(chunked).slice(2), ["Transfer-Encoding: Chunked", "", "0", "", ""]);
        assert.deepEqual(lines({ ...chunked, body: "hello world" }).slice(2), [
            ...["Transfer-Encoding: Chunked", "", "b", "hello world", "0", "", ""],
        ]);
    });
});
