import assert from "node:assert/strict";
import type { Evaluation, RegisteredResource } from "api-gateway-local/testing";
import { changedProgram } from "./program-copy";

// A resource is called by its class and its logical name: `Stage stage`, `Method POST /lambda`.

/** What a resource is called; also from the `type::name` that the engine writes. */
export function called(resource: { type: string; name: string } | string): string {
    const { type, name } =
        typeof resource === "string"
            ? { type: resource.replace(/::.*$/s, ""), name: resource.replace(/^.*?::/s, "") }
            : resource;
    return `${type.replace(/^.*:/, "")} ${name}`;
}

/** What all resources are called, sorted. */
export function inventory({ resources }: Evaluation): string[] {
    return resources.map(called).sort();
}

/** The one resource of that name; throws when there is none. */
export function resource(evaluation: Evaluation, name: string): RegisteredResource {
    const [found, ...others] = evaluation.resources.filter((candidate) => called(candidate) === name);
    assert.ok(found, `there is no ${name}, but ${inventory(evaluation).join(", ")}`);
    assert.deepEqual(others, [], `there are several ${name}`);
    return found;
}

/** The inputs of a resource. Policies, JSON texts in which the order of keys means nothing, are parsed. */
export function inputs(evaluation: Evaluation, name: string): Record<string, unknown> {
    const entries = Object.entries(resource(evaluation, name).inputs).map(([key, value]) =>
        key === "policy" || key === "assumeRolePolicy" ? [key, JSON.parse(String(value))] : [key, value],
    );
    return Object.fromEntries(entries);
}

/** What AWS made of a resource: a text and never an empty one, so that no wire is tested with nothing at both ends. */
export function output(evaluation: Evaluation, name: string, key: string): string {
    const { id, state } = resource(evaluation, name);
    const value = key === "id" ? id : state[key];
    assert.ok(typeof value === "string" && value !== "", `${name} has no output ${key}`);
    return value;
}

/**
 * For each property of each resource the resources whose outputs it is made of. Two values may be equal by chance; this
 * is the order in which the engine creates and deletes.
 */
export async function dependencies(
    overrides: Record<string, unknown> = {},
): Promise<Record<string, Record<string, string[]>>> {
    const { outputs } = await changedProgram({ "index.ts": (program) => recorder + program }, overrides);
    const recorded = outputs.recorded as [resource: string, property: string, others: string[]][];
    const graph: Record<string, Record<string, string[]>> = {};
    for (const [name, property, others] of recorded)
        if (others.length > 0) graph[called(name)] = { ...graph[called(name)], [property]: others.map(called).sort() };
    return graph;
}

// Stands before the program's first line, so that it is in place before the first resource is.
const recorder = `
import * as sdk from "@pulumi/pulumi";
export const recorded = [];
sdk.runtime.registerStackTransformation(({ type, name, props }) => {
    for (const [property, value] of Object.entries(props)) {
        const others = sdk.output(value).allResources();
        const names = others.then((all) => [...all].map((other) => other.__pulumiType + "::" + other.__name));
        recorded.push([type + "::" + name, property, names]);
    }
    return undefined;
});
`;
