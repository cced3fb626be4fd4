import { entry, isMap, type LocalAnswers, localAnswersFile } from "./local-answers";

type Values = Record<string, unknown>;

/**
 * The configuration of a stack, full key to value, with what is written down of its ESC environments below it: of two maps
 * both have their say at any depth, the stack's file the last one.
 */
export function withEnvironment(
    answers: LocalAnswers | undefined,
    stackFile: Values,
    fullKey: (key: string) => string,
): Values {
    const full = (values: Values) => Object.fromEntries(Object.entries(values).map(([k, v]) => [fullKey(k), v]));
    return merged(full(answers?.environment.pulumiConfig ?? {}), full(stackFile)) as Values;
}

function merged(below: unknown, above: unknown): unknown {
    if (!isMap(below) || !isMap(above)) return above;
    const both = Object.entries(above).map(([key, value]) => [key, merged(below[key], value)]);
    return { ...below, ...Object.fromEntries(both) };
}

/** The environments of a stack file's `environment:`, by name where they have one; none without it. */
export function environmentsOf(environment: unknown): { environments?: string[] } {
    if (!environment) return {};
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
