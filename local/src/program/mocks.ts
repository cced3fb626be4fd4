import type * as pulumi from "@pulumi/pulumi";
import { computedByAws } from "./aws-outputs";
import type { Calls } from "./calls";
import { plain } from "./plain-values";
import type { StackConfig } from "./stack-config";
import type { StackReferences } from "./stack-reference";

type Values = Record<string, unknown>;

/** A resource as its constructor made it, before anything was awaited. */
export interface Made {
    type: string;
    props: unknown;
    options: pulumi.CustomResourceOptions;
}

/** A resource as the SDK registered it. */
export interface Registered {
    type: string;
    name: string;
    id: string;
    raw: Values;
    state: Values;
}

/** What answers the SDK in the place of an engine. */
export interface Mocks extends pulumi.runtime.Mocks {
    registered: Registered[];
}

/** Makes mocks that answer as AWS and other stacks would; `fail` gets what goes wrong, which Pulumi would swallow. */
export function createMocks(
    { folder, config, made }: { folder: string; config: StackConfig; made: Map<string, Made> },
    { references, calls }: { references: StackReferences; calls: Calls },
    fail: (error: unknown) => void,
): Mocks {
    const registered: Registered[] = [];
    // Regions of explicit providers, by the provider's id.
    const regions = new Map<string, string>();
    const regionOf = (provider: string | undefined) => regions.get(provider?.split("::").at(-1) ?? "") ?? config.region;

    async function newResource(args: pulumi.runtime.MockResourceArgs) {
        const { type, name, id } = args;
        // The code of a dynamic provider, which runs when AWS is asked, is no input of the resource.
        const { __provider, ...raw } = args.inputs;
        if (type === "pulumi:pulumi:Stack") return { id: name, state: {} };
        if (type === "pulumi:pulumi:StackReference")
            return { id: id ?? name, state: { ...raw, outputs: references.outputsOf(String(raw.name)) } };
        const { props = {}, options } = made.get(`${type}::${name}`) ?? {};
        const inputs = await plain<Values>(raw, folder);
        const region = regionOf(args.provider);
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
    }

    return {
        registered,
        newResource: (args) =>
            newResource(args).catch((error) => {
                fail(error);
                return { id: args.name, state: {} };
            }),
        call: async ({ token, inputs, provider }) =>
            calls.answer(token, await plain<Values>(inputs, folder), regionOf(provider)),
    };
}
