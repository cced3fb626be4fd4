import "../local/light-sdk";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stackNames } from "../local/stack-config";
import { graphDocument } from "./document";

// npm run graph: writes graph/<stack>.md for every Pulumi.<stack>.yaml, and removes those of stacks that are gone.

async function main(projectDir: string): Promise<void> {
    const stacks = stackNames(projectDir);
    for (const file of readdirSync(join(projectDir, "graph")).filter((name) => name.endsWith(".md"))) {
        if (!stacks.includes(file.slice(0, -3))) rmSync(join(projectDir, "graph", file));
    }
    for (const stack of stacks) {
        writeFileSync(join(projectDir, "graph", `${stack}.md`), await graphDocument(projectDir, stack));
        console.log(`graph/${stack}.md`);
    }
}

main(process.cwd()).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
