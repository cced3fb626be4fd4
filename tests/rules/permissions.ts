import assert from "node:assert/strict";
import { program } from "../program";
import { type Rule, refuses, type Values } from "./rule";

export const permissions: Rule[] = [
    {
        ids: "CKV_AWS_60, CKV_AWS_61, E3530",
        title: "each role trusts one service and nobody else",
        check: ({ find }) => {
            const trusted = (name: string) => JSON.parse(String(find("iam/role:Role", name).inputs.assumeRolePolicy));
            const only = (service: string) => ({
                Version: "2012-10-17",
                Statement: [{ Effect: "Allow", Principal: { Service: [service] }, Action: ["sts:AssumeRole"] }],
            });
            assert.deepEqual(trusted("execution"), only("lambda.amazonaws.com"));
            assert.deepEqual(trusted("gateway"), only("apigateway.amazonaws.com"));
        },
    },
    {
        ids: [
            ...["CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_274", "CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_289"],
            ...["CKV_AWS_290", "CKV_AWS_355", "CKV2_AWS_40", "CKV2_AWS_56", "W11", "W12", "F3", "F4"],
            ...["trivy AWS-0057", "WS1003", "AwsSolutions-IAM5"],
        ].join(", "),
        title: "each role may do what its service does here and nothing else",
        check: ({ fn, find }) => {
            const policy = (name: string) => JSON.parse(String(find("iam/rolePolicy:RolePolicy", name).inputs.policy));
            const logs = `${find("cloudwatch/logGroup:LogGroup", "function").state.arn}:*`;
            // X-Ray's writing actions know no resources: AWS takes nothing but "*".
            const traces = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];
            const isTraced = (fn.tracingConfig as Values | undefined)?.mode === "Active";
            assert.deepEqual(policy("execution").Statement, [
                { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: logs },
                ...(isTraced ? [{ Effect: "Allow", Action: traces, Resource: "*" }] : []),
            ]);
            assert.deepEqual(policy("gateway").Statement, [
                {
                    Effect: "Allow",
                    Action: ["lambda:InvokeFunction"],
                    Resource: find("lambda/function:Function", "function").state.arn,
                },
            ]);
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
            const inputs = all("iam/role:Role").map((role) => Object.keys(role).sort());
            assert.deepEqual(
                inputs,
                inputs.map(() => ["assumeRolePolicy", "path", "tags"]),
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
            const { find } = await program({ environment: { TABLE_NAME: "orders" } }, { stack });
            assert.deepEqual(find("lambda/function:Function", "function").secretInputs, ["environment"]);
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
