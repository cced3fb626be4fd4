import type { GraphNode } from "../messages";

export const nodeSize = { width: 176, height: 40 };
const gap = { x: 56, y: 14 };

export interface Layout {
    placed: { node: GraphNode; x: number; y: number }[];
    arrows: { from: string; to: string; waits: boolean; path: string }[];
    width: number;
    height: number;
}

/** Places each resource to the right of all that it refers to; in a column, near what it refers to. */
export function layout(nodes: GraphNode[]): Layout {
    const byLabel = new Map(nodes.map((node) => [node.label, node]));
    const targets = (node: GraphNode) => [...node.references, ...node.dependsOn].filter((label) => byLabel.has(label));
    const depths = new Map<string, number>();
    const depth = (node: GraphNode): number => {
        const known = depths.get(node.label);
        if (known !== undefined) return known;
        // A circle, that no program has, would end here.
        depths.set(node.label, 0);
        const found = Math.max(-1, ...targets(node).map((label) => depth(byLabel.get(label) as GraphNode))) + 1;
        depths.set(node.label, found);
        return found;
    };
    for (const node of nodes) depth(node);
    const columns: GraphNode[][] = [];
    for (const node of nodes) {
        const at = depths.get(node.label) ?? 0;
        columns[at] = [...(columns[at] ?? []), node];
    }
    const places = new Map<string, { x: number; y: number }>();
    columns.forEach((column, at) => {
        const wish = (node: GraphNode) => {
            const heights = targets(node).map((label) => places.get(label)?.y ?? 0);
            return heights.length === 0 ? 0 : heights.reduce((sum, y) => sum + y, 0) / heights.length;
        };
        const wishes = new Map(column.map((node) => [node, wish(node)]));
        const sorted = [...column].sort((a, b) => (wishes.get(a) ?? 0) - (wishes.get(b) ?? 0));
        sorted.forEach((node, row) => {
            const place = { x: 8 + at * (nodeSize.width + gap.x), y: 8 + row * (nodeSize.height + gap.y) };
            places.set(node.label, place);
        });
    });
    const arrows = nodes.flatMap((node) =>
        direct(node, byLabel).map((to) => ({
            from: node.label,
            to,
            waits: !node.references.includes(to),
            path: arrow(places.get(to), places.get(node.label)),
        })),
    );
    return {
        placed: nodes.map((node) => ({ node, ...(places.get(node.label) ?? { x: 0, y: 0 }) })),
        arrows,
        width: 16 + columns.length * (nodeSize.width + gap.x),
        height: 16 + Math.max(0, ...columns.map((column) => column.length)) * (nodeSize.height + gap.y),
    };
}

// Everything refers to the API: an arrow is left out where two others lead to the same place.
function direct(node: GraphNode, byLabel: Map<string, GraphNode>): string[] {
    const all = [...new Set([...node.references, ...node.dependsOn])].filter((label) => byLabel.has(label));
    const reaches = (from: string, to: string): boolean =>
        (byLabel.get(from)?.references ?? []).some((next) => next === to || reaches(next, to));
    return all.filter((to) => !all.some((other) => other !== to && reaches(other, to)));
}

function arrow(from = { x: 0, y: 0 }, to = { x: 0, y: 0 }): string {
    const [x1, y1] = [from.x + nodeSize.width, from.y + nodeSize.height / 2];
    const [x2, y2] = [to.x, to.y + nodeSize.height / 2];
    const bend = Math.max(24, (x2 - x1) / 2);
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
