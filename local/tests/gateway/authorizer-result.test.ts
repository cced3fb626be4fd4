import assert from "node:assert/strict";
import { decision, MalformedAuthorizerResult, readAuthorizerResult } from "../../src/gateway/authorizer-result";

const allow = { Action: "execute-api:Invoke", Effect: "Allow", Resource: "*" };
const arn = "arn:aws:execute-api:us-east-1:123456789012:abc/v0/GET/orders/42";

/** The result of an authorizer with a policy of the statements. */
function result(statements: unknown, more: object = {}): string {
    return JSON.stringify({ principalId: "user", policyDocument: { Statement: statements }, ...more });
}

function decided(...statements: object[]) {
    return decision(readAuthorizerResult(result(statements)).statements, arn);
}

describe("the result of a Lambda authorizer", () => {
    it("is a principal, statements, a context of texts and a key (AU29, UK8)", () => {
        const context = { text: "a", number: 12.5, flag: false, none: null };
        assert.deepEqual(readAuthorizerResult(result(allow, { context, usageIdentifierKey: "k" })), {
            principalId: "user",
            statements: [
                {
                    effect: "Allow",
                    actions: { not: false, patterns: ["execute-api:Invoke"] },
                    resources: { not: false, patterns: ["*"] },
                },
            ],
            context: { text: "a", number: "12.5", flag: "false" },
            usageIdentifierKey: "k",
        });
        const { context: none, principalId } = readAuthorizerResult(
            JSON.stringify({ policyDocument: { Statement: [] } }),
        );
        assert.deepEqual([none, principalId], [{}, undefined]);
    });

    for (const [text, sentence] of [
        ["null", "its answer is no object"],
        ["[]", "its answer is no object"],
        ["nonsense", "its answer is no JSON"],
        ['{"statusCode":401}', "policyDocument is no object"],
        ['{"policyDocument":"{}"}', "policyDocument is no object"],
        ['{"policyDocument":{}}', "policyDocument has no Statement"],
        [`"${"a".repeat(6_291_555)}"`, "its answer is 6291557 bytes; the limit is 6291556"],
        [result("x"), "a Statement is no object"],
        [result({ ...allow, Effect: "allow" }), 'Effect "allow" is neither Allow nor Deny'],
        [result({ ...allow, Action: undefined }), "a Statement has no Action"],
        [result({ ...allow, Resource: [] }), "a Statement has no Resource"],
        [result({ ...allow, Resource: [1] }), "Resource 1 is no text"],
        [result({ ...allow, Resource: "a".repeat(513) }), "a Resource is longer than 512 characters"],
        [result({ ...allow, Condition: {} }), "a Statement has a Condition, which local does not evaluate"],
        [result(allow, { context: { roles: ["a"] } }), "context.roles is an array, not a text"],
        [result(allow, { context: { user: {} } }), "context.user is an object, not a text"],
        [result(allow, { context: "a" }), "context is no object"],
        [result(allow, { principalId: {} }), "principalId is an object, not a text"],
    ] as const) {
        it(`is refused where ${sentence} (AU18, AU30)`, () => {
            assert.throws(() => readAuthorizerResult(text), new MalformedAuthorizerResult(sentence));
        });
    }
});

describe("the policy of an authorizer", () => {
    it("decides by the statements whose action and resource match (AU22, AU24)", () => {
        for (const changes of [
            {},
            { Resource: [arn, "x"] },
            { Resource: "arn:aws:execute-api:*/GET/*" },
            { Resource: `${arn.slice(0, -2)}??` },
            { Action: "*" },
            { Action: ["execute-api:*"] },
            { Action: "EXECUTE-API:INVOKE" },
            { Action: undefined, NotAction: "execute-api:ManageConnections" },
            { Resource: undefined, NotResource: "*/DELETE/*" },
        ])
            assert.equal(decided({ ...allow, ...changes }), "Allow", JSON.stringify(changes));
        for (const changes of [
            { Resource: `${arn}/more` },
            { Resource: arn.toUpperCase() },
            { Action: "execute-api:InvalidateCache" },
            { Action: undefined, NotAction: "execute-api:*" },
            { Resource: undefined, NotResource: "*/GET/*" },
        ])
            assert.equal(decided({ ...allow, ...changes }), "none", JSON.stringify(changes));
    });

    it("denies where a Deny matches, in any order, and does not where none does (AU23)", () => {
        const deny = { ...allow, Effect: "Deny" };
        assert.equal(decided(deny, allow), "Deny");
        assert.equal(decided(allow, deny), "Deny");
        assert.equal(decided({ ...deny, Resource: "*/DELETE/*" }, allow), "Allow");
        assert.equal(decided(), "none");
    });
});
