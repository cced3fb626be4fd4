import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { mismatches } from "./config-type";
import { configText } from "./config-value";
import { environmentsOf, withEnvironment } from "./esc-environment";
import { foreignKeys } from "./foreign-keys";
import { type LocalAnswers, readLocalAnswers } from "./local-answers";
import { withoutLocked } from "./locked-secrets";
import { bareKey, fullKey, type ProjectFile, readProjectFile, stackFolder } from "./project-file";
import { stackName } from "./stack-name";
import type { Value, ValueMap } from "./yaml";
import { asYaml, yamlFile } from "./yaml-file";

/** What the Pulumi CLI would hand to the program: every value a text, texts as they are and all else as JSON. */
export interface StackConfig {
    project: string;
    stack: string;
    /** That of the stack's full name, where it is given. */
    organization?: string;
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
    /** What of it nothing reads, as far as can be told. */
    warnings?: string[];
}

/**
 * Reads `Pulumi.yaml` and `Pulumi.<stack>.yaml` and applies defaults and types as the CLI does. `name` is the stack's, its
 * full one if a person likes. `overrides` (bare key to
 * value) stand in for the stack file's. Throws a sentence for each thing that is wrong, with the file, the key and the
 * type where it is about one.
 */
export function readStackConfig(
    projectDir: string,
    name: string,
    overrides: Record<string, unknown> = {},
): StackConfig {
    const projectFile = readProjectFile(projectDir);
    const { name: project, declarations } = projectFile;
    const { stack, organization } = stackName(name, project);
    const file = `Pulumi.${stack}.yaml`;
    const problems: string[] = [];
    const stackFile = readStackFile(projectFile, stack);
    const own = stackValues(stackFile, { ...projectFile, stack }, problems);
    for (const [key, value] of Object.entries(overrides)) own.set(fullKey(key, project), asYaml(value));
    const answers = readLocalAnswers(projectFile.stackFolder, stack);
    const given = withEnvironment(answers, own, (key) => fullKey(key, project));

    const config: StackConfig = {
        project,
        stack,
        ...(organization !== undefined && { organization }),
        region: "",
        values: {},
        secretKeys: [],
        lockedSecrets: [],
        autonaming: "",
        ...(answers && { answers }),
        ...environmentsOf(stackFile.get("environment")),
    };
    for (const key of new Set([...declarations.keys(), ...given.keys()])) {
        const bare = bareKey(key, project);
        const { type, items, given: byDefault, isDefault, secret = false } = declarations.get(key) ?? {};
        const locked = config.lockedSecrets.length;
        const open = given.has(key) ? withoutLocked(given.get(key) ?? null, bare, config.lockedSecrets) : undefined;
        const isSecret = config.lockedSecrets.length > locked;
        if (isSecret) config.secretKeys.push(key);
        if (secret && given.has(key) && !isSecret)
            problems.push(`${file}: ${bare}: must be encrypted; set it with --secret`);
        const value = open === undefined ? byDefault : open;
        if (value === undefined) {
            if (type || !isSecret) problems.push(`${file}: ${bare} has no value and Pulumi.yaml no default; set one`);
            continue;
        }
        try {
            const text = configText(value, open === undefined ? "project" : "stack");
            config.values[key] = text;
            const content = Array.isArray(value) || value instanceof Map ? value : text;
            const wrong =
                type && (open !== undefined || !isDefault)
                    ? mismatches(content, { type, ...(items && { items }) }, bare)
                    : [];
            problems.push(...wrong.map((problem) => `${file}: ${problem}`));
        } catch (error) {
            problems.push(`${file}: ${bare}: ${(error as Error).message}`);
        }
    }
    if (problems.length > 0) throw new Error(problems.join("\n"));
    config.region = config.values["aws:region"] ?? "us-east-1";
    config.autonaming = autonaming(config.values["pulumi:autonaming"]);
    const warnings = foreignKeys(project, config.values, [...declarations.keys()], given);
    if (warnings.length > 0) config.warnings = warnings.map((warning) => `${file}: ${warning}`);
    return config;
}

/** The stacks that have a file in the project, by name. */
export function stackNames(projectDir: string): string[] {
    return namesIn(stackFolder(projectDir));
}

function namesIn(folder: string): string[] {
    const names = readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)(?<!\.local)\.yaml$/.exec(file)?.[1] ?? []);
    return names.sort();
}

function readStackFile({ stackFolder: folder }: ProjectFile, stack: string): ValueMap {
    const file = `Pulumi.${stack}.yaml`;
    if (!existsSync(join(folder, file))) {
        const known = namesIn(folder).join(", ") || "none";
        throw new Error(`${file}: there is no such file; stacks with one: ${known} (choose with --stack)`);
    }
    const content = yamlFile(join(folder, file), file);
    const known = ["config", "secretsprovider", "encryptedkey", "encryptionsalt", "environment"];
    const foreign = [...content.keys()].find((key) => !known.includes(String(key)));
    if (foreign) throw new Error(`${file}: ${foreign} stands at the top level; configuration goes below \`config:\``);
    if (!((content.get("config") ?? new Map()) instanceof Map)) {
        throw new Error(`${file}: config must be a map from key to value`);
    }
    return content;
}

function stackValues(file: ValueMap, { name: project, stack }: ProjectFile & { stack: string }, problems: string[]) {
    const values = new Map<string, Value>();
    for (const [key, value] of (file.get("config") ?? new Map()) as ValueMap) {
        try {
            const full = fullKey(key, project);
            if (values.has(full)) throw new Error("is given twice, in two forms of the key");
            values.set(full, value);
        } catch (error) {
            problems.push(`Pulumi.${stack}.yaml: ${key}: ${(error as Error).message}`);
        }
    }
    return values;
}

function autonaming(value: string | undefined): string {
    const { pattern, mode } = JSON.parse(value ?? "{}") as { pattern?: string; mode?: string };
    return pattern ?? (mode === "verbatim" ? "${name}" : "${name}-${hex(7)}");
}
