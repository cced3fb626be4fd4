import * as pulumi from "@pulumi/pulumi";
import type { Given } from "./config";

/**
 * What is wrong with keys together, a sentence each. A key whose own rule is broken has no value here, and breaks no other.
 */
export function crossRules(config: Given, project: string): string[] {
    const problems: string[] = [];
    const { endpointType, integrationTimeout = 0, streamingTimeout = 0, securityPolicy: policy = "" } = config;
    const { throttlingRateLimit: rate = 0, throttlingBurstLimit: burst = 0 } = config;
    if (endpointType === "EDGE" && integrationTimeout > 29_000) {
        problems.push(
            `integrationTimeout: ${integrationTimeout} is above 29000, the most an EDGE API waits; set endpointType REGIONAL`,
        );
    }
    // ST12: 15 minutes in all, but an EDGE API ends a stream that has been silent for 30 s.
    if (endpointType === "EDGE" && streamingTimeout > 30_000) {
        problems.push(
            `streamingTimeout: ${streamingTimeout} is above 30000, after which an EDGE API ends a silent stream; set endpointType REGIONAL`,
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
