import { useEffect, useState } from "preact/hooks";
import type { Graph, GraphNode } from "../messages";
import { layout, nodeSize } from "./layout";
import { say } from "./model";
import { fetchGraph } from "./server";

/** The picture of the program's resources, and the inputs of the one that is chosen. */
export function GraphView() {
    const [graph, setGraph] = useState<Graph | undefined>();
    const [chosen, setChosen] = useState<string | undefined>();
    useEffect(() => {
        fetchGraph().then(setGraph, (error) => say(error.message));
    }, []);
    if (!graph) return <main class="graph">The program is being evaluated …</main>;
    if ("refused" in graph) return <main class="graph">{graph.refused}</main>;
    const node = graph.nodes.find(({ label }) => label === chosen);
    return (
        <main class="graph">
            <Picture nodes={graph.nodes} chosen={chosen} choose={setChosen} />
            <section class="inputs" aria-label="Inputs" aria-live="polite">
                {node ? (
                    <Inputs node={node} />
                ) : (
                    <p class="none">
                        Stack {graph.stack}, {graph.nodes.length} resources. Choose one to see its inputs. A dashed
                        frame is a resource that has no effect here: it is not imitated, its outputs are made up.
                    </p>
                )}
            </section>
        </main>
    );
}

function Inputs({ node }: { node: GraphNode }) {
    return (
        <>
            <h1>{node.label}</h1>
            <p class="none">
                {node.type}
                {!node.imitated && "; not imitated locally: nothing here acts on it, its outputs are made up"}
            </p>
            <table class="headers">
                <tbody>
                    {node.inputs.map(({ path, value }) => (
                        <tr key={path}>
                            <th scope="row">{path}</th>
                            <td>{value}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </>
    );
}

interface PictureProps {
    nodes: GraphNode[];
    chosen: string | undefined;
    choose(label: string): void;
}

function Picture({ nodes, chosen, choose }: PictureProps) {
    const { placed, arrows, width, height } = layout(nodes);
    return (
        <div class="picture">
            <svg width={width} height={height} aria-label="Resources">
                {arrows.map(({ from, to, waits, path }) => (
                    <path
                        key={`${from} ${to}`}
                        d={path}
                        class={`${from === chosen || to === chosen ? "lit" : ""}${waits ? " waits" : ""}`}
                    />
                ))}
                {placed.map(({ node, x, y }) => (
                    // biome-ignore lint/a11y/useSemanticElements: there are no buttons in a drawing
                    <g
                        key={node.label}
                        transform={`translate(${x} ${y})`}
                        tabindex={0}
                        role="button"
                        aria-pressed={node.label === chosen}
                        aria-label={`${node.label}${node.imitated ? "" : ", not imitated"}`}
                        class={node.imitated ? "own" : "other"}
                        onClick={() => choose(node.label)}
                        onKeyDown={(event) => {
                            if (event.key !== "Enter" && event.key !== " ") return;
                            event.preventDefault();
                            choose(node.label);
                        }}
                    >
                        <rect width={nodeSize.width} height={nodeSize.height} rx={6} />
                        <text class="type" x={8} y={16}>
                            {node.type.split(":").at(-1)}
                            {!node.imitated && " (not imitated)"}
                        </text>
                        <text x={8} y={31}>
                            {node.name.length > 24 ? `${node.name.slice(0, 23)}…` : node.name}
                        </text>
                    </g>
                ))}
            </svg>
        </div>
    );
}
