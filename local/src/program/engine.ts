import type * as pulumi from "@pulumi/pulumi";
import { computedByAws } from "./aws-outputs";
import { answer, type GivenCalls } from "./calls";
import { loadAfresh } from "./load-program";
import { plain, secretKeys } from "./plain-values";
import { pulumiSdk } from "./pulumi-sdk";
import type { StackConfig } from "./stack-config";
import { answerForOthers } from "./stack-reference";
import { collectWarnings } from "./warnings";

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
    const sdk = pulumiSdk(projectDir);
    const { runtime } = sdk;
    const registered: {
        type: string;
        name: string;
        id: string;
        raw: Values;
        state: Values;
    }[] = [];
    const made = new Map<string, { type: string; props: unknown; options: pulumi.CustomResourceOptions }>();
    // Pulumi swallows what a mock throws, and the resource is then merely missing: keep the first failure instead.
    const failures: unknown[] = [];
    const fail = (error: unknown) => void failures.push(error);
    // What nobody awaits fails an update too.
    process.on("unhandledRejection", fail);
    const self = `organization/${config.project}/${config.stack}`;
    const warnings: string[] = [];
    // Regions of explicit providers, by the provider's id.
    const regions = new Map<string, string>();
    const newResource = async (args: pulumi.runtime.MockResourceArgs) => {
        const { type, name, id, inputs: raw } = args;
        if (type === "pulumi:pulumi:Stack") return { id: name, state: {} };
        if (type === "pulumi:pulumi:StackReference") {
            if (raw.name !== self)
                warnings.push(`The outputs of stack ${raw.name} are not known here; they are made up`);
            return { id: id ?? name, state: { ...raw, outputs: raw.name === self ? previousOutputs : {} } };
        }
        const { props = {}, options } = made.get(`${type}::${name}`) ?? {};
        const inputs = await plain<Values>(raw, projectDir);
        const region = regions.get(args.provider?.split("::").at(-1) ?? "") ?? config.region;
        // A component has no outputs but those it sets itself.
        const computed =
            args.custom === false
                ? { id: name, state: inputs }
                : computedByAws({ type, name, inputs, id }, { ...config, region }, Object.keys(props as object));
        if (id) computed.id = id;
        if (type.startsWith("pulumi:providers:") && inputs.region) regions.set(computed.id, String(inputs.region));
        // What the program only looks up belongs to others.
        if (options?.id === undefined) registered.push({ type, name, raw, ...computed });
        return computed;
    };
    await runtime.setMocks(
        {
            newResource: (args) =>
                newResource(args).catch((error) => {
                    failures.push(error);
                    return { id: args.name, state: {} };
                }),
            call: async ({ token, inputs, provider }) => {
                const region = regions.get(provider?.split("::").at(-1) ?? "") ?? config.region;
                const args = await plain<Values>(inputs, projectDir);
                return answer(token, args, region, calls, (line) => warnings.push(line));
            },
        },
        ...([config.project, config.stack, false, "organization"] as const),
    );
    runtime.setAllConfig(config.values, config.secretKeys);
    const restoreConsole = collectWarnings(warnings);
    // The SDK takes a stack trace for every resource and promise: half of the time of an evaluation.
    const { stackTraceLimit } = Error;
    if (!traces) Error.stackTraceLimit = 0;
    try {
        const program = async () => {
            runtime.registerStackTransformation(({ type, name, props, opts, resource }) => {
                if (type === "pulumi:pulumi:StackReference") answerForOthers(sdk, resource, props, self);
                // One that the SDK makes again of its URN, where it is an input, is registered already.
                if (opts.urn === undefined) made.set(`${type}::${name}`, { type, props, options: opts });
                return undefined;
            });
            return loadAfresh(projectDir);
        };
        const outputs = await runtime.runInPulumiStack(program).catch(fail);
        await runtime.disconnect();
        // The whole evaluation may be one turn of the event loop; Node tells of rejections between two.
        await new Promise(setImmediate);
        if (failures.length > 0) throw failures[0];
        // The SDK also swallows what an apply throws: the inputs of a resource that never registered tell it.
        const present = new Set(registered.map(({ type, name }) => `${type}::${name}`));
        for (const [key, { type, props }] of made) {
            if (!type.startsWith("pulumi:pulumi:") && !present.has(key)) await plain(props, projectDir);
        }
        const resources = registered.map(async ({ raw, ...resource }) => {
            const { dependsOn, protect, deleteBeforeReplace, deletedWith } =
                made.get(`${resource.type}::${resource.name}`)?.options ?? {};
            const options = { protect, deleteBeforeReplace, deletedWith: namesOf(deletedWith)[0] };
            const [inputs, state] = [
                await plain<Values>(raw, projectDir),
                await plain<Values>(resource.state, projectDir),
            ];
            const names = { secretInputs: secretKeys(raw), dependsOn: namesOf(dependsOn) };
            return { ...resource, inputs, state, ...names, ...options };
        });
        return { resources: await Promise.all(resources), outputs: await plain<Values>(outputs, projectDir), warnings };
    } finally {
        process.off("unhandledRejection", fail);
        restoreConsole();
        Error.stackTraceLimit = stackTraceLimit;
    }
}

function namesOf(options: pulumi.CustomResourceOptions["dependsOn"]): string[] {
    const resources = [options ?? []].flat() as unknown as { __pulumiType: string; __name: string }[];
    return resources.map(({ __pulumiType, __name }) => `${__pulumiType}::${__name}`);
}
