import assert from "node:assert/strict";
import fc from "fast-check";
import type { GatewayRequest } from "../../src/gateway/gateway-request";
import { proxyEvent } from "../../src/gateway/proxy-event";
import { proxyResponse } from "../../src/gateway/proxy-response";
import { parseQueryString } from "../../src/gateway/query-string";
import { createRouter } from "../../src/gateway/router";
import type { proxyEvent as sampleEvent } from "../event";
import { trace } from "../gateway-headers";
import { method, restApi } from "../served-api";

// Bytes that may stand in the target of a request and mean nothing there.
const segment = fc.stringMatching(/^[A-Za-z0-9._~!$'()*,;=:@%+-]{1,8}$/);
const headerName = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,12}$/);
const headerValue = fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/);
const verbs = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/** The event of a request to `/{proxy+}`, as JSON carries it. */
function eventOf(overrides: Partial<GatewayRequest>, binaryMediaTypes: string[] = []) {
    const api = restApi({ binaryMediaTypes, methods: [method("ANY /{proxy+}")] });
    const request: GatewayRequest = {
        httpMethod: "POST",
        path: "/v0/x",
        query: "",
        rawHeaders: [],
        body: Buffer.alloc(0),
        sourceIp: "127.0.0.1",
        time: 0,
        ids: { requestId: "", extendedRequestId: "" },
        trace,
        ...overrides,
    };
    const match = createRouter("v0", api.methods)(request.httpMethod, request.path);
    assert.ok(typeof match !== "string");
    return JSON.parse(JSON.stringify(proxyEvent(api, match, request))) as ReturnType<typeof sampleEvent>;
}

describe("for any request", () => {
    it("nothing of the path is decoded or lost, and the method is the client's (E5, E10, E15, E18)", () => {
        const paths = fc.array(segment, { minLength: 1, maxLength: 5 });
        fc.assert(
            fc.property(paths, fc.constantFrom(...verbs), fc.boolean(), (parts, httpMethod, slash) => {
                const path = `/${parts.join("/")}${slash ? "/" : ""}`;
                const event = eventOf({ path: `/v0${path}`, httpMethod });
                assert.equal(event.path, path);
                assert.equal(event.requestContext.path, `/v0${path}`);
                assert.deepEqual(event.pathParameters, { proxy: parts.join("/") });
                assert.deepEqual([event.httpMethod, event.requestContext.httpMethod], [httpMethod, httpMethod]);
            }),
        );
    });

    it("the query comes back as it was encoded: all values in order, the last alone (E30, E31, E32)", () => {
        const text = fc.string({ unit: "grapheme", maxLength: 6 });
        const pairs = fc.array(fc.tuple(fc.oneof(fc.constantFrom("a", "A", "__proto__"), text), text));
        fc.assert(
            fc.property(pairs, fc.boolean(), (given, asForm) => {
                const encode = (part: string) => {
                    const encoded = encodeURIComponent(part);
                    return asForm ? encoded.replaceAll("%20", "+") : encoded;
                };
                const query = given.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
                const multi = new Map<string, string[]>();
                for (const [name, value] of given) multi.set(name, [...(multi.get(name) ?? []), value]);
                const { single: parsedSingle, multi: parsedMulti } = parseQueryString(query);
                if (given.length === 0) return assert.deepEqual([parsedSingle, parsedMulti], [null, null]);
                assert.deepEqual(new Map(Object.entries(parsedMulti ?? {})), multi);
                const last = [...multi].map(([name, values]) => [name, values.at(-1)] as const);
                assert.deepEqual(new Map(Object.entries(parsedSingle ?? {})), new Map(last));
            }),
        );
    });

    it("any bytes of a query give two maps of the same names, or null twice", () => {
        fc.assert(
            fc.property(fc.stringMatching(/^[!-~]*$/), (raw) => {
                const { single, multi } = parseQueryString(raw);
                assert.deepEqual(Object.keys(single ?? {}), Object.keys(multi ?? {}));
                assert.equal(single === null, multi === null);
                for (const [name, values] of Object.entries(multi ?? {})) assert.equal(single?.[name], values.at(-1));
            }),
        );
    });

    it("every header stands in both maps, its values in order, unless it is one of AWS's (E42, E45, E48)", () => {
        const names = fc.oneof(
            headerName,
            fc.constantFrom("A", "a", "Cookie", "TE", "Server", "X-Forwarded-For", "host"),
        );
        fc.assert(
            fc.property(fc.array(fc.tuple(names, headerValue)), (given) => {
                const { headers, multiValueHeaders } = eventOf({ rawHeaders: given.flat() });
                assert.deepEqual(Object.keys(headers), Object.keys(multiValueHeaders));
                const lower = Object.keys(headers).map((name) => name.toLowerCase());
                assert.equal(new Set(lower).size, lower.length);
                const valuesOf = (name: string) => {
                    const key = Object.keys(multiValueHeaders).find((known) => known.toLowerCase() === name);
                    return key === undefined ? undefined : multiValueHeaders[key];
                };
                for (const name of new Set(given.map(([key]) => key.toLowerCase()))) {
                    if (reserved.test(name)) continue;
                    const values = given.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
                    assert.deepEqual(valuesOf(name), values, name);
                }
                for (const [name, values] of Object.entries(multiValueHeaders)) {
                    assert.equal(headers[name], values?.at(-1));
                }
                assert.deepEqual([headers["X-Forwarded-Port"], headers["X-Forwarded-Proto"]], ["443", "https"]);
                assert.match(headers["X-Forwarded-For"] ?? "", /(^|, )127\.0\.0\.1$/);
            }),
        );
    });

    it("the body comes back: text as it is, bytes of a binary type from base64 (E8, B11)", () => {
        fc.assert(
            fc.property(fc.uint8Array({ maxLength: 50 }), fc.string({ unit: "binary" }), (bytes, text) => {
                const binary = eventOf({ body: Buffer.from(bytes), rawHeaders: ["Content-Type", "a/b"] }, ["a/*"]);
                assert.equal(binary.isBase64Encoded, bytes.length > 0);
                assert.deepEqual(Buffer.from(binary.body ?? "", "base64"), Buffer.from(bytes));
                const plain = eventOf({ body: Buffer.from(text) });
                assert.deepEqual([plain.body, plain.isBase64Encoded], [text === "" ? null : text, false]);
            }),
        );
    });
});

// E45 to E50: what AWS keeps, writes anew or appends to.
const reserved =
    /^(connection|content-md5|expect|max-forwards|proxy-authenticate|server|te|trailer|transfer-encoding|upgrade|www-authenticate|content-length|x-forwarded-.*|x-amzn-trace-id)$/;

describe("for any set of routes", () => {
    it("the best of all routes that fit serves, in whatever order they were made (R1 to R6)", () => {
        const part = fc.constantFrom("a", "b", "{v}");
        const template = fc
            .tuple(fc.array(part, { maxLength: 3 }), fc.boolean())
            .map(([parts, greedy]) => `/${[...parts, ...(greedy ? ["{g+}"] : [])].join("/")}`);
        const routeKey = fc.tuple(fc.constantFrom("GET", "POST", "ANY"), template).map((key) => key.join(" "));
        const path = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 4 });
        fc.assert(
            fc.property(
                fc.uniqueArray(routeKey, { minLength: 1 }),
                path,
                fc.constantFrom("GET", "PUT"),
                (keys, parts, verb) => {
                    const best = keys
                        .filter((key) => fits(key, verb, parts))
                        .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))[0];
                    for (const order of [keys, [...keys].reverse()]) {
                        const match = createRouter(
                            "v0",
                            order.map((key) => method(key)),
                        )(verb, `/v0/${parts.join("/")}`);
                        const found =
                            typeof match === "string"
                                ? match
                                : `${match.method.httpMethod} ${match.method.resourcePath}`;
                        assert.equal(found, best ?? "no route");
                    }
                },
            ),
            { numRuns: 500 },
        );
    });

    const partsOf = (key: string) => (key.split(" ")[1] ?? "").split("/").filter(Boolean);
    function fits(key: string, verb: string, parts: string[]): boolean {
        const template = partsOf(key);
        const greedy = template.at(-1) === "{g+}";
        const long = greedy ? parts.length >= template.length : parts.length === template.length;
        const same = template.every((part, index) => part.startsWith("{") || part === parts[index]);
        return long && same && (key.startsWith("ANY ") || key.startsWith(`${verb} `));
    }
    // Static before variable before greedy at the first part where two differ, then the exact method.
    function rank(key: string): string {
        const kinds = partsOf(key).map((part) => (part === "{g+}" ? "3" : part === "{v}" ? "2" : "1"));
        return `${kinds.join("")}${key.startsWith("ANY ") ? "9" : "0"}`;
    }
});

describe("for any result of the function", () => {
    const json = ["Content-Type", "application/json", "x-amzn-ErrorType", "InternalServerErrorException"];
    const own = { type: "INTEGRATION_FAILURE", message: "Internal server error" };
    const failed = { statusCode: 502, headers: json, body: '{"message": "Internal server error"}', own };
    const scalar = fc.oneof(headerValue, fc.boolean(), fc.integer());
    const dictionary = <T>(value: fc.Arbitrary<T>) => fc.option(fc.dictionary(headerName, value, { maxKeys: 4 }));
    const valid = fc.record(
        {
            statusCode: fc.oneof(fc.integer({ min: 200, max: 599 }), fc.integer({ min: 200, max: 599 }).map(String)),
            headers: dictionary(scalar),
            multiValueHeaders: dictionary(fc.array(scalar)),
            body: fc.option(fc.string({ unit: "binary" })),
            isBase64Encoded: fc.boolean(),
        },
        { requiredKeys: [] },
    );
    const answerTo = (result: unknown) => {
        const { answer, malformed } = proxyResponse(JSON.stringify(result), [], "*/*");
        return { ...answer, body: String(answer.body), malformed };
    };

    it("one of the right form keeps status, body and every header value (P1, P6, P13, P16)", () => {
        fc.assert(
            fc.property(valid, (result) => {
                const { statusCode, headers, body, malformed } = answerTo(result);
                assert.equal(malformed, undefined);
                assert.equal(statusCode, Number(result.statusCode ?? 200));
                assert.equal(body, result.body ?? "");
                const sent = headers.filter((_, index) => index % 2 === 1);
                const own = [
                    ...Object.entries(result.headers ?? {}),
                    ...Object.entries(result.multiValueHeaders ?? {}),
                ];
                for (const [name, value] of own) {
                    if (/^(te|keep-alive|transfer-encoding|content-type)$/i.test(name)) continue;
                    for (const item of [value].flat()) assert.ok(sent.includes(String(item)), name);
                }
            }),
        );
    });

    it("one with another key is 502 (P9)", () => {
        const key = fc
            .string()
            .filter((name) => !/^(statusCode|headers|multiValueHeaders|body|isBase64Encoded)$/.test(name));
        fc.assert(
            fc.property(valid, key, fc.jsonValue(), (result, name, value) => {
                const { malformed, ...answer } = answerTo(JSON.parse(JSON.stringify({ ...result, [name]: value })));
                // A literal's __proto__ is no key.
                if (name !== "__proto__") assert.deepEqual(answer, failed);
            }),
        );
    });

    it("it gives a status, a list of headers and a body, or API Gateway's own error", () => {
        const keys = { statusCode: fc.jsonValue(), headers: fc.jsonValue(), multiValueHeaders: fc.jsonValue() };
        const odd = fc.record({ ...keys, body: fc.jsonValue(), isBase64Encoded: fc.jsonValue() }, { requiredKeys: [] });
        fc.assert(
            fc.property(fc.oneof(fc.jsonValue(), odd), (result) => {
                const { malformed, ...answer } = answerTo(result);
                if (malformed !== undefined) return assert.deepEqual(answer, failed);
                assert.ok(Number.isInteger(answer.statusCode) && answer.statusCode >= 200 && answer.statusCode <= 599);
                assert.equal(answer.headers[0], "Content-Type");
            }),
        );
    });
});
