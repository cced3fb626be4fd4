import assert from "node:assert/strict";
import { createRouter } from "../../src/gateway/router";
import { method } from "../served-api";

/** The route key and what else the router says of a request, in the test's words. */
function route(routeKeys: string[], httpMethod: string, requestPath: string): unknown {
    const routing = createRouter(
        "v0",
        routeKeys.map((key) => method(key)),
    )(httpMethod, requestPath);
    if (typeof routing === "string") return routing;
    const { method: found, path, pathParameters } = routing;
    return [`${found.httpMethod} ${found.resourcePath}`, path, pathParameters && { ...pathParameters }];
}

/** Each request with its answer, whatever the order in which the routes are written. */
function routes(routeKeys: string[], answers: Record<string, unknown>): void {
    for (const keys of [routeKeys, [...routeKeys].reverse()]) {
        const given = Object.keys(answers).map((request) => {
            const [httpMethod = "", path = ""] = request.split(" ");
            return [request, route(keys, httpMethod, path)];
        });
        assert.deepEqual(Object.fromEntries(given), answers);
    }
}

describe("router", () => {
    it("finds a static route by its exact parts (R1)", () => {
        routes(["GET /part1", "GET /part1/hardcoded-value"], {
            "GET /v0/part1": ["GET /part1", "/part1", null],
            "GET /v0/part1/hardcoded-value": ["GET /part1/hardcoded-value", "/part1/hardcoded-value", null],
            "GET /v0/part": "no route",
            "GET /v0/part1/hardcoded": "no route",
            "GET /v0/PART1": "no route",
            "GET /v0/part1/hardcoded-value/more": "no route",
        });
    });

    it("prefers static parts to a variable, and a variable to a greedy one (R1, R4, R6)", () => {
        routes(["GET /users/me", "GET /users/{id}", "GET /users/{id}/posts", "GET /{proxy+}"], {
            "GET /v0/users/me": ["GET /users/me", "/users/me", null],
            "GET /v0/users/7": ["GET /users/{id}", "/users/7", { id: "7" }],
            "GET /v0/users/7/posts": ["GET /users/{id}/posts", "/users/7/posts", { id: "7" }],
            "GET /v0/users/me/posts": ["GET /users/{id}/posts", "/users/me/posts", { id: "me" }],
            "GET /v0/users": ["GET /{proxy+}", "/users", { proxy: "users" }],
            "GET /v0/users/7/likes": ["GET /{proxy+}", "/users/7/likes", { proxy: "users/7/likes" }],
        });
    });

    it("goes back to a level above when a branch ends nowhere, and forgets its variables (R2)", () => {
        routes(["GET /a/{b}/c/{d+}", "GET /a/{b}/c", "GET /{first}/x/{rest+}", "GET /{first}/x"], {
            "GET /v0/a/1/c/2/3": ["GET /a/{b}/c/{d+}", "/a/1/c/2/3", { b: "1", d: "2/3" }],
            "GET /v0/a/1/c": ["GET /a/{b}/c", "/a/1/c", { b: "1" }],
            "GET /v0/a/x": ["GET /{first}/x", "/a/x", { first: "a" }],
            "GET /v0/a/x/c/1": ["GET /a/{b}/c/{d+}", "/a/x/c/1", { b: "x", d: "1" }],
            "GET /v0/a/x/d/1": ["GET /{first}/x/{rest+}", "/a/x/d/1", { first: "a", rest: "d/1" }],
            "GET /v0/a/1/d": "no route",
        });
    });

    it("takes path and method together: a resource without the method hides nothing (R3)", () => {
        routes(["POST /test", "ANY /test/any", "OPTIONS /{proxy+}"], {
            "OPTIONS /v0/test": ["OPTIONS /{proxy+}", "/test", { proxy: "test" }],
            "POST /v0/test": ["POST /test", "/test", null],
            "GET /v0/test/any": ["ANY /test/any", "/test/any", null],
            "OPTIONS /v0/test/any": ["ANY /test/any", "/test/any", null],
            "GET /v0/test": "no route",
        });
    });

    it("forgets the variable of a branch that lacks the method (R3)", () => {
        routes(["GET /{id}", "POST /{id}/{sub+}", "PUT /{proxy+}"], {
            "PUT /v0/1": ["PUT /{proxy+}", "/1", { proxy: "1" }],
            "PUT /v0/1/2": ["PUT /{proxy+}", "/1/2", { proxy: "1/2" }],
            "DELETE /v0/1/2": "no route",
        });
    });

    it("prefers the exact method to ANY, which stands for seven (R6, R7)", () => {
        const anyOf = (httpMethod: string) => [`${httpMethod} /v0/x`, ["ANY /x", "/x", null]];
        const seven = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
        routes(["ANY /x"], {
            ...Object.fromEntries(seven.map(anyOf)),
            "TRACE /v0/x": "no route",
            "PROPFIND /v0/x": "no route",
            "get /v0/x": "no route",
        });
        routes(["ANY /x", "PUT /x"], { "PUT /v0/x": ["PUT /x", "/x", null], "GET /v0/x": ["ANY /x", "/x", null] });
        routes(["GET /x"], { "HEAD /v0/x": "no route", "OPTIONS /v0/x": "no route", "ANY /v0/x": "no route" });
    });

    it("gives a greedy variable one part or more, never none (R5)", () => {
        routes(["GET /{proxy+}", "GET /a/b/{rest+}"], {
            "GET /v0/": "no route",
            "GET /v0": "no route",
            "GET /v0//": "no route",
            "GET /v0/x": ["GET /{proxy+}", "/x", { proxy: "x" }],
            "GET /v0/a/b": ["GET /{proxy+}", "/a/b", { proxy: "a/b" }],
            "GET /v0/a/b/": ["GET /{proxy+}", "/a/b/", { proxy: "a/b" }],
            "GET /v0/a/b/c": ["GET /a/b/{rest+}", "/a/b/c", { rest: "c" }],
        });
        routes(["GET /a/{rest+}"], { "GET /v0/a": "no route", "GET /v0/a//": "no route", "GET /v0/a////": "no route" });
    });

    it("gives a variable one part, never an empty one (R6)", () => {
        routes(["GET /x/{id}", "GET /x/{id}/y"], {
            "GET /v0/x/1": ["GET /x/{id}", "/x/1", { id: "1" }],
            "GET /v0/x/": "no route",
            "GET /v0/x//y": "no route",
            "GET /v0/x/1/2": "no route",
        });
    });

    it("names values as the path does, without the plus (E18)", () => {
        routes(["GET /{param+}"], { "GET /v0/a/b": ["GET /{param+}", "/a/b", { param: "a/b" }] });
        routes(["GET /{my.file-name}"], { "GET /v0/a": ["GET /{my.file-name}", "/a", { "my.file-name": "a" }] });
        routes(["GET /{a}/{b}/{c+}"], {
            "GET /v0/1/2/3/4": ["GET /{a}/{b}/{c+}", "/1/2/3/4", { a: "1", b: "2", c: "3/4" }],
        });
    });

    it("keeps a value of any name, __proto__ too (F21)", () => {
        const routing = createRouter("v0", [method("GET /{__proto__}")])("GET", "/v0/x");
        assert.equal(
            JSON.stringify(typeof routing === "string" ? routing : routing.pathParameters),
            '{"__proto__":"x"}',
        );
    });

    it("decodes nothing (E15, E16)", () => {
        routes(["GET /{id}", "GET /{id}/{rest+}"], {
            "GET /v0/my-id%2F100": ["GET /{id}", "/my-id%2F100", { id: "my-id%2F100" }],
            "GET /v0/a%20b/test%2Balias@x/+": [
                "GET /{id}/{rest+}",
                "/a%20b/test%2Balias@x/+",
                { id: "a%20b", rest: "test%2Balias@x/+" },
            ],
            "GET /v0/%": ["GET /{id}", "/%", { id: "%" }],
        });
    });

    it("does not count the last slash for routing, but keeps it in the path (E11, R8)", () => {
        routes(["GET /cars", "GET /x/{id}", "GET /files/{proxy+}"], {
            "GET /v0/cars/": ["GET /cars", "/cars/", null],
            "GET /v0/x/1/": ["GET /x/{id}", "/x/1/", { id: "1" }],
            "GET /v0/files/a/b/": ["GET /files/{proxy+}", "/files/a/b/", { proxy: "a/b" }],
            "GET /v0/cars//": "no route",
        });
    });

    it("keeps double slashes inside a path (E12)", () => {
        routes(["GET /{proxy+}", "GET /a/b"], {
            "GET /v0/x//y": ["GET /{proxy+}", "/x//y", { proxy: "x//y" }],
            "GET /v0/a//b": ["GET /{proxy+}", "/a//b", { proxy: "a//b" }],
            "GET /v0/x//": ["GET /{proxy+}", "/x//", { proxy: "x/" }],
        });
    });

    it("takes slashes right after the stage as one (E13)", () => {
        routes(["GET /hardcoded", "GET /"], {
            "GET /v0//hardcoded": ["GET /hardcoded", "/hardcoded", null],
            "GET /v0////hardcoded/": ["GET /hardcoded", "/hardcoded/", null],
            "GET /v0///": ["GET /", "/", null],
        });
    });

    it("takes the stage, with a slash or without, as the root (E19)", () => {
        routes(["GET /"], {
            "GET /v0/": ["GET /", "/", null],
            "GET /v0": ["GET /", "/", null],
            "POST /v0/": "no route",
        });
    });

    it("refuses another first segment than the stage (R11, E14)", () => {
        routes(["GET /{proxy+}", "GET /"], {
            "GET /": "no stage",
            "GET /v1/x": "no stage",
            "GET /x": "no stage",
            "GET /V0/x": "no stage",
            "GET /v0x/y": "no stage",
            "GET /v": "no stage",
            "GET //v0/x": "no stage",
        });
    });
});
