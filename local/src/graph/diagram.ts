import { label } from "./references";

/** A resource in the picture: what its inputs refer to, and what it only waits for. Both are labels. */
export interface Node {
    resource: { type: string; name: string };
    group: string;
    references: string[];
    dependsOn: string[];
}

/**
 * The Mermaid flowchart of the resources, for GitHub to draw. An arrow points to what a resource refers to, a dotted one
 * to what it waits for. An arrow is left out where two others lead to the same place: everything refers to the REST API,
 * and a picture of that shows nothing else.
 */
export function diagram(nodes: Node[], groups: string[]): string {
    const references = new Map(nodes.map((node) => [label(node.resource), node.references]));
    const boxes = groups.flatMap((group) => {
        const members = nodes.filter((node) => node.group === group).map(({ resource }) => box(resource));
        return members.length > 0 ? [`    subgraph group_${group}["${group}"]`, ...members, "    end"] : [];
    });
    const arrows = nodes.flatMap((node) => {
        const from = identifier(label(node.resource));
        const solid = node.references.filter((target) => !isIndirect(target, node.references, references));
        const dotted = node.dependsOn.filter((target) => !node.references.includes(target));
        return [
            ...solid.map((target) => `    ${from} --> ${identifier(target)}`),
            ...dotted.map((target) => `    ${from} -.-> ${identifier(target)}`),
        ];
    });
    return ["```mermaid", "flowchart LR", ...boxes, ...arrows, "```"].join("\n");
}

function box({ type, name }: { type: string; name: string }): string {
    return `        ${identifier(label({ type, name }))}["${type.split(":").at(-1)}<br>${name}"]`;
}

// Mermaid takes letters, digits and underscores. Two labels never give one identifier, and none depends on another: a
// new route must not renumber the rest.
function identifier(label: string): string {
    return label
        .replace(/[^A-Za-z0-9]/g, (character) => `_${character.codePointAt(0)?.toString(16)}_`)
        .replace("_5b_", "__")
        .replace(/_5d_$/, "");
}

function isIndirect(target: string, direct: string[], references: Map<string, string[]>): boolean {
    // What is found by value may go round in a circle.
    const seen = new Set<string>();
    const reaches = (from: string): boolean => {
        if (seen.has(from)) return false;
        seen.add(from);
        return (references.get(from) ?? []).some((next) => next === target || reaches(next));
    };
    return direct.some((other) => other !== target && reaches(other));
}
