import type { RegisteredResource } from "../program/program";
import type { Row } from "./inputs";
import { label } from "./references";

/** A resource as a Markdown section: type, logical name, a row for every input and one for every option that is set. */
export function table(resource: RegisteredResource, inputs: Row[], dependsOn: string[]): string {
    const options = { deleteBeforeReplace: resource.deleteBeforeReplace, protect: resource.protect };
    const set = Object.entries(options).filter(([, value]) => value !== undefined);
    const rows = [
        ["logical name", resource.name],
        ...inputs.map(({ path, value }) => [path, value]),
        ...dependsOn.map((target) => ["option dependsOn", target]),
        ...set.map(([option, value]) => [`option ${option}`, String(value)]),
    ];
    return [
        `### ${label(resource)}`,
        "",
        `| resource type | \`${resource.type}\` |`,
        "|---|---|",
        ...rows.map(([key = "", value = ""]) => `| ${escaped(key)} | ${code(escaped(value))} |`),
    ].join("\n");
}

function code(text: string): string {
    return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function escaped(text: string): string {
    return text.replaceAll("|", "\\|");
}
