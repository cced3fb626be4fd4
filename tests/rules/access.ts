import assert from "node:assert/strict";
import type { Rule } from "./rule";

export const access: Rule[] = [
    {
        ids: "awsguard apigateway-endpoint-type",
        title: "the API states its endpoint type",
        check: ({ api }) => {
            const { types } = api.endpointConfiguration as { types?: string };
            assert.match(types ?? "", /^(EDGE|REGIONAL)$/);
        },
    },
    {
        ids: "CKV_AWS_301, F13, KICS e08ed7eb, Lambda.1, prowler not_publicly_accessible",
        title: "no function lets everybody call it, and API Gateway assumes a role",
        check: ({ all, find }) => {
            const open = all("lambda/permission:Permission").filter(
                ({ principal, sourceArn, sourceAccount }) =>
                    principal === "*" || principal === "apigateway.amazonaws.com" || !(sourceArn ?? sourceAccount),
            );
            assert.deepEqual(open, []);
            const proxies = all("apigateway/integration:Integration").filter(({ type }) => type === "AWS_PROXY");
            const credentials = proxies.map((integration) => integration.credentials);
            assert.deepEqual([...new Set(credentials)], [find("iam/role:Role", "gateway").state.arn]);
        },
    },
    {
        ids: "CKV2_AWS_75, prowler function_url_*",
        title: "the function has no URL of its own",
        check: ({ all }) => assert.deepEqual(all("lambda/functionUrl:FunctionUrl"), []),
    },
];
