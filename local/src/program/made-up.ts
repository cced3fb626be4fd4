import { type Form, textOf } from "./aws-forms";
import { membersOf } from "./output-shapes";
import type { Type } from "./type-text";

/**
 * A value of a type that a declaration file writes, never undefined: a text of AWS's form, 0, false, a list of one, an
 * object of all that is certain. A program may read it, but nothing should depend on what it is.
 */
export function madeUp(type: Type, property: string, form: Form, file: string, within: string[] = []): unknown {
    switch (type.kind) {
        case "number":
            return 0;
        case "boolean":
            return false;
        case "literal":
            return type.value;
        case "map":
            return {};
        case "list":
            return isWithin(type.of, within) ? [] : [madeUp(type.of, property, form, file, within)];
        case "union":
            return madeUp(certain(type.of), property, form, file, within);
        case "object":
            return object(type.members, form, file, within);
        case "name": {
            const found = within.includes(type.name) ? undefined : membersOf(type.name, file);
            if (found) return object(found.members, form, found.file, [...within, type.name]);
            return type.name.startsWith("outputs.") ? {} : textOf(property, form);
        }
        default:
            return textOf(property, form);
    }
}

/** Says whether a value of a type may be undefined. */
export function isOptional(type: Type): boolean {
    return type.kind === "undefined" || (type.kind === "union" && type.of.some(isOptional));
}

function object(
    members: { name: string; optional: boolean; type: Type }[],
    form: Form,
    file: string,
    within: string[],
) {
    const sure = members.filter(({ optional, type }) => !optional && !isOptional(type));
    return Object.fromEntries(sure.map(({ name, type }) => [name, madeUp(type, name, form, file, within)]));
}

function isWithin(type: Type, within: string[]): boolean {
    return type.kind === "name" && within.includes(type.name);
}

// Of an enumeration and a text the text: which of its words AWS would choose nobody tells.
function certain(types: Type[]): Type {
    const sure = types.filter((type) => type.kind !== "undefined");
    return sure.find(({ kind }) => kind === "string") ?? sure[0] ?? { kind: "string" };
}
