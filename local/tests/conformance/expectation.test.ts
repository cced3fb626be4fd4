import assert from "node:assert/strict";
import type { Expectation } from "./case";
import { mismatches } from "./expectation";

const response = {
    statusCode: 200,
    reason: "OK",
    headers: [
        ["Content-Type", "application/json"],
        ["Set-Cookie", "a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT"],
        ["set-cookie", "b=2"],
        ["X-List", "1, 2"],
        ["x-list", "3"],
    ] as [string, string][],
    body: Buffer.from('{"a":[1,2]}'),
};
const event = { path: "/x", body: null, headers: { "Content-Type": "application/json", "a.b": "1" }, ids: ["7", "8"] };

/** What of an expectation is not met: the name, what was expected, what came. */
function unmet(expect: Expectation, of: unknown = event): unknown[] {
    return mismatches(expect, response, { event: of }).map(({ what, expected, actual }) => [what, expected, actual]);
}

/** Each expectation of the first list is met, each of the second is not. */
function meets(met: Expectation[], others: Expectation[]): void {
    for (const expect of met) assert.deepEqual(unmet(expect), [], JSON.stringify(expect));
    for (const expect of others) assert.equal(unmet(expect).length, 1, JSON.stringify(expect));
}

describe("expectation of a case", () => {
    it("names what came otherwise, all of it, with what was expected", () => {
        assert.deepEqual(
            unmet({ status: 201, headers: { ETag: "x", "content-type": "a/b" }, body: "{}", event: { path: "/y" } }),
            [
                ["status", 201, 200],
                ["headers.ETag", "x", undefined],
                ["headers.content-type", "a/b", "application/json"],
                ["body", "{}", '{"a":[1,2]}'],
                ["event.path", "/y", "/x"],
            ],
        );
        assert.deepEqual(unmet({}), []);
    });

    it("is not met if the runner does not know a part of it", () => {
        assert.equal(unmet({ trailers: {} } as Expectation).length, 1);
    });

    it("takes a header's text exactly, its name in any casing, several lines joined", () => {
        meets(
            [{ headers: { "content-TYPE": "application/json", "X-List": "1, 2, 3" } }],
            [{ headers: { "Content-Type": "application" } }, { headers: { "X-List": "3" } }],
        );
    });

    it("takes a header of the form /…/ as a regular expression", () => {
        meets(
            [{ headers: { "Content-Type": "/^app.*n$/", "X-List": "/2, 3/" } }],
            [{ headers: { "Content-Type": "/^json/" } }, { headers: { Nothing: "/.*/" } }],
        );
    });

    it("takes a list of a header's values in their order, a line each or split at commas", () => {
        const cookies = ["a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT", "b=2"];
        meets(
            [
                { headers: { "X-List": ["1, 2", "3"] } },
                { headers: { "X-List": ["1", "2", "3"] } },
                { headers: { "Set-Cookie": cookies } },
            ],
            [
                { headers: { "X-List": ["3", "1, 2"] } },
                { headers: { "X-List": ["1", "2"] } },
                { headers: { "Set-Cookie": [...cookies].reverse() } },
            ],
        );
    });

    it("does not split cookies at commas", () => {
        meets([], [{ headers: { "Set-Cookie": ["a=1; Expires=Thu", "01 Jan 2026 00:00:00 GMT", "b=2"] } }]);
    });

    it("takes header names in their exact casing where it lists them", () => {
        meets(
            [{ headerNamesExact: ["Content-Type", "X-List"] }],
            [{ headerNamesExact: ["content-type"] }, { headerNamesExact: ["Nothing"] }],
        );
    });

    it("says which headers may not be there, in any casing", () => {
        meets([{ absentHeaders: ["Server", "Via"] }], [{ absentHeaders: ["content-type"] }]);
    });

    it("takes the body as text, as a regular expression, as JSON, as bytes or as a text repeated", () => {
        meets(
            [
                { body: '{"a":[1,2]}' },
                { body: "/^{.*}$/" },
                { bodyJson: { a: [1, 2] } },
                { bodyBase64: "eyJhIjpbMSwyXX0=" },
                { bodyRepeat: { text: '{"a":[1,2]}', times: 1 } },
            ],
            [
                { body: "" },
                { body: "/^a/" },
                { bodyJson: { a: [2, 1] } },
                { bodyJson: { a: [1, 2], b: { $present: true } } },
                { bodyBase64: "" },
                { bodyRepeat: { text: "{", times: 2 } },
            ],
        );
    });

    it("compares values of the event deeply", () => {
        meets(
            [{ event: { body: null, ids: ["7", "8"], headers: { "a.b": "1", "Content-Type": "application/json" } } }],
            [
                { event: { body: "null" } },
                { event: { ids: ["8", "7"] } },
                { event: { ids: { 0: "7", 1: "8" } } },
                { event: { headers: { "a.b": "1" } } },
                { event: { nothing: null } },
            ],
        );
    });

    it("finds values of the event by dotted path, quoted segment, index, or the whole event", () => {
        const path = { $regex: "^/x$" };
        meets(
            [
                { event: { "headers.Content-Type": "application/json", "headers['a.b']": "1", 'headers["a.b"]': "1" } },
                { event: { "ids[1]": "8", "ids.0": "7", "['path']": "/x", "": { ...event, path } } },
            ],
            [{ event: { "headers.a.b": "1" } }, { event: { "path.length": 2 } }, { event: { "": { path } } }],
        );
        assert.throws(() => unmet({ event: { "headers..a": "1" } }), /is no path/);
        assert.throws(() => unmet({ event: { "headers['a": "1" } }), /is no path/);
    });

    it("has matchers for values of the event", () => {
        meets(
            [
                { event: { path: { $regex: "x" }, nothing: { $absent: true }, body: { $present: true } } },
                { event: { body: { $type: "null" }, path: { $type: "string" }, ids: { $type: "array" } } },
                { event: { headers: { $type: "object" }, "ids.length": { $type: "number" } } },
                { event: { headers: { $keys: ["a.b", "Content-Type"] }, path: { $sameAs: "path" } } },
                { event: { "headers.Content-Type": { $responseHeader: "content-type" } } },
                { event: { path: { $absent: false, $type: "string" }, nothing: { $present: false } } },
            ],
            [
                { event: { path: { $regex: "^x" } } },
                { event: { body: { $regex: "null" } } },
                { event: { path: { $absent: true } } },
                { event: { body: { $absent: true } } },
                { event: { nothing: { $present: true } } },
                { event: { path: { $type: "number" } } },
                { event: { nothing: { $type: "null" } } },
                { event: { headers: { $keys: ["a.b"] } } },
                { event: { headers: { $keys: ["a.b", "Content-Type", "c"] } } },
                { event: { body: { $keys: [] } } },
                { event: { path: { $sameAs: "ids[0]" } } },
                { event: { nothing: { $sameAs: "nobody" } } },
                { event: { path: { $responseHeader: "Content-Type" } } },
                { event: { nothing: { $responseHeader: "Nothing" } } },
                { event: { path: { $type: "string", $regex: "^x" } } },
            ],
        );
    });

    it("may hold matchers at any depth", () => {
        const headers = { "Content-Type": { $regex: "json" }, "a.b": { $present: true }, c: { $absent: true } };
        meets([{ event: { headers } }], [{ event: { headers: { ...headers, c: { $present: true } } } }]);
    });

    it("takes an object with another key than a matcher's as it is", () => {
        const of = { a: { $regex: "x", other: 1 }, b: {} };
        assert.deepEqual(unmet({ event: of }, of), []);
    });

    it("shows keys beside keys, and the value that another place has", () => {
        assert.deepEqual(
            unmet({
                event: {
                    headers: { $keys: ["b", "a.b"] },
                    path: { $sameAs: "ids[0]" },
                    ids: { $responseHeader: "X-List" },
                },
            }),
            [
                ["event.headers", { $keys: ["a.b", "b"] }, { $keys: ["Content-Type", "a.b"] }],
                ["event.path", "7", "/x"],
                ["event.ids", "1, 2, 3", ["7", "8"]],
            ],
        );
    });

    it("of an event is not met if the function got none", () => {
        assert.deepEqual(mismatches({ event: { path: { $absent: true } } }, response, { event: undefined }), [
            { what: "event", expected: "one that the function got", actual: 'none; the answer was 200 {"a":[1,2]}' },
        ]);
    });

    it("may be of what an authorizer got, and of how often functions were called", () => {
        const invoked = { event, authorizerEvent: { type: "TOKEN", a: 1 }, handlerCalls: 1, authorizerCalls: 0 };
        const unmetOf = (expect: Expectation) =>
            mismatches(expect, response, invoked).map(({ what, expected, actual }) => [what, expected, actual]);
        const order = (...keys: string[]) => ({ "": { $keyOrder: keys } });
        assert.deepEqual(unmetOf({ authorizerEvent: order("type", "a"), handlerCalls: 1, authorizerCalls: 0 }), []);
        assert.deepEqual(unmetOf({ authorizerEvent: order("a", "type"), handlerCalls: 0, authorizerCalls: 1 }), [
            ["authorizerEvent", { $keyOrder: ["a", "type"] }, { $keyOrder: ["type", "a"] }],
            ["handlerCalls", 0, 1],
            ["authorizerCalls", 1, 0],
        ]);
        assert.deepEqual(mismatches({ authorizerEvent: {} }, response, { event }).length, 1);
    });
});
