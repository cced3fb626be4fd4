import { readFileSync } from "node:fs";
import { configText } from "./config-value";
import type { Value, ValueMap } from "./yaml";

// Its library takes 9 ms to load, which the evaluation would wait for in a command that reads no YAML itself.
const yaml = () => require("./yaml") as typeof import("./yaml");

/**
 * Reads a YAML file that holds a map, or nothing, as the Pulumi CLI does. Throws one sentence that begins with the file's
 * name.
 */
export function yamlFile(path: string, name: string): ValueMap {
    const text = readText(path, name);
    let content: Value;
    try {
        content = yaml().readYaml(text) ?? new Map();
    } catch (error) {
        throw new Error(`${name}: ${(error as Error).message}`);
    }
    if (!(content instanceof Map)) throw new Error(`${name}: must be a map`);
    const odd = [...content.keys()].find((key) => typeof key !== "string");
    if (odd !== undefined)
        throw new Error(`${name}: the key ${configText(odd, "stack")} must be a text; put it in quotes`);
    return content;
}

/** The same as plain JavaScript. */
export function plainYamlFile(path: string, name: string): Record<string, unknown> {
    return JSON.parse(configText(yamlFile(path, name), "stack"));
}

/** Plain JavaScript as the YAML that says the same. */
export function asYaml(value: unknown): Value {
    if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
    if (Array.isArray(value)) return value.map(asYaml);
    if (typeof value !== "object" || value === null) return value as Value;
    return new Map(Object.entries(value).map(([key, item]) => [key, asYaml(item)]));
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
