import { entry, type LocalAnswers, localAnswersFile } from "./local-answers";
import type { Value } from "./yaml";
import { asYaml } from "./yaml-file";

/**
 * The configuration of a stack, full key to value, with what is written down of its ESC environments below it: of two maps
 * both have their say at any depth, the stack's file the last one.
 */
export function withEnvironment(
    answers: LocalAnswers | undefined,
    stackFile: Map<string, Value>,
    fullKey: (key: string) => string,
): Map<string, Value> {
    const given = Object.entries(answers?.environment.pulumiConfig ?? {});
    return merged(new Map(given.map(([key, value]) => [fullKey(key), asYaml(value)])), stackFile) as Map<string, Value>;
}

function merged(below: Value | undefined, above: Value): Value {
    if (!(below instanceof Map) || !(above instanceof Map)) return above;
    const both = [...above].map(([key, value]) => [key, merged(below.get(key), value)] as const);
    return new Map([...below, ...both]);
}

/** The environments of a stack file's `environment:`, by name where they have one; none without it. */
export function environmentsOf(environment: Value | undefined): { environments?: string[] } {
    if (environment === undefined || environment === null) return {};
    return { environments: Array.isArray(environment) ? environment.map(String) : ["one without a name"] };
}

/** Tells of ESC environments that a stack's file names and of which nothing is written down; undefined if there are none. */
export function unknownEnvironments(
    stack: string,
    environments: string[] | undefined,
    answers: LocalAnswers | undefined,
): string | undefined {
    const { pulumiConfig = {}, environmentVariables = {} } = answers?.environment ?? {};
    if (!environments || Object.keys({ ...pulumiConfig, ...environmentVariables }).length > 0) return undefined;
    const right = entry("environment", "pulumiConfig", { KEY: "VALUE" });
    const names = environments.join(", ");
    return `Pulumi.${stack}.yaml: environment: what ESC gives (${names}) is not known here; to set it, write in ${localAnswersFile(stack)}: ${right}`;
}

/** Sets variables of this process; returns what puts back those there were. */
export function setVariables(variables: Record<string, string> = {}): () => void {
    const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, variables);
    return () => {
        for (const [name, value] of before) {
            if (value === undefined) delete process.env[name];
            else process.env[name] = value;
        }
    };
}
