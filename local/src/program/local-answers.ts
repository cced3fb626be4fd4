import { existsSync } from "node:fs";
import { join } from "node:path";
import { plainYamlFile } from "./yaml-file";

type Values = Record<string, unknown>;

/** What a person wrote down of what only AWS, another stack or an ESC environment knows. */
export interface LocalAnswers {
    /** `Pulumi.<stack>.local.yaml` */
    file: string;
    /** Token, `aws:ec2/getVpc:getVpc`, to result. */
    calls: Record<string, Values>;
    /** Full name, `organization/network/dev`, to outputs. */
    stacks: Record<string, Values>;
    /** What ESC would give: configuration by key, and variables of the program's process. */
    environment: { pulumiConfig: Values; environmentVariables: Record<string, string> };
}

const examples = {
    calls: { "aws:ec2/getVpc:getVpc": { id: "vpc-0123456789abcdef0" } },
    stacks: { "organization/network/dev": { vpcId: "vpc-0123456789abcdef0" } },
    environment: { pulumiConfig: { "aws:region": "eu-central-1" } },
};

/**
 * Reads `Pulumi.<stack>.local.yaml`, which git ignores and nobody must have. Throws a sentence that names the file and the
 * entry that would be right where one is of another form.
 */
export function readLocalAnswers(projectDir: string, stack: string): LocalAnswers | undefined {
    const file = localAnswersFile(stack);
    const answers = noAnswers(stack);
    if (!existsSync(join(projectDir, file))) return undefined;
    for (const [section, given] of Object.entries(plainYamlFile(join(projectDir, file), file))) {
        if (!(section in examples)) {
            throw new Error(`${file}: ${section} is unknown; it holds calls, stacks and environment`);
        }
        const key = section as keyof typeof examples;
        const entries = map(given ?? {}, `${file}: ${section}`, { [section]: examples[key] });
        if (key === "environment") answers.environment = environment(entries, file);
        else answers[key] = named(key, entries, file);
    }
    return answers;
}

/** What stands in the file of a stack that has none. */
export function noAnswers(stack: string): LocalAnswers {
    const environment = { pulumiConfig: {}, environmentVariables: {} };
    return { file: localAnswersFile(stack), calls: {}, stacks: {}, environment };
}

export function localAnswersFile(stack: string): string {
    return `Pulumi.${stack}.local.yaml`;
}

/** An entry of the file as a person would write it, in one line that YAML reads. */
export function entry(section: keyof typeof examples, name: string, value: Values): string {
    return `${section}: ${flow({ [name]: value })}`;
}

function flow(value: unknown): string {
    if (!isMap(value)) return JSON.stringify(value);
    return `{${Object.entries(value)
        .map(([key, item]) => `${JSON.stringify(key)}: ${flow(item)}`)
        .join(", ")}}`;
}

/** A stack's full name; the parts that a program leaves out are its own. */
export function fullName(name: string, self: string): string {
    const parts = name.split("/");
    return [...self.split("/").slice(0, 3 - parts.length), ...parts].join("/");
}

const forms = {
    calls: { pattern: /^[^:\s]+:[^:\s]*:[^:\s]+$/, what: "token of a call" },
    stacks: { pattern: /^[^/\s]+\/[^/\s]+\/[^/\s]+$/, what: "full name of a stack" },
};

function named(section: "calls" | "stacks", entries: Values, file: string): Record<string, Values> {
    const { pattern, what } = forms[section];
    for (const [name, value] of Object.entries(entries)) {
        const example = Object.values(examples[section])[0] as Values;
        if (!pattern.test(name)) {
            const right = entry(section, Object.keys(examples[section])[0] ?? "", example);
            throw new Error(`${file}: ${section}: ${JSON.stringify(name)} is no ${what}; write one, as in ${right}`);
        }
        map(value, `${file}: ${section}: ${name}`, { [section]: { [name]: example } });
    }
    return entries as Record<string, Values>;
}

function environment(entries: Values, file: string): LocalAnswers["environment"] {
    const read: Record<string, Values> = { pulumiConfig: {}, environmentVariables: {} };
    for (const [kind, values] of Object.entries(entries)) {
        if (!(kind in read)) {
            const right = entry("environment", "pulumiConfig", { [kind]: values });
            throw new Error(
                `${file}: environment: ${kind} is neither pulumiConfig nor environmentVariables; write ${right}`,
            );
        }
        const example = { environment: { [kind]: { NAME: "value" } } };
        read[kind] = map(values ?? {}, `${file}: environment: ${kind}`, example);
        for (const [name, value] of Object.entries(read[kind])) {
            if (kind !== "environmentVariables" || typeof value !== "object") continue;
            const right = entry("environment", kind, { [name]: "value" });
            throw new Error(`${file}: environment: ${name} must be a text; write ${right}`);
        }
    }
    const variables = Object.entries(read.environmentVariables ?? {}).map(([name, value]) => [name, String(value)]);
    return { pulumiConfig: read.pulumiConfig ?? {}, environmentVariables: Object.fromEntries(variables) };
}

function map(value: unknown, where: string, example: Values): Values {
    if (isMap(value)) return value;
    const [[section = "", entries] = []] = Object.entries(example) as [string, Values][];
    const right = Object.entries(entries ?? {}).map(([name, each]) =>
        entry(section as keyof typeof examples, name, each as Values),
    );
    throw new Error(`${where}: ${JSON.stringify(value)} must be a map; write ${right[0]}`);
}

export function isMap(value: unknown): value is Values {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
