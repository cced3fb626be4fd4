import assert from "node:assert/strict";
import type { Rule, Subject, Values } from "./rule";

/** A rule that a configuration key turns on; `inProd` says whether the hardened stack does. */
export interface OptInRule extends Rule {
    overrides: Values;
    inProd: boolean;
}

const methods = ({ all }: Subject, input: string) => all("apigateway/method:Method").map((method) => method[input]);
const stage = ({ find }: Subject) => find("apigateway/stage:Stage", "stage").inputs;

export const optIn: OptInRule[] = [
    {
        ids: [
            ...["CKV_AWS_59", "W59", "trivy AWS-0004", "KICS 15ccec05", "KICS 0a96ce49", "AwsSolutions-APIG4"],
            ...["prowler authorizers_enabled", "prowler public_with_authorizer"],
        ].join(", "),
        title: "a route with authorization AWS_IAM asks for IAM credentials",
        overrides: { routes: { "POST /lambda": { authorization: "AWS_IAM" } } },
        inProd: false,
        check: (subject) => assert.deepEqual(methods(subject, "authorization"), ["AWS_IAM"]),
    },
    {
        ids: "KICS 671211c5",
        title: "a route with apiKeyRequired asks for an API key",
        overrides: { routes: { "POST /lambda": { apiKeyRequired: true } } },
        inProd: false,
        check: (subject) => assert.deepEqual(methods(subject, "apiKeyRequired"), [true]),
    },
    {
        ids: "trivy AWS-0005, W62, awsguard DomainName, prowler pqc_tls",
        title: "the API takes TLS 1.2 and above",
        overrides: { endpointType: "REGIONAL", securityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09" },
        inProd: true,
        check: ({ api }) => {
            assert.match(String(api.securityPolicy), /^SecurityPolicy_TLS1[23]_/);
            assert.equal(api.endpointAccessMode, "BASIC");
        },
    },
    {
        ids: "CKV_AWS_338, prowler retention",
        title: "logs are kept for a year",
        overrides: { logRetentionInDays: 365 },
        inProd: true,
        check: ({ all }) => {
            const days = all("cloudwatch/logGroup:LogGroup").map(({ retentionInDays }) => Number(retentionInDays));
            assert.deepEqual(
                days.filter((number) => number < 365),
                [],
            );
        },
    },
    {
        ids: "CKV_AWS_76, W69, W45, trivy AWS-0001, AwsSolutions-APIG1, KICS 1b6799eb, ES2000, WS2001",
        title: "the stage logs each request as one line of JSON with its id",
        overrides: { accessLogs: true },
        inProd: true,
        check: (subject) => {
            const { destinationArn, format } = stage(subject).accessLogSettings as Record<string, string>;
            assert.equal(destinationArn, subject.find("cloudwatch/logGroup:LogGroup", "access").state.arn);
            assert.equal(JSON.parse(String(format)).requestId, "$context.requestId");
            assert.equal(format?.includes("\n"), false);
        },
    },
    {
        ids: "CKV_AWS_73, APIGateway.3, trivy AWS-0003, KICS 5813ef56, WS2002, prowler tracing",
        title: "the stage is traced",
        overrides: { tracing: true },
        inProd: true,
        check: (subject) => assert.equal(stage(subject).xrayTracingEnabled, true),
    },
    {
        ids: "trivy AWS-0066, Lambda.7, WS1000, KICS 8152e0cf, configure-tracing-config",
        title: "the function is traced",
        overrides: { tracing: true },
        inProd: true,
        check: ({ functions }) => {
            for (const { inputs } of functions) assert.deepEqual(inputs.tracingConfig, { mode: "Active" });
        },
    },
    {
        ids: "CKV_AWS_115, W92, cdk-nag LambdaConcurrency",
        title: "the function has a reserved concurrency",
        overrides: { reservedConcurrentExecutions: 50 },
        inProd: true,
        check: ({ functions }) => {
            for (const { inputs } of functions) assert.match(String(inputs.reservedConcurrentExecutions), /^\d+$/);
        },
    },
    {
        ids: "I3011, I3013",
        title: "what a deletion would lose is protected",
        overrides: { protect: true },
        inProd: true,
        check: ({ resources }) => {
            const kept = resources.filter(({ type }) => /:(LogGroup|RestApi)$/.test(type));
            assert.deepEqual(
                kept.filter(({ protect }) => protect !== true),
                [],
            );
        },
    },
];
