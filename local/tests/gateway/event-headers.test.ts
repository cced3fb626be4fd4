import assert from "node:assert/strict";
import { eventHeaders, rawHeader } from "../../src/gateway/event-headers";
import { forwarded, lists, trace } from "../gateway-headers";

describe("headers of the event", () => {
    /** Both maps of the client's headers on a REGIONAL API, without those that every event has. */
    const headers = (rawHeaders: string[], edge = false) => {
        const { single, multi } = eventHeaders(rawHeaders, { edge, sourceIp: "192.0.2.1", trace });
        assert.deepEqual(Object.keys(single), Object.keys(multi));
        const own = Object.entries(multi).filter(
            ([name]) => !(name in forwarded) && !/^(CloudFront-|X-Amz-Cf-)/.test(name) && !(edge && name === "Via"),
        );
        return own.map(([name, values]) => [name, single[name], values]);
    };
    const forwardedFor = (rawHeaders: string[], edge: boolean) =>
        eventHeaders(rawHeaders, { edge, sourceIp: "203.0.113.9", trace }).multi["X-Forwarded-For"];

    it("keep the client's casing over HTTP/1.1 (E40)", () => {
        assert.deepEqual(headers(["tEsT-HEADeR", "v"]), [["tEsT-HEADeR", "v", ["v"]]]);
        assert.deepEqual(headers(["aUThorization", "x"]), [["aUThorization", "x", ["x"]]]);
    });

    it("have AWS's own casing of Host and User-Agent, and of Authorization at the edge (E40, E41)", () => {
        assert.deepEqual(headers(["hOST", "h", "user-Agent", "u"]), [
            ["Host", "h", ["h"]],
            ["User-Agent", "u", ["u"]],
        ]);
        assert.deepEqual(headers(["authorization", "x", "user-Agent", "u", "HOST", "h", "aCCEPT", "a"], true), [
            ["aCCEPT", "a", ["a"]],
            ["Authorization", "x", ["x"]],
            ["Host", "h", ["h"]],
            ["User-Agent", "u", ["u"]],
        ]);
    });

    it("have the last value alone and all in their order (E42, E43)", () => {
        assert.deepEqual(headers(["x-probe", "first", "Cookie", "a=1; b=2", "X-Probe", "", "x-probe", "a, b"]), [
            ["Cookie", "a=1; b=2", ["a=1; b=2"]],
            ["x-probe", "a, b", ["first", "", "a, b"]],
        ]);
    });

    it("stand in alphabetical order without regard to case (E44)", () => {
        const names = headers(["b", "1", "C", "1", "a", "1", "B-a", "1", "Z", "1", "_", "1"]).map(([name]) => name);
        assert.deepEqual(names, ["_", "a", "b", "B-a", "C", "Z"]);
    });

    const droppedNames = [
        ...["Connection", "Content-MD5", "Expect", "Max-Forwards", "Proxy-Authenticate", "Server", "TE", "Trailer"],
        ...["Transfer-Encoding", "Upgrade", "WWW-Authenticate", "Content-Length"],
    ];
    for (const name of droppedNames) {
        it(`lack ${name} (${name === "Content-Length" ? "E46" : "E45"})`, () => {
            assert.deepEqual(headers([name, "x", name.toLowerCase(), "y", name.toUpperCase(), "z"]), []);
            assert.deepEqual(headers([name, "x"], true), []);
        });
    }

    it("keep what is not dropped (E45)", () => {
        const kept = [
            ...["Accept", "Accept-Charset", "Accept-Encoding", "Age", "Authorization", "Content-Encoding"],
            ...["Content-Type", "Date", "Host", "Pragma", "Range", "Referer", "User-Agent", "Via", "Warn"],
        ];
        assert.deepEqual(
            headers(kept.flatMap((name) => [name, `my ${name}`])),
            kept.map((name) => [name, `my ${name}`, [`my ${name}`]]),
        );
    });

    it("lack an Authorization that is a signature (E47)", () => {
        assert.deepEqual(headers(["Authorization", "AWS4-HMAC-SHA256 Credential=x"]), []);
        assert.deepEqual(headers(["X-Authorization", "AWS4-HMAC-SHA256 Credential=x"]).length, 1);
        assert.deepEqual(headers(["Authorization", "Bearer AWS4-HMAC-SHA256"]).length, 1);
    });

    it("say port 443 and https, whatever the client claims (E48)", () => {
        const claimed = ["x-forwarded-port", "4431", "X-Forwarded-Proto", "http", "x-amzn-trace-id", "Root=1-x"];
        const { single, multi } = eventHeaders(claimed, { edge: false, sourceIp: "192.0.2.1", trace });
        assert.deepEqual({ ...single }, forwarded);
        assert.deepEqual({ ...multi }, lists(forwarded));
    });

    it("append the peer's address to what the client claims, and CloudFront's at the edge (E49)", () => {
        assert.deepEqual(forwardedFor([], false), ["203.0.113.9"]);
        assert.deepEqual(forwardedFor(["x-forwarded-for", "1.1.1.1"], false), ["1.1.1.1, 203.0.113.9"]);
        assert.deepEqual(forwardedFor(["X-Forwarded-For", "1.1.1.1, 2.2.2.2", "X-FORWARDED-FOR", "3.3.3.3"], true), [
            "1.1.1.1, 2.2.2.2, 3.3.3.3, 203.0.113.9, 192.0.2.1",
        ]);
    });

    it("have CloudFront's own values at the edge, whatever the client claims (E51)", () => {
        const claims = [
            "CloudFront-Viewer-Country",
            "XX",
            "x-amz-cf-id",
            "mine",
            "x-cloudfront-x",
            "kept",
            "X-Amz-Cf-Id2",
            "kept",
        ];
        const { single, multi } = eventHeaders(claims, { edge: true, sourceIp: "192.0.2.1", trace });
        assert.deepEqual(multi["CloudFront-Viewer-Country"], ["US"]);
        assert.match(single["X-Amz-Cf-Id"] ?? "", /^[\w-]{54}==$/);
        assert.deepEqual([single["x-cloudfront-x"], single["X-Amz-Cf-Id2"]], ["kept", "kept"]);
        const regional = eventHeaders(claims, { edge: false, sourceIp: "192.0.2.1", trace }).multi;
        assert.deepEqual([regional["CloudFront-Viewer-Country"], regional["x-amz-cf-id"]], [["XX"], ["mine"]]);
        const via = eventHeaders(["Via", "1.1 mine"], { edge: true, sourceIp: "192.0.2.1", trace }).multi.Via;
        assert.deepEqual(via?.slice(0, -1), ["1.1 mine"]);
    });

    it("may be called __proto__ (F21)", () => {
        const { single, multi } = eventHeaders(["__proto__", "a", "__PROTO__", "b"], {
            edge: false,
            sourceIp: "",
            trace,
        });
        assert.match(JSON.stringify(single), /^{"__proto__":"b",/);
        assert.match(JSON.stringify(multi), /^{"__proto__":\["a","b"\],/);
    });

    it("are looked up by their first line, in any casing", () => {
        assert.equal(rawHeader(["A", "host", "hOST", "1", "host", "2"], "host"), "1");
        assert.equal(rawHeader(["A", "host"], "host"), undefined);
        assert.equal(rawHeader([], "host"), undefined);
    });
});
