import assert from "node:assert/strict";
import { proxyResponse, responseLimit } from "../../src/gateway/proxy-response";

const json = ["Content-Type", "application/json"];
const failed = (statusCode: number) => ({
    statusCode,
    headers: [...json, "x-amzn-ErrorType", "InternalServerErrorException"],
    body: '{"message": "Internal server error"}',
});

/** What a result, as the function returned it, becomes; the body as text. */
function answer(result: unknown, binaryMediaTypes: string[] = [], accept?: string) {
    return answerTo(JSON.stringify(result), binaryMediaTypes, accept);
}

function answerTo(result: string, binaryMediaTypes: string[] = [], accept?: string) {
    const { answer, malformed } = proxyResponse(result, binaryMediaTypes, accept);
    const { statusCode, headers, body } = answer;
    return {
        statusCode,
        headers,
        body: Buffer.from(body).toString("latin1"),
        ...(malformed === undefined ? {} : { malformed }),
    };
}

function malformed(malformed: string, statusCode = 502) {
    return { ...failed(statusCode), malformed };
}

describe("proxy response", () => {
    it("is an empty 200 of type JSON, whatever is left out or null (P1, P2, P4, P5, P18)", () => {
        const empty = { statusCode: 200, headers: json, body: "" };
        assert.deepEqual(answer({}), empty);
        assert.deepEqual(answer({ statusCode: 200 }), empty);
        assert.deepEqual(answer({ headers: null, multiValueHeaders: null, body: null, isBase64Encoded: null }), empty);
        assert.deepEqual(answer({ statusCode: null }), empty);
        assert.deepEqual(answer({ headers: { A: "b" } }), { ...empty, headers: [...json, "A", "b"] });
    });

    it("has the function's status, a number or its digits (P6, P19)", () => {
        for (const statusCode of [200, 201, 204, 300, 302, 304, 404, 500, 599, "200", "201", "599"]) {
            assert.deepEqual(answer({ statusCode }), { statusCode: Number(statusCode), headers: json, body: "" });
        }
    });

    it("is 502 for what is no status (P7, P8)", () => {
        const refused = [
            "test",
            "",
            "2e2",
            " 200",
            "200 ",
            "-200",
            "0x0c8",
            200.5,
            -200,
            0,
            99,
            199,
            600,
            1000,
            true,
            [200],
        ];
        for (const statusCode of refused) {
            assert.deepEqual(
                answer({ statusCode }),
                malformed(`statusCode ${JSON.stringify(statusCode)} is no status from 200 to 599`),
            );
        }
    });

    it("is 502 for a key API Gateway does not know (P9)", () => {
        const known = "statusCode, headers, multiValueHeaders, body, isBase64Encoded";
        for (const key of ["wrongValue", "cookies", "base64Encoded", "statuscode", "toString"]) {
            assert.deepEqual(
                answer({ statusCode: 200, [key]: "value" }),
                malformed(`the key "${key}" is none of ${known}`),
            );
        }
        assert.deepEqual(answerTo('{"__proto__":{}}'), malformed(`the key "__proto__" is none of ${known}`));
    });

    it("is 502 for a result that is no object (P10, P11)", () => {
        assert.deepEqual(answer("justAString"), malformed("the result is a string, not an object"));
        assert.deepEqual(answer(null), malformed("the result is null, not an object"));
        assert.deepEqual(answer(42), malformed("the result is a number, not an object"));
        assert.deepEqual(answer(true), malformed("the result is a boolean, not an object"));
        assert.deepEqual(answer([{ statusCode: 200 }]), malformed("the result is an array, not an object"));
    });

    it("has the body as UTF-8, a number or a flag as its text (P12)", () => {
        const body = (value: unknown) => answer({ body: value }).body;
        assert.deepEqual(answer({ body: "λ€" }), { statusCode: 200, headers: json, body: "\xce\xbb\xe2\x82\xac" });
        assert.deepEqual([body(42), body(false), body("")], ["42", "false", ""]);
    });

    it("is 502 for a body that is an object or an array (P12)", () => {
        assert.deepEqual(answer({ body: { a: 1 } }), malformed("body is an object, not a text"));
        assert.deepEqual(answer({ body: [] }), malformed("body is an array, not a text"));
    });

    it("takes flags and numbers as header values, and leaves out null (P13)", () => {
        assert.deepEqual(answer({ headers: { a: true, b: 1.5, c: null, d: "" } }), {
            statusCode: 200,
            headers: [...json, "a", "true", "b", "1.5", "d", ""],
            body: "",
        });
    });

    it("is 502 for another header value, and names the header (P13)", () => {
        assert.deepEqual(answer({ headers: { a: ["b"] } }), malformed("headers.a is an array, not a text"));
        assert.deepEqual(answer({ headers: { a: {} } }), malformed("headers.a is an object, not a text"));
        assert.deepEqual(
            answer({ multiValueHeaders: { a: ["b", {}] } }),
            malformed("multiValueHeaders.a is an object, not a text"),
        );
    });

    it("leaves out null among several values: AWS's .NET library sends a Content-Type of it (P13)", () => {
        assert.deepEqual(answer({ statusCode: 204, multiValueHeaders: { "Content-Type": [null], a: ["b", null] } }), {
            statusCode: 204,
            headers: [...json, "a", "b"],
            body: "",
        });
    });

    it("sends each of several values on a line of its own (P14)", () => {
        assert.deepEqual(answer({ multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"], n: [1, true] } }), {
            statusCode: 200,
            headers: [...json, "Set-Cookie", "a=1", "Set-Cookie", "b=2", "n", "1", "n", "true"],
            body: "",
        });
    });

    it("is 502 for several values that are no array (P15)", () => {
        for (const value of ["value1", null, { a: 1 }]) {
            assert.deepEqual(
                answer({ multiValueHeaders: { "test-multi": value } }),
                malformed("multiValueHeaders.test-multi is no array"),
            );
        }
    });

    it("is 502 for headers that are no map (P15)", () => {
        for (const value of ["a", 1, true, ["a"]]) {
            assert.deepEqual(answer({ headers: value }), malformed("headers is no map"));
            assert.deepEqual(answer({ multiValueHeaders: value }), malformed("multiValueHeaders is no map"));
        }
    });

    it("may hold a header called __proto__ (F21)", () => {
        const { headers } = answerTo('{"headers":{"__proto__":"a"},"multiValueHeaders":{"__proto__":["b"]}}');
        assert.deepEqual(headers, [...json, "__proto__", "b", "__proto__", "a"]);
    });

    it("is 502 for an isBase64Encoded that is no boolean", () => {
        assert.deepEqual(answer({ isBase64Encoded: "true" }), malformed('isBase64Encoded "true" is no boolean'));
        assert.deepEqual(answer({ isBase64Encoded: 0 }), malformed("isBase64Encoded 0 is no boolean"));
    });

    it("is 502 above Lambda's limit in bytes, not in characters (X3)", () => {
        const most = '{"body":""}'.length;
        const full = "a".repeat(responseLimit - most);
        assert.equal(answer({ body: full }).statusCode, 200);
        assert.deepEqual(answer({ body: `${full.slice(1)}é` }), {
            ...malformed(`the result is ${responseLimit + 1} bytes; the limit is ${responseLimit}`),
        });
    });

    it("is 502 for a result that is no JSON, as a streamed one is as a whole (ST13)", () => {
        assert.deepEqual(
            answerTo('{"statusCode":200}\0\0\0\0\0\0\0\0body'),
            malformed("the result is no JSON; a function that streams needs a route with STREAM"),
        );
    });
});

describe("binary proxy response", () => {
    const png = "\x89PNG\r\n\x1a\n";
    const flagged = { body: "iVBORw0KGgo=", isBase64Encoded: true };
    const body = (result: object, binaryMediaTypes: string[], accept?: string) =>
        answer(result, binaryMediaTypes, accept).body;

    it("is decoded if the function says so and the client's first type is listed (B1, B3, B4)", () => {
        assert.equal(body(flagged, ["image/png"], "image/png,*/*"), png);
        assert.equal(body(flagged, ["image/png"], "*/*,image/png"), flagged.body);
        assert.equal(body(flagged, ["image/png"]), flagged.body);
        assert.equal(body(flagged, [], "image/png"), flagged.body);
        assert.equal(body({ ...flagged, isBase64Encoded: false }, ["image/png"], "image/png"), flagged.body);
        assert.equal(body({ body: flagged.body }, ["image/png"], "image/png"), flagged.body);
    });

    it("does not depend on its own Content-Type (B6)", () => {
        const typed = { ...flagged, headers: { "Content-Type": "text/plain" } };
        assert.deepEqual(answer(typed, ["image/png"], "image/png"), {
            statusCode: 200,
            headers: ["Content-Type", "text/plain"],
            body: png,
        });
        assert.equal(
            body({ ...flagged, headers: { "Content-Type": "image/png" } }, ["image/png"], "a/b"),
            flagged.body,
        );
    });

    it("is 500 for what is no base64 (B7)", () => {
        const notBase64 = [
            "è",
            "a",
            "abcde",
            "ab=",
            "abcd=",
            "abc==",
            "=",
            "ab===",
            "a=bc",
            "ab c",
            "YQ\n=",
            "ab-_",
            "!abc",
            "abc!",
        ];
        for (const text of notBase64) {
            assert.deepEqual(
                answer({ body: text, isBase64Encoded: true }, ["image/png"], "image/png"),
                malformed("isBase64Encoded is true, but the body is not base64", 500),
                text,
            );
        }
        assert.equal(body({ ...flagged, body: "è" }, ["image/png"]), "\xc3\xa8");
    });

    it("may lack its padding, or be empty (B7)", () => {
        const decoded = ["", "YQ==", "YQ", "YWI=", "YWI", "YWJj", "+/+/"];
        assert.deepEqual(
            decoded.map((text) => body({ body: text, isBase64Encoded: true }, ["*/*"], "a/b")),
            ["", "a", "a", "ab", "ab", "abc", "\xfb\xff\xbf"],
        );
    });
});
