import { entry, fullName, localAnswersFile } from "./local-answers";
import type { PulumiSdk } from "./pulumi-sdk";
import type { StackConfig } from "./stack-config";

type Values = Record<string, unknown>;

interface Reference {
    getOutput(name: unknown): unknown;
    requireOutput(name: unknown): unknown;
}

/** What the program's StackReferences read. */
export interface StackReferences {
    /** What is known of a stack's outputs. */
    outputsOf(stack: string): Values;
    /** Lets a StackReference that is being made answer for what is not known. */
    answer(resource: object, props: { name?: unknown }): void;
    /** Ends all that, and says which stacks somebody wrote down and nobody asked for. */
    end(): string[];
}

/**
 * Answers StackReferences: to the stack itself with `previousOutputs`, to another one with what is written down. An output
 * that is not is made up, and `warn` told so; to require it is an error that `fail` gets.
 */
export function stackReferences(
    sdk: PulumiSdk,
    config: StackConfig,
    previousOutputs: Values,
    { warn, fail }: { warn(line: string): void; fail(error: Error): void },
): StackReferences {
    const file = localAnswersFile(config.stack);
    const self = `${config.organization ?? "organization"}/${config.project}/${config.stack}`;
    const known = config.answers?.stacks ?? {};
    const asked = new Set<string>();
    const names = new WeakMap<object, unknown>();
    // Whatever the organization is called that the program belongs to.
    const isSelf = (stack: string) => fullName(stack, self).split("/").slice(1).join("/") === self.slice(13);
    const outputsOf = (stack: string): Values => {
        asked.add(fullName(stack, self));
        return isSelf(stack) ? previousOutputs : (known[fullName(stack, self)] ?? {});
    };
    const isKnown = (stack: string, key: string) => isSelf(stack) || Object.hasOwn(outputsOf(stack), key);
    const madeUp = (stack: string, key: string, required: boolean) => {
        const value = `${stack.replaceAll("/", "-")}-${key}`;
        const write = `${file}: ${entry("stacks", fullName(stack, self), { [key]: value })}`;
        const text = `The output ${key} of stack ${stack} is not known here`;
        if (!required) warn(`${text}; it is made up; to set it, write in ${write}`);
        if (!required) return value;
        const error = new Error(`${text}, and the program requires it; write in ${write}`);
        fail(error);
        throw error;
    };

    // `reference.outputs.vpcId` asks for an output, too.
    const { prototype } = sdk.StackReference;
    const held = new WeakMap<object, unknown>();
    Object.defineProperty(prototype, "outputs", {
        configurable: true,
        get(this: object) {
            return held.get(this);
        },
        set(this: object, outputs: unknown) {
            const made = ([stack, given]: [string, Values]) =>
                new Proxy(given, {
                    get: (target, key) =>
                        isName(key) && !isKnown(stack, key) ? madeUp(stack, key, false) : Reflect.get(target, key),
                });
            held.set(
                this,
                sdk.all([names.get(this), outputs]).apply((values) => made(values as [string, Values])),
            );
        },
    });

    return {
        outputsOf,
        answer: (resource, props) => {
            names.set(resource, props.name);
            const reference = resource as Reference;
            for (const method of ["getOutput", "requireOutput"] as const) {
                const own = reference[method].bind(reference);
                reference[method] = (name) =>
                    sdk.all([props.name, name]).apply((values) => {
                        const [stack, key] = values.map(String) as [string, string];
                        return isKnown(stack, key) ? own(name) : madeUp(stack, key, method === "requireOutput");
                    });
            }
        },
        end: () => {
            Reflect.deleteProperty(prototype, "outputs");
            return Object.keys(known)
                .filter((stack) => !asked.has(stack))
                .map((stack) => `${file}: stacks: the program reads no output of ${stack}`);
        },
    };
}

// What a promise and the SDK look for in any value is no output.
function isName(key: string | symbol): key is string {
    return typeof key === "string" && !(key in Object.prototype) && !/^(then|toJSON|__pulumi.*)$/.test(key);
}
