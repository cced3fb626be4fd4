import assert from "node:assert/strict";
import type { Authorizers, Routes } from "../infra/route-settings";
import { program } from "./program";
import { dependencies, inputs, inventory, output } from "./resources";

const handler = "export const handler = async () => ({});\n";
const handlers = { authorize: handler };
const routes = { "GET /a": { authorizer: "users" }, "GET /b": {} };
const pool = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_AbC123";

describe("authorizers of routes.ts", () => {
    it("ask a function for the routes that name them, through the role that invokes the routes' functions", async () => {
        const authorizers = {
            users: {
                type: "TOKEN",
                function: "authorize",
                identityValidationExpression: "^Bearer .+",
                resultTtlInSeconds: 60,
            },
        };
        const evaluation = await program({ routes, authorizers, handlers });
        assert.deepEqual(inputs(evaluation, "Authorizer users"), {
            restApi: output(evaluation, "RestApi api", "id"),
            type: "TOKEN",
            identitySource: "method.request.header.Authorization",
            identityValidationExpression: "^Bearer .+",
            authorizerResultTtlInSeconds: 60,
            authorizerUri: output(evaluation, "Function function-authorize", "invokeArn"),
            authorizerCredentials: output(evaluation, "Role gateway", "arn"),
        });
        const { authorization, authorizerId, apiKeyRequired } = inputs(evaluation, "Method GET /a");
        assert.deepEqual(
            [authorization, authorizerId, apiKeyRequired],
            ["CUSTOM", output(evaluation, "Authorizer users", "id"), false],
        );
        const open = inputs(evaluation, "Method GET /b");
        assert.deepEqual([open.authorization, "authorizerId" in open], ["NONE", false]);
        assert.ok(
            JSON.stringify(inputs(evaluation, "RolePolicy gateway")).includes(
                output(evaluation, "Function function-authorize", "arn"),
            ),
        );
    });

    it("have the lifetime of AWS and ask about several things where a request tells more than a token", async () => {
        const identitySource = [
            "method.request.header.X-Tenant",
            "method.request.querystring.key",
            "stageVariables.a",
            "context.b",
        ];
        const authorizers = { users: { type: "REQUEST", function: "authorize", identitySource } };
        const evaluation = await program({ routes, authorizers, handlers });
        const { type, identitySource: sources, authorizerResultTtlInSeconds } = inputs(evaluation, "Authorizer users");
        assert.deepEqual([type, sources, authorizerResultTtlInSeconds], ["REQUEST", identitySource.join(","), 300]);
    });

    it("ask the user pools that the stack names, for tokens with a scope", async () => {
        const served = {
            routes: { "GET /a": { authorizer: "users", scopes: ["orders/read", "orders/write"] } },
            authorizers: { users: { type: "COGNITO_USER_POOLS", identitySource: "method.request.header.X-Token" } },
        };
        const evaluation = await program({ ...served, userPoolArns: { users: [pool] } });
        assert.deepEqual(inputs(evaluation, "Authorizer users"), {
            restApi: output(evaluation, "RestApi api", "id"),
            type: "COGNITO_USER_POOLS",
            identitySource: "method.request.header.X-Token",
            providerArns: [pool],
        });
        const { authorization, authorizationScopes } = inputs(evaluation, "Method GET /a");
        assert.deepEqual([authorization, authorizationScopes], ["COGNITO_USER_POOLS", ["orders/read", "orders/write"]]);
        assert.deepEqual(
            inventory(evaluation).filter((name) => name.startsWith("Function ")),
            ["Function function"],
        );
    });

    it("are known to the engine as what methods wait for", async () => {
        const authorizers = { users: { type: "TOKEN", function: "authorize" } };
        const graph = await dependencies({ routes, authorizers, handlers });
        assert.deepEqual(graph["Method GET /a"]?.authorizerId, ["Authorizer users"]);
        assert.deepEqual(graph["Authorizer users"], {
            restApi: ["RestApi api"],
            authorizerUri: ["Function function-authorize"],
            authorizerCredentials: ["Role gateway"],
        });
    });

    const token = { type: "TOKEN", function: "authorize" };
    const cognito = { type: "COGNITO_USER_POOLS" };
    const noMap = 'must be a map of settings, such as { type: "REQUEST", function: "authorize" }';
    const source =
        "must be method.request.header.NAME, method.request.querystring.NAME, stageVariables.NAME or context.NAME";
    const refused: [what: string, served: Record<string, unknown>, ...sentences: string[]][] = [
        ["a list", { authorizers: [] }, "authorizers: must be a map from name to authorizer"],
        [
            "a name",
            { authorizers: { "1": token } },
            'authorizers.1: "1" must be named with up to 32 letters, digits, _ and -',
        ],
        ["no settings", { authorizers: { users: null } }, `authorizers.users: ${noMap}`],
        [
            "a type",
            { authorizers: { users: { type: "JWT" } } },
            'authorizers.users.type: "JWT" must be TOKEN, REQUEST or COGNITO_USER_POOLS',
        ],
        ["no type", { authorizers: { users: {} } }, "authorizers.users.type: has no value"],
        ["no function", { authorizers: { users: { type: "TOKEN" } } }, "authorizers.users.function: has no value"],
        [
            "a function beside user pools",
            { authorizers: { users: { ...cognito, function: "authorize" } }, userPoolArns: { users: [pool] } },
            'authorizers.users.function: "function" is no setting of a COGNITO_USER_POOLS authorizer; known are type, identitySource, identityValidationExpression',
        ],
        [
            "a lifetime",
            { authorizers: { users: { ...token, resultTtlInSeconds: 3601 } } },
            "authorizers.users.resultTtlInSeconds: 3601 must be a whole number from 0 to 3600",
        ],
        [
            "a path parameter as source",
            {
                authorizers: {
                    users: { type: "REQUEST", function: "authorize", identitySource: ["method.request.path.id"] },
                },
            },
            `authorizers.users.identitySource.0: "method.request.path.id" ${source}`,
        ],
        [
            "a token that is no header",
            { authorizers: { users: { ...token, identitySource: "method.request.querystring.token" } } },
            'authorizers.users.identitySource: "method.request.querystring.token" must be one header, such as method.request.header.Authorization',
        ],
        [
            "no source",
            { authorizers: { users: { type: "REQUEST", function: "authorize", identitySource: [] } } },
            "authorizers.users.identitySource: must name a source",
        ],
        [
            "one that is not declared",
            { routes: { "GET /a": { authorizer: "admins" } }, authorizers: { users: token } },
            'routes.GET /a.authorizer: "admins" is no authorizer of routes.ts; known are users',
        ],
        [
            "one where there are none",
            { routes: { "GET /a": { authorizer: "users" } } },
            'routes.GET /a.authorizer: "users" is no authorizer of routes.ts; known are none',
        ],
        [
            "one beside authorization",
            { routes: { "GET /a": { authorizer: "users", authorization: "AWS_IAM" } }, authorizers: { users: token } },
            'routes.GET /a.authorization: "AWS_IAM" beside authorizer "users"; leave one away',
        ],
        [
            "scopes without user pools",
            {
                routes: { "GET /a": { scopes: ["a"] }, "GET /b": { authorizer: "users", scopes: ["a"] } },
                authorizers: { users: token },
            },
            "routes.GET /a.scopes: need an authorizer of type COGNITO_USER_POOLS, which knows a token's scopes",
            "routes.GET /b.scopes: need an authorizer of type COGNITO_USER_POOLS, which knows a token's scopes",
        ],
        [
            "user pools that the stack does not name",
            { authorizers: { users: cognito }, userPoolArns: { user: [pool] } },
            'userPoolArns.users: has no value; the authorizer "users" of routes.ts asks the user pools named here',
            "userPoolArns.user: is no COGNITO_USER_POOLS authorizer of routes.ts; known are users",
        ],
    ];
    for (const [what, served, ...sentences] of refused)
        it(`refuse ${what}`, async () => {
            await assert.rejects(program({ handlers, ...served }), { message: sentences.join("\n") });
        });

    it("are typed by what each type has", () => {
        const wrong: Authorizers[] = [
            // @ts-expect-error
            { users: { type: "JWT" } },
            // @ts-expect-error
            { users: { type: "TOKEN" } },
            // @ts-expect-error
            { users: { type: "COGNITO_USER_POOLS", function: "authorize" } },
            // @ts-expect-error
            { users: { type: "REQUEST", function: "authorize", identitySource: ["method.request.path.id"] } },
            // @ts-expect-error
            { users: { type: "TOKEN", function: "authorize", identitySource: "header.Authorization" } },
        ];
        const right: Routes = { "GET /a": { authorizer: "users", scopes: ["a"], function: "reports" } };
        assert.equal(wrong.length + Object.keys(right).length, 6);
    });
});
