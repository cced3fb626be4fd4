import { evaluate, readStackConfig, type StackConfig } from "../program/program";
import { diagram } from "./diagram";
import { groups } from "./groups";
import { graphNodes } from "./nodes";
import { table } from "./table";

/**
 * The Markdown file of a stack: a picture of the resources its program registers and a table of each one's inputs and
 * options. It holds nothing generated, and changes with what AWS would be asked for and with nothing else.
 * `overrides` (bare key to value) stand in for the stack file's configuration.
 */
export async function graphDocument(
    projectDir: string,
    stack: string,
    overrides: Record<string, unknown> = {},
): Promise<string> {
    const config = withPlaceholder(readStackConfig(projectDir, stack, overrides));
    const { resources } = await evaluate(projectDir, config);
    const nodes = graphNodes(resources);
    const tables = groups.flatMap((group) =>
        nodes
            .filter((node) => node.group === group)
            .map(({ resource, inputs, dependsOn }) => table(resource, inputs, dependsOn)),
    );
    return `${[heading(stack, config), diagram(nodes, groups), ...tables].join("\n\n")}\n`;
}

// The program runs under this name, so the project's own appears nowhere: neither in tags and physical names nor in
// what is hashed from them.
function withPlaceholder(config: StackConfig): StackConfig {
    const project = "<project>";
    const renamed = (key: string) =>
        key.startsWith(`${config.project}:`) ? `${project}${key.slice(config.project.length)}` : key;
    const values = Object.entries(config.values).map(([key, value]) => [renamed(key), value]);
    return { ...config, project, values: Object.fromEntries(values), secretKeys: config.secretKeys.map(renamed) };
}

function heading(stack: string, { region, lockedSecrets }: StackConfig): string {
    return [
        // Aligned columns would change every row of a table for one longer value.
        "<!-- biome-ignore-all format: npm run graph writes this file -->",
        "",
        `# Stack ${stack}`,
        "",
        `What \`pulumi up\` registers in ${region} for \`Pulumi.${stack}.yaml\`. Written by \`npm run graph\`.`,
        "",
        "An arrow points to the resource that an input refers to, a dotted one to what `dependsOn` names; arrows that",
        "follow from others are left out. In the tables `Role[gateway].arn` is an output of another resource and",
        "`<project>` the project's name. A new `triggers.redeployment` is a new deployment.",
        ...lockedSecrets.map((path) => `\n\`${path}\` is encrypted: neither it nor what follows from it is shown.`),
    ].join("\n");
}
