import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";

/** Reads a YAML file that holds a map, or nothing. Throws one sentence that begins with the file's name. */
export function readYaml(path: string, name: string): Record<string, unknown> {
    const document = parseDocument(readText(path, name), { prettyErrors: true });
    const [error] = document.errors;
    if (error) throw new Error(`${name}: ${error.message.split("\n")[0]?.replace(/:$/, "")}`);
    const content = document.toJS() ?? {};
    if (typeof content !== "object" || Array.isArray(content)) throw new Error(`${name}: must be a map`);
    return content;
}

function readText(path: string, name: string): string {
    try {
        return readFileSync(path, "utf8");
    } catch (error) {
        throw new Error(
            `${name} cannot be read (${(error as NodeJS.ErrnoException).code}); start in the project's folder`,
        );
    }
}
