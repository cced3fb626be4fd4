// Runs in a process of its own: `node bin/run.cjs src/graph/picture.ts PROJECT STACK`. Evaluates the program, writes the
// picture of its resources as one line of JSON to file descriptor 3 and exits.
import { writeSync } from "node:fs";
import { evaluate, readStackConfig } from "../program/program";
import { isImitated } from "./imitated";
import { graphNodes } from "./nodes";
import { label } from "./references";

/** The resources of a stack's program, for a page to draw; or the sentence that says why there are none. */
export type Picture = { stack: string; nodes: PictureNode[] } | { refused: string };

export interface PictureNode {
    label: string;
    type: string;
    name: string;
    group: string;
    /** Labels of what its inputs refer to, and of what it waits for. */
    references: string[];
    dependsOn: string[];
    inputs: { path: string; value: string }[];
    /** Whether it has an effect on the local API. */
    imitated: boolean;
}

const [projectDir = process.cwd(), stack = "dev"] = process.argv.slice(2);

async function picture(): Promise<Picture> {
    const { resources } = await evaluate(projectDir, readStackConfig(projectDir, stack));
    const nodes = graphNodes(resources).map(({ resource, group, references, dependsOn, inputs }) => {
        const { type, name } = resource;
        const shown = inputs.map(({ path, value }) => ({ path, value }));
        return {
            label: label(resource),
            type,
            name,
            group,
            references,
            dependsOn,
            inputs: shown,
            imitated: isImitated(type),
        };
    });
    return { stack, nodes };
}

function tell(result: Picture): never {
    const bytes = Buffer.from(JSON.stringify(result));
    for (let sent = 0; sent < bytes.length; ) sent += writeSync(3, bytes, sent);
    process.exit();
}

picture()
    .catch((error) => ({ refused: String(error instanceof Error ? error.message : error) }))
    .then(tell);
