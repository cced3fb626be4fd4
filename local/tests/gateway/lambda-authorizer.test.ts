import assert from "node:assert/strict";
import type { RequestHead } from "../../src/gateway/gateway-request";
import { gatewayResponse } from "../../src/gateway/gateway-response";
import { askLambda } from "../../src/gateway/lambda-authorizer";
import type { RequestRecord } from "../../src/gateway/request-record";
import type { LambdaAuthorizer } from "../../src/program/authorizer";
import type { RestApi } from "../../src/program/rest-api";
import { trace } from "../gateway-headers";
import { method } from "../served-api";
import { deployed, head, rules } from "./deployed";

const base = "arn:aws:execute-api:us-east-1:123456789012:abcdefghij/v0";
const policy = (Resource = "*", Effect = "Allow") => ({
    policyDocument: { Statement: [{ Action: "execute-api:Invoke", Effect, Resource }] },
});
const answer = (value: object) => () => ({ result: JSON.stringify(value) });
const fine = answer({ principalId: "user", ...policy() });

/** An API with one authorizer, which asks a function that does what `invoke` does. */
function asking(changes: Partial<LambdaAuthorizer>, invoke: () => unknown = fine, api: Partial<RestApi> = {}) {
    const authorizer: LambdaAuthorizer = {
        ...{ id: "auth01", name: "users", type: "REQUEST", functionArn: "arn:authorize", invocable: true, ttl: 300 },
        ...{ identitySources: ["method.request.header.X-Key"], validationExpression: undefined },
        ...changes,
    };
    const events: Record<string, unknown>[] = [];
    const methods = [
        method("ANY /orders/{id}", { authorization: "CUSTOM", authorizer }),
        method("GET /", { authorizer }),
    ];
    const served = deployed({ methods, ...api }, invoke);
    return {
        events,
        ask: (changes: Partial<RequestHead> = {}) => {
            const request = { ...head, path: "/v0/orders/42", rawHeaders: ["x-key", "k"], ...changes };
            const match = served.router(request.httpMethod, request.path);
            assert.ok(typeof match !== "string");
            return askLambda(served, authorizer, match, request, {
                ...rules,
                onEvent: (event) => events.push(JSON.parse(event)),
            });
        },
    };
}

/** What becomes of a request, and why, where the authorizer does that. */
async function whyOf(invoke: () => unknown): Promise<unknown[]> {
    const record = { invocations: [] as unknown[] } as RequestRecord;
    return [await asking({}, invoke).ask({ record }), record.why?.reason];
}

const unauthorized = gatewayResponse("UNAUTHORIZED");
const failure = gatewayResponse("AUTHORIZER_FAILURE");
const denied = gatewayResponse("ACCESS_DENIED", undefined, { authorizer: { principalId: "u" } });

describe("a Lambda authorizer", () => {
    it("of type TOKEN is asked with the whole header (AU1, AU7)", async () => {
        const { ask, events } = asking({ type: "TOKEN", identitySources: ["method.request.header.Authorization"] });
        // E42: the last line of several, as in the event.
        await ask({ rawHeaders: ["Authorization", "Basic x", "authorization", "Bearer foo"] });
        const methodArn = `${base}/GET/orders/42`;
        assert.deepEqual(events, [{ type: "TOKEN", methodArn, authorizationToken: "Bearer foo" }]);
    });

    it("of type REQUEST is asked with the request, where nothing is an empty map (AU2, AU3, AU4)", async () => {
        const { ask, events } = asking({});
        const rawHeaders = ["Host", "h", "X-Key", "k", "Content-Length", "3"];
        await ask({ httpMethod: "POST", rawHeaders, apiKey: { id: "i", value: "v" } });
        const { headers, multiValueHeaders, requestContext, ...event } = events[0] ?? {};
        assert.deepEqual(event, {
            ...{ type: "REQUEST", methodArn: `${base}/POST/orders/42`, resource: "/orders/{id}", path: "/orders/42" },
            ...{ httpMethod: "POST", queryStringParameters: {}, multiValueQueryStringParameters: {} },
            ...{ pathParameters: { id: "42" }, stageVariables: {} },
        });
        const named = (value: string) => ({ "Content-Length": value, Host: "h", "X-Key": "k" });
        const added = { "X-Amzn-Trace-Id": trace.received, "X-Forwarded-For": "127.0.0.1" };
        const forwarded = { ...added, "X-Forwarded-Port": "443", "X-Forwarded-Proto": "https" };
        assert.deepEqual(headers, { ...named("3"), ...forwarded });
        assert.deepEqual((multiValueHeaders as Record<string, string[]>)["Content-Length"], ["3"]);
        const { identity, resourcePath } = requestContext as {
            identity: Record<string, unknown>;
            resourcePath: string;
        };
        // AU5
        assert.deepEqual([identity.apiKey, identity.apiKeyId, resourcePath], ["v", "i", "/orders/{id}"]);
        assert.equal("authorizer" in (requestContext as object), false);
    });

    it("is asked about the root with nothing behind the verb, and by the id that the host says (AU6)", async () => {
        const { ask, events } = asking({});
        await ask({
            path: "/v0",
            rawHeaders: ["X-Key", "k", "Host", "zyxwvutsrq.execute-api.us-east-1.amazonaws.com"],
        });
        assert.equal(events[0]?.methodArn, `${base.replace("abcdefghij", "zyxwvutsrq")}/GET/`);
    });

    it("is asked in the API's own part of AWS", async () => {
        const { ask, events } = asking({}, fine, { region: "cn-north-1" });
        await ask();
        assert.match(String(events[0]?.methodArn), /^arn:aws-cn:execute-api:cn-north-1:/);
    });

    it("is not asked without every identity source, and an empty one is none (AU8, AU9, AU10)", async () => {
        const identitySources = [
            ...["method.request.header.X-Key", "method.request.querystring.tenant"],
            ...["stageVariables.env", "context.httpMethod", "context.identity.sourceIp"],
        ];
        const whole = { rawHeaders: ["x-key", "k"], query: "tenant=a" };
        for (const ttl of [0, 300]) {
            const { ask, events } = asking({ identitySources, ttl }, fine, { stageVariables: { env: "x" } });
            for (const missing of [
                { rawHeaders: [] },
                { rawHeaders: ["x-key", ""] },
                { query: "" },
                { query: "tenant=" },
            ])
                assert.deepEqual(await ask({ ...whole, ...missing }), unauthorized);
            assert.equal(events.length, 0);
            assert.ok("authorizer" in (await ask(whole)));
        }
        const { ask } = asking({ identitySources });
        assert.deepEqual(await ask(whole), unauthorized);
    });

    it("is not asked about a token that its expression does not match as a whole (AU11)", async () => {
        const { ask, events } = asking({ type: "TOKEN", validationExpression: "Bearer [a-z]+" });
        for (const token of ["Basic x", "Bearer x1", "a Bearer x"])
            assert.deepEqual(await ask({ rawHeaders: ["X-Key", token] }), unauthorized);
        assert.equal(events.length, 0);
        assert.ok("authorizer" in (await ask({ rawHeaders: ["X-Key", "Bearer x"] })));
    });

    it("is not asked about a method whose ARN is longer than 1600 bytes (AU37)", async () => {
        const { ask, events } = asking({});
        const refused = await ask({ path: `/v0/orders/${"x".repeat(1600)}` });
        assert.equal("statusCode" in refused && refused.statusCode, 414);
        assert.equal(events.length, 0);
    });

    it("lets pass whom its policy allows, with the principal, the latency and the context (AU27)", async () => {
        const context = { k: "v", principalId: "other" };
        const { ask } = asking({ ttl: 0 }, answer({ principalId: 7, context, usageIdentifierKey: "key", ...policy() }));
        const passed = await ask();
        assert.ok("authorizer" in passed);
        const { integrationLatency, ...rest } = passed.authorizer;
        assert.ok(Number.isInteger(integrationLatency) && (integrationLatency as number) > 0);
        assert.deepEqual([rest, passed.usageIdentifierKey], [{ k: "v", principalId: "7" }, "key"]);
    });

    it("refuses whom its policy denies, or does not name, each in AWS's words (AU14, AU15, AU26)", async () => {
        const text = "User is not authorized to access this resource";
        const context = { authorizer: { why: "1" } };
        const words = `${text} with an explicit deny in an identity-based policy`;
        const denial = answer({ ...policy("*", "Deny"), context: { why: 1 } });
        assert.deepEqual(await asking({}, denial).ask(), gatewayResponse("ACCESS_DENIED", words, context));
        const other = policy(`${base}/GET/orders/43`);
        assert.deepEqual(await asking({}, answer({ principalId: "u", ...other })).ask(), denied);
    });

    it("makes a 401 of the error Unauthorized, and a 500 of every other failure (AU16, AU17, AU19)", async () => {
        assert.deepEqual(await asking({}, () => ({ errorMessage: "Unauthorized" })).ask(), unauthorized);
        for (const ended of [{ errorMessage: "Unauthorized: x" }, { errorMessage: undefined }, "throttled"])
            assert.deepEqual(await asking({}, () => ended).ask(), failure, JSON.stringify(ended));
    });

    it("tells one 401 from another: of another form, or said by the function (AU11, AU16)", async () => {
        const said = await whyOf(() => ({ errorMessage: "Unauthorized" }));
        assert.deepEqual(said, [unauthorized, "the function of authorizer users ran and said Unauthorized"]);
        const record = { invocations: [] as unknown[] } as RequestRecord;
        const { ask } = asking({ type: "TOKEN", validationExpression: "Bearer [a-z]+" });
        await ask({ record });
        assert.deepEqual(record.why, {
            fact: "AU11",
            reason: "authorizer users was not asked: its identityValidationExpression does not match all of the identity",
            advice: "send one that matches Bearer [a-z]+, or change it",
        });
    });

    it("makes a 500 of an answer that is none, and tells why (AU18, AU26)", async () => {
        for (const [result, sentence] of [
            [{ statusCode: 200 }, "policyDocument is no object"],
            [policy(), "it has no principalId"],
        ] as const) {
            assert.deepEqual(await whyOf(answer(result)), [
                failure,
                `the answer of authorizer users is not of the form that API Gateway takes: ${sentence}`,
            ]);
        }
        assert.deepEqual(await whyOf(() => ({ errorMessage: "no" })), [
            failure,
            "the function of authorizer users failed",
        ]);
    });

    it("is a 500 where API Gateway may not invoke it (AU20)", async () => {
        const { ask, events } = asking({ invocable: false });
        assert.deepEqual(await ask(), gatewayResponse("AUTHORIZER_CONFIGURATION_ERROR"));
        assert.equal(events.length, 0);
    });
});

describe("the cache of an authorizer", () => {
    /** How often the function was asked for the requests, one after the other. */
    async function calls(changes: Partial<LambdaAuthorizer>, ...requests: Partial<RequestHead>[]): Promise<number> {
        const { ask, events } = asking(changes);
        for (const request of requests) await ask(request);
        return events.length;
    }
    const keyed = (key: string) => ({ rawHeaders: ["X-Key", key] });

    it("keeps a policy by the values of all sources, and by nothing else (AU33)", async () => {
        assert.equal(await calls({}, keyed("a"), { ...keyed("a"), query: "x=1", httpMethod: "PUT" }), 1);
        assert.equal(await calls({}, keyed("a"), keyed("b")), 2);
        const identitySources = ["method.request.header.X-Key", "method.request.querystring.t"];
        assert.equal(await calls({ identitySources }, { query: "t=1" }, { query: "t=2" }, { query: "t=1" }), 2);
    });

    it("keeps none with a TTL of 0, nor without a source (AU32)", async () => {
        assert.equal(await calls({ ttl: 0 }, {}, {}), 2);
        assert.equal(await calls({ identitySources: [] }, {}, {}), 2);
    });

    it("keeps none of a failure (AU35)", async () => {
        const { ask, events } = asking({}, () => ({ errorMessage: "no" }));
        await ask();
        await ask();
        assert.equal(events.length, 2);
    });

    it("keeps the policy, which is judged anew, and takes no time (AU28, AU34)", async () => {
        const { ask, events } = asking({}, answer({ principalId: "u", ...policy(`${base}/GET/orders/42`) }));
        assert.ok("authorizer" in (await ask()));
        const again = await ask();
        assert.equal("authorizer" in again && again.authorizer.integrationLatency, 0);
        assert.deepEqual(await ask({ path: "/v0/orders/43" }), denied);
        assert.equal(events.length, 1);
    });
});
