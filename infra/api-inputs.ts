import type { StackConfig } from "./config-schema";

// Inputs of the API that a deployment holds, none of them an output of a resource: what changes here is published.

/** Of the REST API, but for its name and its description, which a deployment does not hold. */
export function apiInputs({ apiKeySource, binaryMediaTypes, endpointType, securityPolicy }: ApiKeys) {
    return {
        apiKeySource,
        binaryMediaTypes,
        endpointConfiguration: { types: endpointType },
        securityPolicy: securityPolicy || undefined,
        endpointAccessMode: securityPolicy.startsWith("SecurityPolicy_") ? "BASIC" : undefined,
    };
}

type ApiKeys = Pick<StackConfig, "apiKeySource" | "binaryMediaTypes" | "endpointType" | "securityPolicy">;

/** Of the model that takes any JSON. */
export const modelInputs = { name: "AnyJson", contentType: "application/json", schema: "{}" };

/** Of every integration, but for where it stands and what it invokes. */
export function integrationInputs({ integrationTimeout }: Pick<StackConfig, "integrationTimeout">) {
    return {
        type: "AWS_PROXY",
        integrationHttpMethod: "POST",
        connectionType: "INTERNET",
        passthroughBehavior: "WHEN_NO_MATCH",
        timeoutMilliseconds: integrationTimeout,
    };
}

/** Of one whose answers are sent on as they are written, beside those of every integration. */
export function streamInputs({ streamingTimeout }: Pick<StackConfig, "streamingTimeout">) {
    return { responseTransferMode: "STREAM", timeoutMilliseconds: streamingTimeout };
}
