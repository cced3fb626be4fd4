import assert from "node:assert/strict";
import { readResponse } from "./response-reader";

function read(text: string, method = "GET") {
    const found = readResponse(Buffer.from(text, "latin1"), method);
    if (!found) return undefined;
    const { statusCode, reason, headers, body } = found.response;
    return [statusCode, reason, headers, body.toString("latin1"), found.rest.toString("latin1")];
}

describe("reader of HTTP responses", () => {
    it("reads one response and leaves the rest", () => {
        assert.deepEqual(read("HTTP/1.1 200 OK\r\nA: 1\r\na:\t2 \r\nB:\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 100"), [
            200,
            "OK",
            [
                ["A", "1"],
                ["a", "2"],
                ["B", ""],
                ["Content-Length", "3"],
            ],
            "abc",
            "HTTP/1.1 100",
        ]);
    });

    it("waits until the response is whole", () => {
        const whole = "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nab";
        for (let length = 0; length < whole.length; length++) assert.equal(read(whole.slice(0, length)), undefined);
        assert.ok(read(whole));
    });

    it("knows what has no body", () => {
        const head = ["Content-Length", "5"];
        assert.deepEqual(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nrest", "HEAD"), [
            200,
            "OK",
            [head],
            "",
            "rest",
        ]);
        assert.deepEqual(read("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n")?.[3], "");
        assert.deepEqual(read("HTTP/1.1 304 Not Modified\r\n\r\n")?.[3], "");
        assert.deepEqual(read("HTTP/1.1 204 No Content\r\n\r\nrest"), [204, "No Content", [], "", "rest"]);
        assert.deepEqual(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1"), [100, "Continue", [], "", "HTTP/1.1"]);
    });

    it("refuses what is not exactly HTTP/1.1", () => {
        const refused = [
            "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 600 X\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA b: 1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA : 1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: 1\n2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n folded\r\n\r\n",
            "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n",
            "nonsense",
        ];
        for (const text of refused) assert.throws(() => read(text), Error, JSON.stringify(text));
    });
});
