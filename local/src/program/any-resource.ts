import { type Form, textOf } from "./aws-forms";
import { awsIdentity } from "./aws-identities";
import { isOptional, madeUp } from "./made-up";
import { outputShape } from "./output-shapes";

type Values = Record<string, unknown>;

/** Where a resource stands, and what it is called. */
export type Place = Omit<Form, "service" | "name"> & { physicalName: string };

/** The id, the ARN and the name of a resource whose type nobody described: in AWS's form, made from its name. */
export function anyIdentity(type: string, inputs: Values, place: Place): { id: string } & Values {
    const form = formOf(type, inputs, place);
    return form.service === "" ? { id: form.name } : awsIdentity(moduleOf(type), inputs, form);
}

/** `sqs/queue`, of `aws:sqs/queue:Queue` as of `aws-native:sqs:Queue`. */
function moduleOf(type: string): string {
    const [, module = "", name = ""] = type.split(":");
    return module.includes("/") ? module : `${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

function formOf(type: string, inputs: Values, { physicalName, ...place }: Place): Form {
    const [pkg = ""] = type.split(":");
    const [service = "", kind = ""] = moduleOf(type).split("/");
    // A bucket's name is its `bucket`, not its `name`.
    const given = inputs.name ?? inputs[kind] ?? inputs[kind.replace(/V\d$/, "")];
    const automatic = physicalName + (inputs.fifoQueue || inputs.fifoTopic ? ".fifo" : "");
    const name = typeof given === "string" ? given : automatic;
    return { ...place, name, service: /^aws(-native)?$/.test(pkg) ? service : "" };
}

/**
 * What is still missing of the outputs of a resource: those its package declares, or, of a type without declarations,
 * those the program's class names. None may be undefined, since a program may use each of them.
 */
export function missingOutputs(type: string, inputs: Values, state: Values, names: string[], place: Place): Values {
    const shape = outputShape(type);
    const form = { ...formOf(type, inputs, place), name: place.physicalName };
    const properties =
        shape?.members ?? names.map((name) => ({ name, optional: false, type: { kind: "string" as const } }));
    const missing = properties.filter(
        ({ name, optional, type }) => state[name] === undefined && !optional && !isOptional(type),
    );
    return Object.fromEntries(
        missing.map(({ name, type }) => {
            if (name === "tagsAll") return [name, state.tags ?? {}];
            // Nobody asked for one, and there is none beside a whole name.
            if (/prefix$/i.test(name) && shape?.inputs.has(name)) return [name, ""];
            return [name, shape ? madeUp(type, name, form, shape.file) : textOf(name, form)];
        }),
    );
}
