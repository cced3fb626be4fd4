import assert from "node:assert/strict";
import { authorizersOf } from "../../src/program/authorizer";
import { api, resource } from "./resource";

const fn = resource("lambda/function:Function", "fn", {}, { arn: "arn:fn", name: "fn", invokeArn: "invoke:fn" });
const permission = (inputs: object = {}) =>
    resource("lambda/permission:Permission", "p", {
        ...{ action: "lambda:InvokeFunction", function: "fn", principal: "apigateway.amazonaws.com", ...inputs },
    });

/** The one authorizer with these inputs, or why it is not served. */
function read(inputs: object, ...more: ReturnType<typeof resource>[]) {
    const whole = { restApi: "api0", name: "users", authorizerUri: "invoke:fn", ...inputs };
    const authorizer = resource("apigateway/authorizer:Authorizer", "auth", whole);
    return authorizersOf(api, [authorizer, fn, ...more]).get("auth");
}

describe("an Authorizer of the graph", () => {
    it("has the provider's defaults for what it leaves out (AU32)", () => {
        assert.deepEqual(read({}, permission()), {
            ...{ id: "auth", name: "users", type: "TOKEN", functionArn: "arn:fn", invocable: true, ttl: 300 },
            ...{ identitySources: ["method.request.header.Authorization"], validationExpression: undefined },
        });
    });

    it("has a list of identity sources, none for an empty text (AU12)", () => {
        const sources = (identitySource: string) => {
            const authorizer = read({ type: "REQUEST", identitySource, authorizerResultTtlInSeconds: 0 });
            assert.ok(typeof authorizer === "object" && "ttl" in authorizer && authorizer.ttl === 0);
            return authorizer.identitySources;
        };
        assert.deepEqual(sources("context.path,  stageVariables.a,method.request.querystring.q"), [
            ...["context.path", "stageVariables.a", "method.request.querystring.q"],
        ]);
        assert.deepEqual(sources(""), []);
    });

    it("may be invoked by its role, or else by a permission for authorizers (AU20)", () => {
        const invocable = (...args: Parameters<typeof read>) => {
            const authorizer = read(...args);
            return typeof authorizer === "object" && "invocable" in authorizer && authorizer.invocable;
        };
        assert.equal(invocable({}), false);
        const source = (sourceArn: string) => permission({ sourceArn: `arn:aws:execute-api:r:1:api0/${sourceArn}` });
        assert.equal(invocable({}, source("authorizers/auth")), true);
        assert.equal(invocable({}, source("*")), true);
        assert.equal(invocable({}, source("authorizers/other")), false);
        assert.equal(invocable({}, source("v0/GET/a")), false);
        const role = (Resource: string) =>
            resource(
                "iam/role:Role",
                "role",
                {
                    assumeRolePolicy: JSON.stringify({
                        Statement: {
                            ...{ Effect: "Allow", Action: "sts:AssumeRole" },
                            Principal: { Service: "apigateway.amazonaws.com" },
                        },
                    }),
                    inlinePolicies: [
                        { policy: { Statement: { Effect: "Allow", Action: "lambda:InvokeFunction", Resource } } },
                    ],
                },
                { arn: "arn:role" },
            );
        const authorizerCredentials = "arn:role";
        assert.equal(invocable({ authorizerCredentials }, role("arn:fn")), true);
        assert.equal(invocable({ authorizerCredentials }, role("arn:other"), permission()), false);
    });

    it("takes tokens of the pools it names, of any issuer where a pool is the program's own", () => {
        const type = "COGNITO_USER_POOLS";
        const providerArns = ["arn:aws:cognito-idp:eu-west-1:1:userpool/eu-west-1_abc"];
        assert.deepEqual(read({ type, providerArns }), {
            ...{
                id: "auth",
                name: "users",
                type,
                issuers: ["https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc"],
            },
            ...{ identitySources: ["method.request.header.Authorization"], validationExpression: undefined },
        });
        const own = resource("cognito/userPool:UserPool", "pool", {}, { arn: providerArns[0] });
        const authorizer = read({ type, providerArns }, own);
        assert.ok(typeof authorizer === "object" && "issuers" in authorizer);
        assert.equal(authorizer.issuers, undefined);
    });

    for (const [inputs, sentence] of [
        [{ authorizerUri: "x" }, 'authorizerUri "x" is no Function of this program'],
        [{ type: "JWT" }, 'type "JWT" is not served'],
        [
            { identitySource: "method.request.path.id" },
            'identitySource "method.request.path.id" is none that API Gateway knows',
        ],
        [
            { identityValidationExpression: "(?x) bearer" },
            'identityValidationExpression "(?x) bearer" is none that JavaScript reads, as local does',
        ],
    ] as const) {
        it(`is not served where ${sentence}`, () => {
            assert.equal(read(inputs), `Authorizer users: ${sentence}`);
        });
    }

    it("is another API's where it says so", () => {
        const other = resource("apigateway/authorizer:Authorizer", "auth", { restApi: "api1" });
        assert.equal(authorizersOf(api, [other]).size, 0);
    });
});
