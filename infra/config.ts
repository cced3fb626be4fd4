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
import { crossRules } from "./cross-rules";
import type { Route } from "./route-key";
import { routes } from "./route-rules";
import type { Routes } from "./route-settings";

/** The stack's configuration, and the routes. Key names are the AWS property's; `Pulumi.yaml` describes each and holds the defaults. */
export interface Config extends v.InferOutput<typeof schema> {
    routes: Route[];
}

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
export const keys = Object.keys(schema.entries) as (keyof typeof schema.entries)[];

/**
 * Reads and checks the configuration of the current stack and what routes.ts exports. Throws one error for all that is
 * wrong, a sentence each that names the key, the value and the rule.
 */
export function readConfig(served: { routes: Routes }): Config {
    const source = new pulumi.Config();
    const problems = unknownKeys(source.name);
    const values: Partial<Config> = {};
    const read = (key: string, schema: v.GenericSchema, given: unknown) => {
        const { success, output, issues = [] } = v.safeParse(schema, given);
        if (success) Object.assign(values, { [key]: output });
        problems.push(...issues.map((issue) => sentence(key, issue)));
    };
    for (const key of keys) read(key, schema.entries[key], source.get(key));
    read("routes", routes, served.routes);
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
        .filter((key) => key.startsWith(`${project}:`))
        .map((key) => key.slice(project.length + 1))
        .filter((key) => !(keys as string[]).includes(key))
        .map((key) =>
            key === "routes"
                ? "routes: is no key of a stack any more, every stack serves the same; move its routes to routes.ts"
                : `${key}: is no key of this project; known are ${keys.join(", ")}`,
        );
}

function sentence(key: string, { input, message, path }: v.BaseIssue<unknown>): string {
    const name = [key, ...(path ?? []).map((item) => String(item.key))].join(".");
    if (input === undefined) return `${name}: has no value`;
    // A variable of the function may be a secret: its name is enough to find it.
    const shown = key === "environment" || typeof input === "object" ? "" : ` ${JSON.stringify(input)}`;
    return `${name}:${shown} ${message}`;
}
