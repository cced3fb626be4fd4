import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stackNames } from "api-gateway-local/testing";
import { eraseVariables, parseRouteKey, pathResources } from "../infra/route-key";
import type { Routes } from "../infra/route-settings";
import { routes as exported } from "../routes";
import { program, projectDir } from "./program";
import { devHandler, folderOf } from "./program-copy";
import { called, inputs, inventory } from "./resources";

const read = (file: string) => readFileSync(join(projectDir, file), "utf8");

describe("routes.ts", () => {
    it("exports the routes that every stack serves", async () => {
        for (const stack of stackNames(projectDir)) {
            const { outputs } = await program({}, { stack });
            // corsOrigins of the stack's file brings preflights.
            const keys = Object.keys(Object(outputs.routes));
            assert.deepEqual(
                keys.filter((key) => key in exported || !key.startsWith("OPTIONS ")),
                Object.keys(exported).sort(),
            );
        }
    });

    it("may be as README.md shows it", async () => {
        for (const [, text = ""] of read("README.md").matchAll(/^```ts\n(export const routes.*?)^```/gms)) {
            const { routes, authorizers = {} } = require(join(folderOf({ "routes.ts": text }), "routes.ts"));
            const named = [
                ...Object.values<{ function?: string }>(routes),
                ...Object.values<{ function?: string }>(authorizers),
            ];
            const handlers = named.map(({ function: name = "index" }) => [name, devHandler]);
            const { outputs } = await program({ routes, authorizers, handlers: Object.fromEntries(handlers) });
            assert.deepEqual(Object.keys(Object(outputs.routes)), Object.keys(routes).sort());
        }
    });

    it("is an error of types where a key or a setting has the wrong form", () => {
        // Held by `npm run check`: a line that is no error any more is one.
        const wrong: Routes[] = [
            // @ts-expect-error
            { "GRAB /a": {} },
            // @ts-expect-error
            { "get /a": {} },
            // @ts-expect-error
            { "GET a": {} },
            // @ts-expect-error
            { GET: {} },
            // @ts-expect-error
            { "GET /a": { operationName: 1 } },
            // @ts-expect-error
            { "GET /a": { apiKeyRequired: "yes" } },
            // @ts-expect-error
            { "GET /a": { authorization: "CUSTOM" } },
            // @ts-expect-error
            { "GET /a": { timeout: 1 } },
        ];
        const right: Routes = {
            "GET /": {},
            "ANY /a/{id}/{rest+}": { apiKeyRequired: true, authorization: "AWS_IAM" },
        };
        assert.equal(wrong.length + Object.keys(right).length, 10);
    });

    describe("parseRouteKey", () => {
        const keys: Record<string, { httpMethod: string; path: string; name: string }> = {
            "POST /lambda": { httpMethod: "POST", path: "/lambda", name: "POST /lambda" },
            "GET /": { httpMethod: "GET", path: "/", name: "GET /" },
            "ANY /{proxy+}": { httpMethod: "ANY", path: "/{proxy+}", name: "ANY /{+}" },
            "PUT /a/{b}/c/{d+}": { httpMethod: "PUT", path: "/a/{b}/c/{d+}", name: "PUT /a/{}/c/{+}" },
            "GET /A-z0.9,_:": { httpMethod: "GET", path: "/A-z0.9,_:", name: "GET /A-z0.9,_:" },
            "GET /{A-z0.9_}": { httpMethod: "GET", path: "/{A-z0.9_}", name: "GET /{}" },
        };
        for (const [key, expected] of Object.entries(keys))
            it(`reads ${key}`, () => {
                assert.deepEqual(parseRouteKey(key), expected);
            });

        for (const httpMethod of ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"])
            it(`knows ${httpMethod}`, () => {
                const key = `${httpMethod} /a`;
                assert.deepEqual(parseRouteKey(key), { httpMethod, path: "/a", name: key });
            });

        const verb =
            'has no HTTP method API Gateway knows; write one of ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT and a path: "POST /lambda"';
        const part = "a part is letters, digits and ._,:- or one {variable} or {variable+}";
        const refusals: Record<string, string> = {
            "": verb,
            "/a": verb,
            "get /a": verb,
            "TRACE /a": verb,
            "GETS /a": verb,
            " GET /a": verb,
            GET: 'has no path; write "GET /lambda"',
            "GET ": 'has no path; write "GET /lambda"',
            "GET a/b": 'has no path; write "GET /a/b"',
            "GET {id}": 'has no path; write "GET /{id}"',
            "GET /a b": 'has more than a method and a path; write "GET /a"',
            "GET /a ": 'has more than a method and a path; write "GET /a"',
            "GET /a/": 'ends with a slash; write "GET /a"',
            "GET /a///": 'ends with a slash; write "GET /a"',
            "GET //": 'ends with a slash; write "GET /"',
            "GET //a": `has the path part ""; ${part}`,
            "GET /a//b": `has the path part ""; ${part}`,
            "GET /ä": `has the path part "ä"; ${part}`,
            "GET /a%20b": `has the path part "a%20b"; ${part}`,
            "GET /a?b=c": `has the path part "a?b=c"; ${part}`,
            "GET /~a": `has the path part "~a"; ${part}`,
            "GET /{}": `has the path part "{}"; ${part}`,
            "GET /{+}": `has the path part "{+}"; ${part}`,
            "GET /{a": `has the path part "{a"; ${part}`,
            "GET /a}": `has the path part "a}"; ${part}`,
            "GET /a{b}": `has the path part "a{b}"; ${part}`,
            "GET /{a}b": `has the path part "{a}b"; ${part}`,
            "GET /{a}{b}": `has the path part "{a}{b}"; ${part}`,
            "GET /{a,b}": `has the path part "{a,b}"; ${part}`,
            "GET /{a++}": `has the path part "{a++}"; ${part}`,
            "GET /{+a}": `has the path part "{+a}"; ${part}`,
            "GET /a/{b+}/c": "has the greedy variable {b+} before its end; it must be the last part",
            "GET /{a+}/{b+}": "has the greedy variable {a+} before its end; it must be the last part",
        };
        for (const [key, rule] of Object.entries(refusals))
            it(`refuses ${JSON.stringify(key)}`, () => {
                assert.throws(() => parseRouteKey(key), { name: "Error", message: `${JSON.stringify(key)} ${rule}` });
            });
    });

    describe("eraseVariables", () => {
        const erased: Record<string, string> = {
            "/": "/",
            "/a/b": "/a/b",
            "{id}": "{}",
            "{proxy+}": "{+}",
            "/a/{b}/c/{d}": "/a/{}/c/{}",
            "GET /{a}/{b+}": "GET /{}/{+}",
            "GET /{}/{+}": "GET /{}/{+}",
        };
        for (const [key, expected] of Object.entries(erased))
            it(`makes ${expected} of ${key}`, () => {
                assert.equal(eraseVariables(key), expected);
            });
    });

    describe("pathResources", () => {
        const resources = (...keys: string[]) => pathResources(keys.map((key) => ({ key, ...parseRouteKey(key) })));

        it("has nothing for the root, which comes with the API", () => {
            assert.deepEqual(resources("GET /", "POST /"), []);
        });

        it("has each part once, its parent before it", () => {
            assert.deepEqual(resources("GET /a/{id}/b", "POST /a/{id}", "GET /a", "PUT /b/a"), [
                { name: "/a", parent: "/", pathPart: "a" },
                { name: "/a/{}", parent: "/a", pathPart: "{id}" },
                { name: "/a/{}/b", parent: "/a/{}", pathPart: "b" },
                { name: "/b", parent: "/", pathPart: "b" },
                { name: "/b/a", parent: "/b", pathPart: "a" },
            ]);
        });

        it("allows one variable at each place, beside fixed parts and below others", () => {
            assert.deepEqual(resources("GET /{a}", "GET /b", "GET /{a}/{b}", "PUT /{a}/{b}", "GET /b/{rest+}"), [
                { name: "/{}", parent: "/", pathPart: "{a}" },
                { name: "/b", parent: "/", pathPart: "b" },
                { name: "/{}/{}", parent: "/{}", pathPart: "{b}" },
                { name: "/b/{+}", parent: "/b", pathPart: "{rest+}" },
            ]);
        });

        const siblings: [first: string, second: string, one: string, other: string][] = [
            ["GET /{id}", "POST /{user}", "{id}", "{user}"],
            ["GET /a/{id}", "GET /a/{id+}", "{id}", "{id+}"],
            ["GET /a/{x+}", "PUT /a/{y+}", "{x+}", "{y+}"],
            ["GET /a/{id}/b", "GET /a/{user}/c", "{id}", "{user}"],
        ];
        for (const [first, second, one, other] of siblings)
            it(`refuses ${second} beside ${first}`, () => {
                assert.throws(() => resources("GET /fixed", first, "GET /a/fixed", second), {
                    name: "Error",
                    message: `"${first}" and "${second}" have the variables ${one} and ${other} at one place; API Gateway allows one, with one name`,
                });
            });
    });

    describe("logical names", () => {
        it("stay when variables are renamed, so that the resource is updated and not replaced", async () => {
            const one = await program({ routes: { "GET /a/{id}": {}, "ANY /a/{id}/{proxy+}": {} } });
            const other = await program({ routes: { "GET /a/{user}": {}, "ANY /a/{user}/{path+}": {} } });
            assert.deepEqual(inventory(other), inventory(one));
            const parts = (evaluation: typeof one) =>
                inventory(evaluation)
                    .filter((name) => name.startsWith("Resource "))
                    .map((name) => [name, inputs(evaluation, name).pathPart]);
            assert.deepEqual(parts(one), [
                ["Resource /a", "a"],
                ["Resource /a/{}", "{id}"],
                ["Resource /a/{}/{+}", "{proxy+}"],
            ]);
            assert.deepEqual(parts(other), [
                ["Resource /a", "a"],
                ["Resource /a/{}", "{user}"],
                ["Resource /a/{}/{+}", "{path+}"],
            ]);
        });

        it("are others for another verb or path, so that the new route is made before the old one goes", async () => {
            const names = async (key: string) => {
                const { resources } = await program({ routes: { [key]: {} } });
                return resources
                    .filter(({ type }) => /:(Method|Integration|Resource)$/.test(type))
                    .map(called)
                    .sort();
            };
            assert.deepEqual(await names("GET /a"), ["Integration GET /a", "Method GET /a", "Resource /a"]);
            assert.deepEqual(await names("PUT /a"), ["Integration PUT /a", "Method PUT /a", "Resource /a"]);
            assert.deepEqual(await names("GET /{a}"), ["Integration GET /{}", "Method GET /{}", "Resource /{}"]);
            assert.deepEqual(await names("GET /{a+}"), ["Integration GET /{+}", "Method GET /{+}", "Resource /{+}"]);
        });

        it("are the same whatever the settings", async () => {
            const plain = await program({ routes: { "GET /a": {} } });
            const set = await program({
                routes: { "GET /a": { operationName: "a", apiKeyRequired: true, authorization: "AWS_IAM" } },
            });
            assert.deepEqual(inventory(set), inventory(plain));
        });
    });
});
