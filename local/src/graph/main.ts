// The graph as pages of Markdown, for people who review a change.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stackNames } from "../program/program";
import { graphDocument } from "./document";

/**
 * Writes `graph/<stack>.md` for every `Pulumi.<stack>.yaml` of a project, and removes the pages of stacks that are gone. Throws
 * a sentence for arguments of the command, which has none.
 */
export async function writeGraph(projectDir: string, args: string[]): Promise<void> {
    if (args.length > 0)
        throw new Error(`graph writes graph/<stack>.md for every stack; it takes no argument, and ${args[0]} is one`);
    const stacks = stackNames(projectDir);
    mkdirSync(join(projectDir, "graph"), { recursive: true });
    for (const file of readdirSync(join(projectDir, "graph")).filter((name) => name.endsWith(".md"))) {
        if (!stacks.includes(file.slice(0, -3))) rmSync(join(projectDir, "graph", file));
    }
    for (const stack of stacks) {
        writeFileSync(join(projectDir, "graph", `${stack}.md`), await graphDocument(projectDir, stack));
        console.log(`graph/${stack}.md`);
    }
}

export { graphDocument } from "./document";
