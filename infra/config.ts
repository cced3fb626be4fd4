import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import {
    architectures,
    boolean,
    environment,
    integer,
    json,
    mediaTypes,
    oneOf,
    retentions,
    runtimes,
    securityPolicy,
    stageName,
    stageVariables,
    tags,
    text,
} from "./config-rules";
import { routes } from "./route-rules";

/** The stack's configuration. Key names are the AWS property's; `Pulumi.yaml` describes each and holds the defaults. */
export type Config = v.InferOutput<typeof schema>;

const schema = v.object({
    apiName: v.pipe(v.string("must be a text"), v.regex(/^$|\S/, "must not be blank; empty is the project's name")),
    apiDescription: text,
    endpointType: oneOf(
        ["EDGE", "REGIONAL"],
        "must be EDGE or REGIONAL; a PRIVATE API needs a VPC endpoint and a resource policy, which this program does not make",
    ),
    apiKeySource: oneOf(["HEADER", "AUTHORIZER"]),
    securityPolicy,
    binaryMediaTypes: json(mediaTypes),
    routes: json(routes),
    integrationTimeout: integer(50, 300_000),
    stageName,
    stageDescription: text,
    stageVariables: json(stageVariables),
    throttlingRateLimit: integer(-1),
    throttlingBurstLimit: integer(-1),
    runtime: oneOf(runtimes),
    architecture: oneOf(architectures),
    memorySize: integer(128, 10_240),
    timeout: integer(1, 900),
    environment: json(environment),
    tags: json(tags),
    protect: boolean,
    reservedConcurrentExecutions: integer(-1),
    logRetentionInDays: json(v.picklist(retentions, `must be one of ${retentions.join(", ")} days`)),
    tracing: boolean,
    accessLogs: boolean,
});

/** The keys this program reads: exactly those that `Pulumi.yaml` declares in the project's own namespace. */
export const keys = Object.keys(schema.entries) as (keyof Config)[];

/**
 * Reads and checks the configuration of the current stack. Throws one error for all that is wrong, a sentence each
 * that names the key, the value and the rule.
 */
export function readConfig(): Config {
    const source = new pulumi.Config();
    const problems = unknownKeys(source.name);
    const values: Partial<Config> = {};
    for (const key of keys) {
        const { success, output, issues = [] } = v.safeParse(schema.entries[key], source.get(key));
        if (success) Object.assign(values, { [key]: output });
        problems.push(...issues.map((issue) => sentence(key, issue)));
    }
    problems.push(...crossRules(values, source.name));
    if (problems.length > 0) throw new pulumi.RunError(problems.join("\n"));
    if ((values.integrationTimeout ?? 0) > 29_000) {
        pulumi.log.warn(
            `integrationTimeout: ${values.integrationTimeout} is above 29000; AWS accepts it only with a raised quota`,
        );
    }
    return values as Config;
}

function unknownKeys(project: string): string[] {
    return Object.keys(pulumi.runtime.allConfig())
        .filter((key) => key.startsWith(`${project}:`) && !(keys as string[]).includes(key.slice(project.length + 1)))
        .map((key) => `${key.slice(project.length + 1)}: is no key of this project; known are ${keys.join(", ")}`);
}

function sentence(key: string, { input, message, path }: v.BaseIssue<unknown>): string {
    const name = [key, ...(path ?? []).map((item) => String(item.key))].join(".");
    if (input === undefined) return `${name}: has no value`;
    // A variable of the function may be a secret: its name is enough to find it.
    const shown = key === "environment" || typeof input === "object" ? "" : ` ${JSON.stringify(input)}`;
    return `${name}:${shown} ${message}`;
}

// A key whose own rule is broken has no value here, and breaks no other.
function crossRules(config: Partial<Config>, project: string): string[] {
    const problems: string[] = [];
    const { endpointType, integrationTimeout = 0, securityPolicy: policy = "" } = config;
    const { throttlingRateLimit: rate = 0, throttlingBurstLimit: burst = 0 } = config;
    if (endpointType === "EDGE" && integrationTimeout > 29_000) {
        problems.push(
            `integrationTimeout: ${integrationTimeout} is above 29000, the most an EDGE API waits; set endpointType REGIONAL`,
        );
    }
    if (
        endpointType &&
        policy.startsWith("SecurityPolicy_") &&
        policy.endsWith("_EDGE") !== (endpointType === "EDGE")
    ) {
        problems.push(
            `securityPolicy: "${policy}" does not fit endpointType ${endpointType}; those of EDGE, and no others, end in _EDGE`,
        );
    }
    if ((rate === -1) !== (burst === -1)) {
        problems.push(`throttlingRateLimit: ${rate} beside throttlingBurstLimit ${burst}; set both, or both to -1`);
    }
    for (const [name, value] of Object.entries(config.environment ?? {})) {
        if (looksLikeAwsKey(value) && !isSecret(`${project}:environment`)) {
            problems.push(
                `environment.${name}: looks like an AWS key in plain text; give the execution role a right instead, or set it with --secret`,
            );
        }
    }
    // API Gateway shows stage variables to everyone who may read the API.
    for (const [name, value] of Object.entries(config.stageVariables ?? {})) {
        if (looksLikeAwsKey(value))
            problems.push(`stageVariables.${name}: looks like an AWS key, and is no place for one`);
    }
    return problems;
}

function looksLikeAwsKey(value: string): boolean {
    return (
        /^(AKIA|ASIA)[A-Z0-9]{16}$/.test(value) ||
        (/^[A-Za-z0-9/+]{40}$/.test(value) && !/^[0-9a-fA-F]{40}$/.test(value))
    );
}

// Exported by the SDK at run time, but left out of its types.
function isSecret(key: string): boolean {
    return (pulumi.runtime as unknown as { isConfigSecret(key: string): boolean }).isConfigSecret(key);
}
