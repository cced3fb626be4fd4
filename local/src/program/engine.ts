import type * as pulumi from "@pulumi/pulumi";
import { packNoPackages, withPackages } from "./callback-function";
import { createCalls, type GivenCalls } from "./calls";
import { setVariables, unknownEnvironments } from "./esc-environment";
import { loadAfresh } from "./load-program";
import { createMocks, type Made } from "./mocks";
import { plain, secretKeys } from "./plain-values";
import { programEntry } from "./program-entry";
import { collectLog } from "./program-log";
import { pulumiSdk } from "./pulumi-sdk";
import type { StackConfig } from "./stack-config";
import { stackReferences } from "./stack-reference";

type Values = Record<string, unknown>;

/** A resource as the program registered it. Values are plain: secrets open, archives a map from file name to content. */
export interface RegisteredResource {
    type: string;
    name: string;
    id: string;
    inputs: Values;
    /** The inputs and what AWS computes beside them. */
    state: Values;
    /** Inputs that stay encrypted in the stack's state. */
    secretInputs: string[];
    /** What the option of that name lists, each as `type::name`. */
    dependsOn: string[];
    protect: boolean | undefined;
    deleteBeforeReplace: boolean | undefined;
    /** The resource whose deletion deletes this one too, as `type::name`. */
    deletedWith: string | undefined;
}

export interface Evaluation {
    resources: RegisteredResource[];
    /** Stack outputs by name. */
    outputs: Values;
    warnings: string[];
}

/**
 * Runs the Pulumi program of `projectDir` under the SDK's mock runtime and returns what it registered. The mocks answer
 * with what AWS would compute, so an output of one resource is found again in the input of another. `previousOutputs`
 * are those of the stack's last update, which the program reads through a StackReference. Throws what the program threw,
 * with a stack trace only if `traces` asks for it; what only AWS or another stack knows is made up, unless `calls` has it.
 */
export async function evaluate(
    projectDir: string,
    config: StackConfig,
    previousOutputs: Values = {},
    { traces = false, calls = {} }: { traces?: boolean; calls?: GivenCalls } = {},
): Promise<Evaluation> {
    const entry = programEntry(projectDir);
    const { folder } = entry;
    const sdk = pulumiSdk(folder);
    const { runtime } = sdk;
    packNoPackages(sdk, folder);
    const made = new Map<string, Made>();
    // Pulumi swallows what a mock throws, and the resource is then merely missing: keep the first failure instead.
    const failures: unknown[] = [];
    const fail = (error: unknown) => void failures.push(error);
    // What nobody awaits fails an update too.
    process.on("unhandledRejection", fail);
    const warnings: string[] = [];
    const warn = (line: string) => void (warnings.includes(line) || warnings.push(line));
    const unknown = unknownEnvironments(config.stack, config.environments, config.answers);
    if (unknown) warn(unknown);
    for (const warning of config.warnings ?? []) warn(warning);
    const references = stackReferences(sdk, config, previousOutputs, { warn, fail });
    const answers = createCalls(config, calls, warn);
    const mocks = createMocks({ folder, config, made }, { references, calls: answers }, fail);
    const { registered } = mocks;
    const { project, stack, organization = "organization" } = config;
    await runtime.setMocks(mocks, project, stack, false, organization);
    runtime.setAllConfig(config.values, config.secretKeys);
    const restoreVariables = setVariables(config.answers?.environment.environmentVariables);
    const restoreConsole = collectLog(warnings, fail);
    // The SDK takes a stack trace for every resource and promise: half of the time of an evaluation.
    const { stackTraceLimit } = Error;
    if (!traces) Error.stackTraceLimit = 0;
    const directory = process.cwd();
    try {
        process.chdir(folder);
        const program = async () => {
            runtime.registerStackTransformation(({ type, name, props, opts, resource }) => {
                if (type === "pulumi:pulumi:StackReference") references.answer(resource, props);
                // One that the SDK makes again of its URN, where it is an input, is registered already.
                if (opts.urn === undefined) made.set(`${type}::${name}`, { type, props, options: opts });
                return undefined;
            });
            return loadAfresh(entry) as Promise<Values>;
        };
        const outputs = await runtime.runInPulumiStack(program).catch(fail);
        await runtime.disconnect();
        // The whole evaluation may be one turn of the event loop; Node tells of rejections between two.
        await new Promise(setImmediate);
        if (failures.length > 0) throw failures[0];
        for (const line of [...references.end(), ...answers.unasked()]) warn(line);
        // The SDK also swallows what an apply throws: the inputs of a resource that never registered tell it.
        const present = new Set(registered.map(({ type, name }) => `${type}::${name}`));
        for (const [key, { type, props }] of made) {
            if (!type.startsWith("pulumi:pulumi:") && !present.has(key)) await plain(props, folder);
        }
        const resources = registered.map(async ({ raw, ...resource }) => {
            const { dependsOn, protect, deleteBeforeReplace, deletedWith } =
                made.get(`${resource.type}::${resource.name}`)?.options ?? {};
            const options = { protect, deleteBeforeReplace, deletedWith: namesOf(deletedWith)[0] };
            const [inputs, state] = [await plain<Values>(raw, folder), await plain<Values>(resource.state, folder)];
            if (inputs.code !== undefined) inputs.code = withPackages(inputs.code, folder);
            const names = { secretInputs: secretKeys(raw), dependsOn: namesOf(dependsOn) };
            return { ...resource, inputs, state, ...names, ...options };
        });
        return { resources: await Promise.all(resources), outputs: await plain<Values>(outputs, folder), warnings };
    } finally {
        process.off("unhandledRejection", fail);
        references.end();
        process.chdir(directory);
        restoreConsole();
        restoreVariables();
        Error.stackTraceLimit = stackTraceLimit;
    }
}

function namesOf(options: pulumi.CustomResourceOptions["dependsOn"]): string[] {
    const resources = [options ?? []].flat() as unknown as { __pulumiType: string; __name: string }[];
    return resources.map(({ __pulumiType, __name }) => `${__pulumiType}::${__name}`);
}
