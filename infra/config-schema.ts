import * as v from "valibot";
import {
    architectures,
    boolean,
    environment,
    functionSizes,
    integer,
    json,
    logLevels,
    mediaTypes,
    oneOf,
    rate,
    retentions,
    runtimes,
    securityPolicy,
    stageName,
    stageVariables,
    tags,
    text,
    userPoolArns,
} from "./config-rules";
import { corsOrigins } from "./cors-rules";
import { usagePlan } from "./usage-plan-rules";

/** The configuration of a stack. Key names are the AWS property's; `Pulumi.yaml` describes each and holds the defaults. */
export type StackConfig = v.InferOutput<typeof schema>;

const sizes = {
    memorySize: integer(128, 10_240),
    timeout: integer(1, 900),
    environment,
    reservedConcurrentExecutions: integer(-1),
};

export const schema = v.object({
    apiName: v.pipe(v.string("must be a text"), v.regex(/^$|\S/, "must not be blank; empty is the project's name")),
    apiDescription: text,
    endpointType: oneOf(
        ["EDGE", "REGIONAL"],
        "must be EDGE or REGIONAL; a PRIVATE API needs a VPC endpoint and a resource policy, which this program does not make",
    ),
    apiKeySource: oneOf(["HEADER", "AUTHORIZER"]),
    securityPolicy,
    binaryMediaTypes: json(mediaTypes),
    userPoolArns: json(userPoolArns),
    corsOrigins: json(corsOrigins),
    integrationTimeout: json(integer(50, 300_000)),
    streamingTimeout: json(integer(50, 900_000)),
    stageName,
    stageDescription: text,
    stageVariables: json(stageVariables),
    throttlingRateLimit: rate,
    throttlingBurstLimit: json(integer(-1)),
    usagePlan: json(usagePlan),
    runtime: oneOf(runtimes),
    architecture: oneOf(architectures),
    memorySize: json(sizes.memorySize),
    timeout: json(sizes.timeout),
    environment: json(sizes.environment),
    functions: json(functionSizes(sizes)),
    tags: json(tags),
    protect: json(boolean),
    reservedConcurrentExecutions: json(sizes.reservedConcurrentExecutions),
    logRetentionInDays: json(v.picklist(retentions, `must be one of ${retentions.join(", ")} days`)),
    logLevel: oneOf(logLevels),
    tracing: json(boolean),
    accessLogs: json(boolean),
});

/** The keys this program reads: exactly those that `Pulumi.yaml` declares in the project's own namespace. */
export const keys = Object.keys(schema.entries) as (keyof typeof schema.entries)[];
