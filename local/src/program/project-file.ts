import { join } from "node:path";
import { type ConfigType, mismatches } from "./config-type";
import type { Value, ValueMap } from "./yaml";
import { yamlFile } from "./yaml-file";

/** What `Pulumi.yaml` says of the project's configuration. */
export interface ProjectFile {
    name: string;
    /** Folder of the stacks' files, absolute. */
    stackFolder: string;
    /** By full key, `project:key`, in the file's order. */
    declarations: Map<string, Declaration>;
}

export interface Declaration extends Partial<ConfigType> {
    /** Value of a stack that has none of its own. */
    given: Value | undefined;
    /** The CLI checks a default when it reads the file, a `value` only where a stack uses it. */
    isDefault: boolean;
    secret: boolean;
}

/**
 * Reads `Pulumi.yaml` as the Pulumi CLI does: short forms, and keys of the form `aws:config:region`. Throws a sentence for
 * each thing in it that the CLI refuses.
 */
export function readProjectFile(projectDir: string): ProjectFile {
    const file = yamlFile(join(projectDir, "Pulumi.yaml"), "Pulumi.yaml");
    const name = file.get("name");
    if (typeof name !== "string" || name === "") {
        throw new Error("Pulumi.yaml: name must be a text that is not empty; put it in quotes");
    }
    const config = file.get("config") ?? new Map();
    const declarations: ProjectFile["declarations"] = new Map();
    const problems: string[] = [];
    for (const [key, value] of config instanceof Map ? (config as ValueMap) : []) {
        try {
            const full = fullKey(key, name);
            const declaration = declared(value, full.startsWith(`${name}:`));
            problems.push(...defaultProblems(declaration, bareKey(full, name)));
            declarations.set(full, declaration);
        } catch (error) {
            problems.push(`Pulumi.yaml: ${key}: ${(error as Error).message}`);
        }
    }
    if (typeof config !== "string" && !(config instanceof Map)) problems.push("Pulumi.yaml: config must be a map");
    if (problems.length > 0) throw new Error(problems.join("\n"));
    return { name, stackFolder: folderIn(projectDir, file), declarations };
}

/** The folder of the stacks' files, absolute; the project's own where `Pulumi.yaml` cannot be read. */
export function stackFolder(projectDir: string): string {
    try {
        return folderIn(projectDir, yamlFile(join(projectDir, "Pulumi.yaml"), "Pulumi.yaml"));
    } catch {
        return projectDir;
    }
}

function folderIn(projectDir: string, file: ValueMap): string {
    // A text is the old name of stackConfigDir.
    const config = file.get("config");
    const folder = typeof config === "string" ? config : (file.get("stackConfigDir") ?? ".");
    if (typeof folder !== "string") throw new Error("Pulumi.yaml: stackConfigDir must be a text");
    return join(projectDir, folder);
}

/** The key with its namespace; one with `config` in the middle is an old form. Throws the end of a sentence. */
export function fullKey(key: unknown, project: string): string {
    if (typeof key !== "string") throw new Error("is no text; put it in quotes");
    const parts = key.split(":");
    if (parts.length === 1) return `${project}:${key}`;
    if (parts.length === 3 && parts[1] === "config") return `${parts[0]}:${parts[2]}`;
    if (parts.length === 2) return key;
    throw new Error("is no configuration key; write NAMESPACE:NAME");
}

/** The key without the project's own namespace. */
export function bareKey(key: string, project: string): string {
    return key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key;
}

const attributes = ["type", "items", "description", "default", "value", "secret"];

function declared(value: Value, own: boolean): Declaration {
    const isWord = typeof value === "string" || typeof value === "boolean" || Array.isArray(value);
    if (isWord || (typeof value === "bigint" && BigInt.asIntN(64, value) === value)) {
        return { given: value, isDefault: true, secret: false };
    }
    if (!(value instanceof Map)) throw new Error("must be a value, or a map with its type, description and default");
    const unknown = [...value.keys()].find((attribute) => !attributes.includes(String(attribute)));
    if (unknown !== undefined) throw new Error(`${unknown} is none of ${attributes.join(", ")}`);
    const { description = "", secret = false } = Object.fromEntries(value);
    if (typeof description !== "string") throw new Error("its description must be a text");
    if (typeof secret !== "boolean") throw new Error("secret must be true or false");
    const [byDefault, byValue] = [value.get("default") ?? undefined, value.get("value") ?? undefined];
    if (byDefault !== undefined && byValue !== undefined) throw new Error("has a default and a value; leave one");
    const typed = value.has("type") || value.has("items") ? { ...configType(value) } : {};
    if (!own && (byDefault !== undefined || value.has("type"))) {
        throw new Error("belongs to another namespace and has a type or a default; it may only have a value");
    }
    if (!own && byValue === undefined) throw new Error("belongs to another namespace and has no value");
    return { ...typed, given: byDefault ?? byValue, isDefault: byDefault !== undefined, secret };
}

const types = ["string", "integer", "boolean", "array", "object"];

function configType(value: ValueMap): ConfigType {
    const [type, items] = [value.get("type"), value.get("items")];
    if (!types.includes(String(type))) throw new Error(`its type must be one of ${types.join(", ")}`);
    if (type === "array" && !(items instanceof Map)) throw new Error("is an array without items; name their type");
    return { type: String(type), ...(items instanceof Map && { items: configType(items) }) };
}

function defaultProblems({ type, items, given, isDefault }: Declaration, key: string): string[] {
    if (type === undefined || given === undefined || !isDefault) return [];
    return mismatches(given, { type, ...(items && { items }) }, key).map((problem) => `Pulumi.yaml: ${problem}`);
}
