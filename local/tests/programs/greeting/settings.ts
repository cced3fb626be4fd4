import * as pulumi from "@pulumi/pulumi";

/** What a stack may set; Pulumi.yaml holds the defaults. */
export interface Settings {
    routes: Record<string, RouteSettings>;
    stageName: string;
    stageVariables: Record<string, string>;
    endpointType: string;
    apiKeySource: string;
    binaryMediaTypes: string[];
    integrationTimeout: number;
    timeout: number;
    memorySize: number;
    reservedConcurrentExecutions: number;
    environment: Record<string, string>;
}

export interface RouteSettings {
    operationName?: string;
    apiKeyRequired?: boolean;
    authorization?: string;
}

const texts = ["stageName", "endpointType", "apiKeySource"];
const others = ["routes", "stageVariables", "binaryMediaTypes", "integrationTimeout", "timeout", "memorySize"];
const keys = [...texts, ...others, "reservedConcurrentExecutions", "environment"];

/** Reads the stack's configuration; throws a sentence for a key or a value that this program does not know. */
export function readSettings(): Settings {
    const config = new pulumi.Config();
    for (const name of Object.keys(pulumi.runtime.allConfig())) {
        const [namespace, key = ""] = name.split(":");
        if (namespace === config.name && !keys.includes(key)) throw new pulumi.RunError(`${key}: is not known`);
    }
    const entries = keys.map((key) => [key, texts.includes(key) ? config.require(key) : config.requireObject(key)]);
    const settings: Settings = Object.fromEntries(entries);
    if (settings.timeout > 900) throw new pulumi.RunError(`timeout: ${settings.timeout} is above 900`);
    return settings;
}
