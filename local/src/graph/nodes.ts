import type { RegisteredResource } from "../program/program";
import { groupOf } from "./groups";
import { type Row, readableInputs } from "./inputs";
import { byLabel, findReferences, label } from "./references";

/** A resource of the graph with its readable inputs, and the labels of those it refers to and of those it waits for. */
export interface GraphNode {
    resource: RegisteredResource;
    group: string;
    inputs: Row[];
    references: string[];
    dependsOn: string[];
}

/** Makes the graph of the resources that a program registered, sorted by label. */
export function graphNodes(resources: RegisteredResource[]): GraphNode[] {
    const cut = findReferences(resources);
    const sorted = [...resources].sort((a, b) => byLabel(label(a), label(b)));
    const nodes = sorted.map((resource) => {
        const inputs = readableInputs(resource, cut);
        const references = sortedSet(inputs.flatMap((row) => row.references.map((reference) => reference.label)));
        return { resource, inputs, references, dependsOn: sortedSet(resource.dependsOn.map(labelOf)) };
    });
    return nodes.map((node) => ({ ...node, group: groupOf(node, nodes) }));
}

/** From `type::name`, as `dependsOn` is recorded. */
function labelOf(urn: string): string {
    const [type = "", name = ""] = urn.split(/::(.*)/s);
    return label({ type, name });
}

function sortedSet(labels: string[]): string[] {
    return [...new Set(labels)].sort(byLabel);
}
