import { resolve } from "node:path";
import { type Evaluation, evaluate, type RegisteredResource } from "../local/engine";
import { readStackConfig } from "../local/stack-config";

export const projectDir = resolve(__dirname, "..");

/** What the program registers for a stack, with some configuration keys set otherwise than in its file. */
export async function program(
    overrides: Record<string, unknown> = {},
    { stack = "dev", previousOutputs = {} }: { stack?: string; previousOutputs?: Record<string, unknown> } = {},
): Promise<Evaluation & { find(type: string, name: string): RegisteredResource }> {
    const evaluation = await evaluate(projectDir, readStackConfig(projectDir, stack, overrides), previousOutputs);
    return { ...evaluation, find: (type, name) => find(evaluation.resources, type, name) };
}

/** The one resource of a type (`apigateway/stage:Stage`) and logical name; throws when there is none. */
function find(resources: RegisteredResource[], type: string, name: string): RegisteredResource {
    const found = resources.find((resource) => resource.type === `aws:${type}` && resource.name === name);
    if (found) return found;
    const names = resources.filter((resource) => resource.type === `aws:${type}`).map((resource) => resource.name);
    throw new Error(`no aws:${type} is named ${name}; there are ${names.join(", ") || "none"}`);
}
