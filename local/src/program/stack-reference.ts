import type { PulumiSdk } from "./pulumi-sdk";

interface Reference {
    getOutput(name: unknown): unknown;
    requireOutput(name: unknown): unknown;
}

/**
 * Lets a StackReference to another stack than `self` answer with a made-up text: which outputs the other one has, nobody
 * tells, and a missing one would end a program that requires it.
 */
export function answerForOthers(sdk: PulumiSdk, resource: unknown, props: { name?: unknown }, self: string): void {
    const reference = resource as Reference;
    for (const method of ["getOutput", "requireOutput"] as const) {
        const own = reference[method].bind(reference);
        reference[method] = (name) =>
            sdk
                .all([props.name, name])
                .apply(([stack, key]) => (stack === self ? own(name) : `${String(stack).replaceAll("/", "-")}-${key}`));
    }
}
