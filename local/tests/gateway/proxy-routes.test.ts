import assert from "node:assert/strict";
import { withLocalApi } from "../local-api";

describe("a program, served", () => {
    const handler = `exports.handler = async ({ queryStringParameters: query }) => ({
        statusCode: 200,
        body: "Hello, " + (query?.name ?? "World") + "!",
    })`;

    it("serves every path and method of ANY / and ANY /{proxy+} through one handler", async () => {
        const config = { routes: { "ANY /": {}, "ANY /{proxy+}": {} } };
        await withLocalApi(handler, { config }, async (api) => {
            const asked = [
                ["GET", "/v0/"],
                ["POST", "/v0"],
                ["POST", "/v0/lambda"],
                ["GET", "/v0/a/b//c/"],
                ["DELETE", "/v0/%2e%2e/etc?x=1"],
                ["PATCH", "/v0/a/b/c/d/e/f/g"],
            ] as const;
            const answers = await Promise.all(asked.map(([method, path]) => api.ask({ method, path })));
            assert.deepEqual(
                answers.map(({ status, body }) => [status, body]),
                asked.map(() => [200, "Hello, World!"]),
            );
        });
    });

    it("answers 200, 403 for an unknown route, 403 for an unknown stage", async () => {
        await withLocalApi(handler, {}, async (api) => {
            const answers = await Promise.all(
                ["/v0/lambda?name=Ada", "/v0/other", "/v1/lambda"].map((path) => api.ask({ path })),
            );
            assert.deepEqual(
                answers.map(({ status, body }) => [status, body]),
                [
                    [200, "Hello, Ada!"],
                    [403, '{"message":"Missing Authentication Token"}'],
                    [403, '{"message":"Forbidden"}'],
                ],
            );
        });
    });

    it("answers 502 when the handler throws, and 500 when the role does not allow the call", async () => {
        const throwing = 'exports.handler = async () => { throw new Error("no"); };';
        const error = '{"message": "Internal server error"}';
        await withLocalApi(throwing, {}, async (api) => {
            const { status, body } = await api.ask({ path: "/v0/lambda" });
            assert.deepEqual([status, body], [502, error]);
        });
        await withLocalApi(handler, { method: () => ({ invocable: false }) }, async (api) => {
            const { status, body } = await api.ask({ path: "/v0/lambda" });
            assert.deepEqual([status, body], [500, error]);
        });
    });
});
