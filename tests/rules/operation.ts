import assert from "node:assert/strict";
import { readStackConfig } from "api-gateway-local/testing";
import { projectDir } from "../program";
import { type Rule, refuses, type Values } from "./rule";

export const operation: Rule[] = [
    {
        ids: "CKV_AWS_66, W86, KICS ef0b316a, WS1004, AWS Config cw-loggroup-retention",
        title: "the function's log group has a retention, and so has every other",
        check: ({ functions, all, find }) => {
            for (const { name, inputs } of functions) {
                const { logFormat, logGroup } = (inputs.loggingConfig ?? {}) as Values;
                const group = find("cloudwatch/logGroup:LogGroup", name).state.name;
                assert.deepEqual({ logFormat, logGroup }, { logFormat: "JSON", logGroup: group });
            }
            const retentions = all("cloudwatch/logGroup:LogGroup").map(({ retentionInDays }) => retentionInDays);
            assert.deepEqual(
                retentions.filter((days) => !days),
                [],
            );
        },
    },
    {
        ids: "CKV_AWS_276",
        title: "the stage logs no bodies",
        check: ({ all }) => {
            const settings = all("apigateway/methodSettings:MethodSettings").map(({ settings }) => settings as Values);
            assert.deepEqual(
                settings.map(({ dataTraceEnabled }) => dataTraceEnabled),
                [false],
            );
        },
    },
    {
        ids: "CKV_AWS_50",
        title: "the function takes part in its caller's trace",
        check: ({ functions }) => {
            for (const { inputs } of functions) {
                const { mode } = (inputs.tracingConfig ?? {}) as { mode?: string };
                assert.match(mode ?? "", /^(PassThrough|Active)$/);
            }
        },
    },
    {
        ids: "ES2003, cdk-nag APIGWDefaultThrottling",
        title: "the stage has a throttle of its own",
        check: ({ find }) => {
            const { methodPath, settings } = find("apigateway/methodSettings:MethodSettings", "settings").inputs;
            const { throttlingRateLimit, throttlingBurstLimit } = settings as Values;
            const isSet = (limit: unknown) => typeof limit === "number" && limit > 0;
            assert.deepEqual(
                [methodPath, isSet(throttlingRateLimit), isSet(throttlingBurstLimit)],
                ["*/*", true, true],
            );
        },
    },
    {
        ids: "ES1005, ES1006",
        title: "memory and timeout are given",
        check: ({ functions }) => {
            for (const { inputs } of functions)
                assert.deepEqual([typeof inputs.memorySize, typeof inputs.timeout], ["number", "number"]);
        },
    },
    {
        ids: "CKV_AWS_363, E2531, E2533, W2531, Lambda.2, AwsSolutions-L1, prowler supported_runtimes",
        title: "the runtime is a supported one, and no other is accepted",
        check: async ({ functions, stack }) => {
            for (const { inputs } of functions) assert.match(String(inputs.runtime), /^nodejs(22|24)\.x$/);
            await refuses(
                stack,
                { runtime: "nodejs20.x" },
                /runtime: "nodejs20\.x" must be nodejs22\.x or nodejs24\.x/,
            );
        },
    },
    {
        ids: "Lambda.6, KICS tags, prowler tags",
        title: "what can be tagged carries project and stack",
        check: ({ resources, stack }) => {
            const { project } = readStackConfig(projectDir, stack);
            const taggable = resources.filter(({ type }) => /:(LogGroup|Role|Function|RestApi|Stage)$/.test(type));
            const tags = taggable.map(({ name, inputs }) => ({ name, ...(inputs.tags as Values) }) as Values);
            assert.deepEqual(
                tags.map(({ name, project, stack }) => ({ name, project, stack })),
                taggable.map(({ name }) => ({ name, project, stack })),
            );
        },
    },
    {
        ids: "missing-description",
        title: "the function has a description",
        check: ({ functions }) => {
            for (const { inputs } of functions) assert.match(String(inputs.description ?? ""), /\S/);
        },
    },
];
