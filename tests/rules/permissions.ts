import assert from "node:assert/strict";
import { program } from "../program";
import { functionsOf, type Rule, refuses, type Values } from "./rule";

interface Statement {
    Effect: string;
    Action: string[];
    Resource: string | string[];
}

export const permissions: Rule[] = [
    {
        ids: "CKV_AWS_60, CKV_AWS_61, E3530",
        title: "each role trusts one service and nobody else",
        check: ({ resources }) => {
            const only = (service: string) => ({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Principal: { Service: [service] }, Action: ["sts:AssumeRole"] }],
            });
            const trusted = resources
                .filter(({ type, name }) => type === "aws:iam/role:Role" && /^(execution(-.+)?|gateway)$/.test(name))
                .map(({ name, inputs }) => [name, JSON.parse(String(inputs.assumeRolePolicy))]);
            assert.deepEqual(
                trusted,
                trusted.map(([name]) => [
                    name,
                    only(name === "gateway" ? "apigateway.amazonaws.com" : "lambda.amazonaws.com"),
                ]),
            );
        },
    },
    {
        ids: [
            ...["CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_274", "CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_289"],
            ...["CKV_AWS_290", "CKV_AWS_355", "CKV2_AWS_40", "CKV2_AWS_56", "W11", "W12", "F3", "F4"],
            ...["trivy AWS-0057", "WS1003", "AwsSolutions-IAM5"],
        ].join(", "),
        title: "each role may do what its service does here and nothing else",
        check: ({ functions, find, all: inputsOf }) => {
            const statements = (name: string): Statement[] =>
                JSON.parse(String(find("iam/rolePolicy:RolePolicy", name).inputs.policy)).Statement;
            // X-Ray's writing actions know no resources: AWS takes nothing but "*".
            const traces = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];
            for (const { name, inputs } of functions) {
                const isTraced = (inputs.tracingConfig as Values | undefined)?.mode === "Active";
                const logs = `${find("cloudwatch/logGroup:LogGroup", name).state.arn}:*`;
                const own = [
                    { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: logs },
                    ...(isTraced ? [{ Effect: "Allow", Action: traces, Resource: "*" }] : []),
                ];
                const all = statements(name.replace("function", "execution"));
                assert.deepEqual(all.slice(0, own.length), own);
                // What index.ts gives beside: named actions on named resources.
                assert.deepEqual(
                    all.slice(own.length).filter(isWide),
                    [],
                    `a right of ${name} is wider than what it needs`,
                );
            }
            // The second action only where a route streams (ST1).
            const invoked = statements("gateway").map(({ Action: [first, ...more], ...rest }) => ({
                ...rest,
                first,
                more: more.filter((action) => action !== "lambda:InvokeWithResponseStream"),
            }));
            // Exactly those that API Gateway is told to invoke: a worker is none.
            const targets = [
                ...inputsOf("apigateway/integration:Integration").map(({ uri }) => String(uri)),
                ...inputsOf("apigateway/authorizer:Authorizer").map(({ authorizerUri }) => String(authorizerUri)),
            ];
            const asked = functions.filter(({ state }) => targets.some((uri) => uri.includes(`${state.arn}/`)));
            // Which of them is registered first is no matter.
            assert.deepEqual(
                new Set(invoked),
                new Set(
                    asked.map(({ state }) => ({
                        Effect: "Allow",
                        Resource: state.arn,
                        first: "lambda:InvokeFunction",
                        more: [],
                    })),
                ),
            );
            assert.equal(invoked.length, asked.length);
        },
    },
    {
        ids: "AwsSolutions-IAM4",
        title: "no policy of AWS's own is attached",
        check: ({ resources }) => {
            const types = resources.map(({ type }) => type).filter((type) => type.startsWith("aws:iam/"));
            assert.deepEqual([...new Set(types)].sort(), ["aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"]);
        },
    },
    {
        ids: "awsguard iam-role-no-policy-management-conflicts",
        title: "a role's policy is a resource, not an input of the role",
        check: ({ all }) => {
            const inputs = all("iam/role:Role").flatMap((role) => Object.keys(role));
            assert.deepEqual(
                inputs.filter((input) => /polic(y|ies)|policyarn/i.test(input) && input !== "assumeRolePolicy"),
                [],
            );
        },
    },
    {
        ids: [
            ...["CKV_AWS_45", "KICS 1402afd8", "prowler no_secrets_in_variables", "prowler no_secrets_in_code"],
            "prowler stage_variables",
        ].join(", "),
        title: "variables hold no AWS key, and the function's are secret",
        check: async ({ all, stack }) => {
            const key = "AKIAIOSFODNN7EXAMPLE";
            await refuses(stack, { environment: { TOKEN: key } }, /environment\.TOKEN: looks like an AWS key/);
            const { resources } = await program({ environment: { TABLE_NAME: "orders" } }, { stack });
            for (const { secretInputs } of functionsOf(resources)) assert.deepEqual(secretInputs, ["environment"]);
            const values = all("apigateway/stage:Stage").flatMap(({ variables }) => Object.values(variables as Values));
            assert.deepEqual(
                values.filter((value) => /^(AKIA|ASIA)[A-Z0-9]{16}$/.test(String(value))),
                [],
            );
        },
    },
    {
        ids: "E3663, E3697",
        title: "variables of reserved names, and more than 4 KB of them, are refused",
        check: async ({ stack }) => {
            await refuses(
                stack,
                { environment: { AWS_REGION: "x" } },
                /environment: holds AWS_REGION, a name that Lambda/,
            );
            await refuses(stack, { environment: { TEXT: "x".repeat(4093) } }, /environment: takes 4097 bytes;/);
        },
    },
];

/** Whether a statement allows every action of a service, or something on every resource. */
function isWide({ Action, Resource }: Statement): boolean {
    return [Action].flat().some((action) => /^\*|:\*$/.test(action)) || [Resource].flat().includes("*");
}
