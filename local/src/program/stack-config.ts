import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { environmentsOf, withEnvironment } from "./esc-environment";
import { type LocalAnswers, readLocalAnswers } from "./local-answers";
import { readYaml } from "./yaml-file";

/** What the Pulumi CLI would hand to the program: every value a text, texts as they are and all else as JSON. */
export interface StackConfig {
    project: string;
    stack: string;
    region: string;
    /** Full key, `project:key`, to value. */
    values: Record<string, string>;
    /** Full keys that hold a secret. */
    secretKeys: string[];
    /** Paths of the secrets that only the stack's own key could decrypt, `environment.TOKEN`; they have no value here. */
    lockedSecrets: string[];
    /** Pattern of physical names. */
    autonaming: string;
    /** What is written down of what only AWS, another stack or ESC knows. */
    answers?: LocalAnswers;
    /** The ESC environments that the stack's file names, if any. */
    environments?: string[];
}

interface Declaration {
    type?: string;
    default?: unknown;
    value?: unknown;
}

/**
 * Reads `Pulumi.yaml` and `Pulumi.<stack>.yaml` and applies defaults and types as the CLI does. `overrides` (bare key to
 * value) stand in for the stack file's. Throws one sentence that names the file, and the key and the type where it is
 * about one.
 */
export function readStackConfig(
    projectDir: string,
    stack: string,
    overrides: Record<string, unknown> = {},
): StackConfig {
    const projectFile = readYaml(join(projectDir, "Pulumi.yaml"), "Pulumi.yaml");
    const project = String(projectFile.name);
    const { config: stackFile, environment } = readStackFile(projectDir, stack);
    const declarations = (projectFile.config ?? {}) as Record<string, Declaration>;
    const fullKey = (key: string) => (key.includes(":") ? key : `${project}:${key}`);
    const given = new Map<string, unknown>();
    for (const [key, declared] of Object.entries(declarations)) {
        const value = declared?.value ?? declared?.default;
        if (value !== undefined) given.set(fullKey(key), value);
    }
    const answers = readLocalAnswers(projectDir, stack);
    const own = withEnvironment(answers, { ...stackFile, ...overrides }, fullKey);
    for (const [key, value] of Object.entries(own)) given.set(key, value);
    const lockedSecrets: string[] = [];
    const config: StackConfig = {
        project,
        stack,
        region: "",
        values: {},
        secretKeys: [],
        lockedSecrets,
        autonaming: "",
        ...(answers && { answers }),
        ...environmentsOf(environment),
    };
    for (const [key, value] of given) {
        const bare = key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key;
        const before = lockedSecrets.length;
        const open = withoutLocked(value, bare, lockedSecrets);
        if (lockedSecrets.length > before) config.secretKeys.push(key);
        const usable = open ?? declarations[bare]?.default;
        if (usable !== undefined) config.values[key] = asText(usable, bare, declarations[bare]?.type, stack);
    }
    for (const [key, declared] of Object.entries(declarations)) {
        if (config.values[fullKey(key)] === undefined && declared?.type) {
            throw new Error(`Pulumi.${stack}.yaml: ${key} has no value and Pulumi.yaml no default; set one`);
        }
    }
    config.region = config.values["aws:region"] ?? "us-east-1";
    const autonaming = config.values["pulumi:autonaming"];
    config.autonaming = autonaming ? JSON.parse(autonaming).pattern : "${name}-${hex(7)}";
    return config;
}

/** The stacks that have a file in the project, by name. */
export function stackNames(projectDir: string): string[] {
    const names = readdirSync(projectDir).map((file) => /^Pulumi\.(.+)(?<!\.local)\.yaml$/.exec(file)?.[1]);
    return names.filter((name) => name !== undefined).sort();
}

function readStackFile(projectDir: string, stack: string): { config: Record<string, unknown>; environment?: unknown } {
    const file = `Pulumi.${stack}.yaml`;
    if (!existsSync(join(projectDir, file))) {
        const known = stackNames(projectDir).join(", ") || "none";
        throw new Error(`${file}: there is no such file; stacks with one: ${known} (choose with --stack)`);
    }
    const { config = {}, environment, ...rest } = readYaml(join(projectDir, file), file);
    const foreign = Object.keys(rest).find(
        (key) => !["secretsprovider", "encryptedkey", "encryptionsalt"].includes(key),
    );
    if (foreign) throw new Error(`${file}: ${foreign} stands at the top level; configuration goes below \`config:\``);
    if (config !== null && (typeof config !== "object" || Array.isArray(config))) {
        throw new Error(`${file}: config must be a map from key to value`);
    }
    return { config: (config ?? {}) as Record<string, unknown>, environment };
}

function asText(value: unknown, key: string, type: string | undefined, stack: string): string {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const fits: Record<string, boolean> = {
        // The CLI reads every scalar of a stack file as a text.
        string: ["string", "number", "boolean"].includes(typeof value),
        // `pulumi config set` writes numbers and booleans as texts.
        integer: /^-?\d+$/.test(text),
        boolean: text === "true" || text === "false",
        array: Array.isArray(value),
        object: typeof value === "object" && value !== null && !Array.isArray(value),
    };
    if (type && fits[type] === false) {
        throw new Error(`Pulumi.${stack}.yaml: ${key}: ${text} must be of type ${type}`);
    }
    return text;
}

// A secret is stored as { secure: ciphertext }, at any depth.
function withoutLocked(value: unknown, path: string, locked: string[]): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((item, index) => withoutLocked(item, `${path}.${index}`, locked));
    if (typeof (value as { secure?: unknown }).secure === "string" && Object.keys(value).length === 1) {
        locked.push(path);
        return undefined;
    }
    const entries = Object.entries(value).map(([key, item]) => [key, withoutLocked(item, `${path}.${key}`, locked)]);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}
