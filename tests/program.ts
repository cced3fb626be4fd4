import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
    type EvaluateOptions,
    type Evaluation,
    evaluate,
    type RegisteredResource,
    readStackConfig,
    type StackConfig,
} from "api-gateway-local/testing";
import { folderOf, programServing, servedOf, withoutMadeUp } from "./program-copy";

export const projectDir = resolve(__dirname, "..");

/** `Pulumi.dev.yaml` as the project came. Tests of the program use this one, so that yours may change without them. */
export const devStack = `config:
    aws:region: us-east-1
`;

let devFolder: string | undefined;

/** The configuration of `dev` as the project came, with some keys set otherwise. */
export function devConfig(overrides: Record<string, unknown> = {}): StackConfig {
    devFolder ??= folderOf({
        "Pulumi.yaml": readFileSync(join(projectDir, "Pulumi.yaml"), "utf8"),
        "Pulumi.dev.yaml": devStack,
    });
    return readStackConfig(devFolder, "dev", overrides);
}

/**
 * What the program registers for `dev` as it came, or for a stack, with some keys set otherwise. `routes`, `authorizers` and
 * `handlers` are no keys but what is served: unless given, as the project came, and as it is for a stack that is named.
 */
export async function program(
    overrides: Record<string, unknown> = {},
    { stack, previousOutputs = {}, calls = {} }: Omit<EvaluateOptions, "config"> = {},
): Promise<Evaluation & { find(type: string, name: string): RegisteredResource }> {
    const [served, keys] = servedOf(overrides);
    const config =
        typeof stack === "object"
            ? stack
            : stack === undefined
              ? devConfig(keys)
              : readStackConfig(projectDir, stack, keys);
    const isGiven = Object.values(served).some((value) => value !== undefined);
    const folder = typeof stack === "string" && !isGiven ? projectDir : programServing(served);
    const evaluation = withoutMadeUp(await evaluate(folder, { stack: config, previousOutputs, calls }));
    return { ...evaluation, find: (type, name) => find(evaluation.resources, type, name) };
}

/** The one resource of a type (`apigateway/stage:Stage`) and logical name; throws when there is none. */
function find(resources: RegisteredResource[], type: string, name: string): RegisteredResource {
    const found = resources.find((resource) => resource.type === `aws:${type}` && resource.name === name);
    if (found) return found;
    const names = resources.filter((resource) => resource.type === `aws:${type}`).map((resource) => resource.name);
    throw new Error(`no aws:${type} is named ${name}; there are ${names.join(", ") || "none"}`);
}
