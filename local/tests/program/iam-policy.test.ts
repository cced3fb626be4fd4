import assert from "node:assert/strict";
import type { RegisteredResource } from "../../src/program/engine";
import { mayInvoke } from "../../src/program/iam-policy";

const functionArn = "arn:aws:lambda:us-east-1:123456789012:function:greeter";
const roleArn = "arn:aws:iam::123456789012:role/gateway";

type Document = Record<string, unknown>;

function resource(type: string, name: string, inputs: Document): RegisteredResource {
    const state = { ...inputs, arn: roleArn };
    const options = {
        secretInputs: [],
        dependsOn: [],
        protect: undefined,
        deleteBeforeReplace: undefined,
        deletedWith: undefined,
    };
    return { type, name, id: name, inputs, state, ...options };
}

/** A role with a trust policy and one policy for each further statement. */
function role(trust: Document, ...statements: (Document | Document[])[]): RegisteredResource[] {
    const document = (Statement: unknown) => JSON.stringify({ Version: "2012-10-17", Statement });
    return [
        resource("aws:iam/role:Role", "gateway", { assumeRolePolicy: document(trust) }),
        ...statements.map((statement, index) =>
            resource("aws:iam/rolePolicy:RolePolicy", `policy-${index}`, {
                role: "gateway",
                policy: document(statement),
            }),
        ),
    ];
}

const trusting = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "apigateway.amazonaws.com" } };
const invoking = { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn };

const documentOf = (Statement: Document) => JSON.stringify({ Version: "2012-10-17", Statement });

/** A role that API Gateway may assume, with further inputs. */
function withRole(inputs: Document): RegisteredResource[] {
    return role(trusting).map((each) => ({ ...each, inputs: { ...each.inputs, ...inputs } }));
}

describe("a role lets API Gateway invoke a function", () => {
    for (const [why, resources] of [
        ["that it names", role(trusting, invoking)],
        ["by one of several policies", role(trusting, { ...invoking, Resource: "arn:aws:s3:::x" }, invoking)],
        ["by one of several statements", role(trusting, [{ ...invoking, Action: "logs:PutLogEvents" }, invoking])],
        [
            "by one of several actions and resources",
            role(trusting, { ...invoking, Action: ["a:B", "lambda:InvokeFunction"], Resource: ["x", functionArn] }),
        ],
        ["by any action", role(trusting, { ...invoking, Action: "*" })],
        ["by any action of Lambda, in any case", role(trusting, { ...invoking, Action: "LAMBDA:invoke*" })],
        ["by any resource", role(trusting, { ...invoking, Resource: "*" })],
        [
            "by part of its name",
            role(trusting, { ...invoking, Resource: "arn:aws:lambda:*:123456789012:function:gr??ter" }),
        ],
        [
            "when it trusts several services",
            role({ ...trusting, Principal: { Service: ["x.amazonaws.com", "apigateway.amazonaws.com"] } }, invoking),
        ],
        [
            "beside statements about other things",
            role(trusting, [
                { Effect: "Deny", Action: "s3:*", Resource: "*", Condition: { Bool: {} } },
                { Effect: "Deny", NotAction: "lambda:*", Resource: "*" },
                { Effect: "Deny", Action: "lambda:*", Resource: `${functionArn}-2` },
                invoking,
            ]),
        ],
        ["by an inline policy", withRole({ inlinePolicies: [{ name: "a", policy: documentOf(invoking) }] })],
        [
            "by a managed policy of AWS",
            withRole({ managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaRole"] }),
        ],
        [
            "by an attached policy of the program",
            [
                ...role(trusting),
                { ...resource("aws:iam/policy:Policy", "p", { policy: documentOf(invoking) }), state: { arn: "p" } },
                resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", { role: "gateway", policyArn: "p" }),
            ],
        ],
        ["with a Sid", role({ ...trusting, Sid: "Trust" }, { ...invoking, Sid: "Invoke" })],
    ] as const) {
        it(why, () => assert.equal(mayInvoke([...resources], roleArn, functionArn), true));
    }

    it("from documents that are no text", () => {
        const resources = role(trusting, invoking).map((each) => ({
            ...each,
            inputs: Object.fromEntries(
                Object.entries(each.inputs).map(([key, value]) => [
                    key,
                    /olicy$/.test(key) ? JSON.parse(String(value)) : value,
                ]),
            ),
        }));
        assert.equal(mayInvoke(resources, roleArn, functionArn), true);
    });
});

describe("a role does not let API Gateway invoke a function", () => {
    for (const [why, resources] of [
        ["without a policy", role(trusting)],
        ["by an empty inline policy", withRole({ inlinePolicies: [{}] })],
        [
            "by another managed policy",
            withRole({ managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"] }),
        ],
        ["by another action", role(trusting, { ...invoking, Action: "lambda:GetFunction" })],
        ["by the right to its asynchronous invocation", role(trusting, { ...invoking, Action: "lambda:InvokeAsync" })],
        ["that is another", role(trusting, { ...invoking, Resource: `${functionArn}-2` })],
        ["whose name only begins so", role(trusting, { ...invoking, Resource: functionArn.slice(0, -1) })],
        [
            "whose name is the same in another case",
            role(trusting, { ...invoking, Resource: functionArn.replace("greeter", "Greeter") }),
        ],
        ["by its versions", role(trusting, { ...invoking, Resource: `${functionArn}:*` })],
        [
            "where a dot stands for any character",
            role(trusting, { ...invoking, Resource: functionArn.replace("greeter", "gr..ter") }),
        ],
        [
            "when it trusts another service",
            role({ ...trusting, Principal: { Service: "lambda.amazonaws.com" } }, invoking),
        ],
        ["when it trusts an account", role({ ...trusting, Principal: { AWS: "*" } }, invoking)],
        ["when it may only be tagged", role({ ...trusting, Action: "sts:TagSession" }, invoking)],
        [
            "by the policy of another role",
            role(trusting, invoking).map((each) => ({ ...each, inputs: { ...each.inputs, role: "other" } })),
        ],
        ["that is none of the program's", role(trusting, invoking).slice(1)],
    ] as const) {
        it(why, () => assert.equal(mayInvoke([...resources], roleArn, functionArn), false));
    }
});

describe("a role's statement", () => {
    const judged = (resources: readonly RegisteredResource[]) => {
        const told: string[] = [];
        return [mayInvoke([...resources], roleArn, functionArn, (line) => told.push(line)), told];
    };
    const deny = { ...invoking, Effect: "Deny" };
    const account = (value: string) => ({ StringEquals: { "aws:SourceAccount": value } });

    for (const [why, resources, expected] of [
        ["that denies comes before one that allows", role(trusting, invoking, deny), false],
        ["that denies any action does so", role(trusting, [invoking, { ...deny, Action: "*" }]), false],
        [
            "that denies the role's assumption does so",
            role(trusting, invoking).map((each) =>
                each.type === "aws:iam/role:Role"
                    ? {
                          ...each,
                          inputs: {
                              assumeRolePolicy: JSON.stringify({
                                  Statement: [trusting, { ...trusting, Effect: "Deny" }],
                              }),
                          },
                      }
                    : each,
            ),
            false,
        ],
        [
            "allows all actions but those of NotAction",
            role(trusting, { ...invoking, Action: undefined, NotAction: "a:B" }),
            true,
        ],
        ["allows none of NotAction", role(trusting, { ...invoking, Action: undefined, NotAction: "lambda:*" }), false],
        [
            "with NotResource allows others",
            role(trusting, { ...invoking, Resource: undefined, NotResource: "x" }),
            true,
        ],
        [
            "with NotResource does not allow it",
            role(trusting, { ...invoking, Resource: undefined, NotResource: functionArn }),
            false,
        ],
        ["that trusts everybody trusts API Gateway", role({ ...trusting, Principal: "*" }, invoking), true],
        [
            "that trusts everybody but API Gateway does not",
            role({ ...trusting, Principal: undefined, NotPrincipal: trusting.Principal }, invoking),
            false,
        ],
        ["with an empty condition holds", role({ ...trusting, Condition: {} }, { ...invoking, Condition: {} }), true],
        ["for this account holds", role({ ...trusting, Condition: account("123456789012") }, invoking), true],
        ["for another account does not", role({ ...trusting, Condition: account("1") }, invoking), false],
        [
            "for an account of a list and a form holds",
            role({ ...trusting, Condition: { StringLike: { "aws:sourceaccount": ["1", "12345678901?"] } } }, invoking),
            true,
        ],
        [
            "for all but this account does not",
            role(trusting, { ...invoking, Condition: { StringNotEquals: { "aws:PrincipalAccount": "123456789012" } } }),
            false,
        ],
        [
            "without TLS denies nothing",
            role(trusting, [invoking, { ...deny, Condition: { Bool: { "aws:SecureTransport": "false" } } }]),
            true,
        ],
        [
            "with one condition of two does not hold",
            role(trusting, { ...invoking, Condition: { ...account("1"), Date: { a: 1 } } }),
            false,
        ],
    ] as const)
        it(why, () => assert.deepEqual(judged(resources), [expected, []]));

    it("with a condition that only AWS can judge is taken to allow and not to deny, and told", () => {
        const Condition = { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } };
        const told = (taken: string) =>
            `aws:iam/rolePolicy:RolePolicy policy-0: Condition ${JSON.stringify(Condition)} in policy is not judged here; it is taken ${taken}`;
        assert.deepEqual(judged(role(trusting, { ...invoking, Condition })), [true, [told("to hold")]]);
        const denied = role(trusting, [{ ...deny, Condition }, invoking]);
        assert.deepEqual(judged(denied), [true, [told("not to hold")]]);
    });

    it("is refused where its document is not JSON", () => {
        const resources = [resource("aws:iam/role:Role", "gateway", { assumeRolePolicy: "{" })];
        const message = /^aws:iam\/role:Role gateway: assumeRolePolicy is not JSON \(.+\)$/;
        assert.throws(() => mayInvoke(resources, roleArn, functionArn), { message });
    });
});
