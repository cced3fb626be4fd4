import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mismatches } from "./expectation";
import { pieces, streamExchange } from "./stream-exchange";

const request = Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");

describe("a streamed exchange", () => {
    let server: Server;

    before(async () => {
        server = createServer((asked, response) => {
            response.write("one");
            // The second timer begins after whatever held this process up, and what has come meanwhile is read before it ends.
            setTimeout(() => setTimeout(end, 60), 30);
            const end = () => {
                response.write("two");
                if (asked.method === "GET") response.end();
                else response.destroy();
            };
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });

    after(() => void server.close());

    const exchange = (method = "GET") =>
        streamExchange(
            (server.address() as AddressInfo).port,
            Buffer.from(`${request}`.replace("GET", method)),
            method,
        );

    it("is read in the pieces that come apart", async () => {
        const response = await exchange();
        assert.deepEqual([response.body.toString(), response.truncated], ["onetwo", false]);
        assert.deepEqual(pieces(response.arrivals, 30), ["one", "two"]);
        assert.deepEqual(pieces(response.arrivals, 10_000), ["onetwo"]);
    });

    it("is compared with the pieces it shall come in", async () => {
        const response = await exchange();
        const of = (chunks: string[], minGapMs: number) => mismatches({ chunks, minGapMs }, response, { event: {} });
        assert.deepEqual(of(["one", "two"], 30), []);
        assert.deepEqual(of(["one", "two"], 10_000), [
            { what: "chunks", expected: ["one", "two"], actual: ["onetwo"] },
        ]);
    });

    it("is truncated where the connection ends too soon, and then shall be", async () => {
        const response = await exchange("PUT");
        const of = (expect: object) => mismatches(expect, response, { event: {} }).map(({ what }) => what);
        assert.deepEqual([response.body.toString(), of({ truncated: true }), of({})], ["one", [], ["truncated"]]);
        const whole = await exchange();
        assert.deepEqual(mismatches({ truncated: true }, whole, { event: {} }), [
            { what: "truncated", expected: true, actual: false },
        ]);
    });
});
