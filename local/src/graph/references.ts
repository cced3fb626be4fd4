import type { RegisteredResource } from "../program/program";

/** An output of a resource where another one uses it. */
export interface Reference {
    label: string;
    property: string;
}

/** How the graph names a resource: the last word of its type and the logical name, `Function[function]`. */
export function label({ type, name }: { type: string; name: string }): string {
    return `${type.split(":").at(-1)}[${name}]`;
}

/** The order of labels: by type, then by name, a path before what is below it. */
export function byLabel(a: string, b: string): number {
    const bare = (label: string) => label.replace("[", " ").slice(0, -1);
    return bare(a) < bare(b) ? -1 : 1;
}

/**
 * Cuts a text of a resource's input (`key` is the input, or the key it stands under) into plain text and references.
 * They are found by value: outputs reach the inputs of other resources as plain ids, ARNs and names, and AWS computes
 * each of these for one resource only.
 */
export function findReferences(
    resources: RegisteredResource[],
): (resource: RegisteredResource, key: string, text: string) => (string | Reference)[] {
    const computed = new Map<string, Reference>();
    const stageNames = new Map<string, Reference>();
    for (const resource of resources) {
        for (const [property, value] of Object.entries({ ...resource.state, id: resource.id })) {
            if (typeof value !== "string" || value === "" || shared.has(property)) continue;
            // A component's id is the word it is called by, which may mean anything elsewhere.
            if (property === "id" && value === resource.name) continue;
            const isComputed = !(property in resource.inputs);
            const reference = { label: label(resource), property };
            if (isComputed && !computed.has(value)) computed.set(value, reference);
            // The program, not AWS, names a stage. The same word elsewhere is only a word, so the key counts as well.
            if (resource.type === stageType && property === "stageName") stageNames.set(value, reference);
        }
    }
    const longestFirst = [...computed.keys()].sort((a, b) => b.length - a.length).map(escapeRegExp);
    const anyComputed = new RegExp(`(?<![A-Za-z0-9])(${longestFirst.join("|")})(?![A-Za-z0-9])`);
    return ({ type }, key, text) => {
        const stage = key === "stageName" && type !== stageType ? stageNames.get(text) : undefined;
        if (stage) return [stage];
        const pieces = text.split(anyComputed).map((piece) => computed.get(piece) ?? piece);
        return pieces.filter((piece) => piece !== "");
    };
}

// AWS gives many resources the same.
const shared = new Set(["region", "availabilityZone", "ownerId", "accountId", "registryId"]);

const stageType = "aws:apigateway/stage:Stage";

function escapeRegExp(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
