import type { RegisteredResource } from "../program/program";
import type { findReferences, Reference } from "./references";

/** One line of a resource's table; `references` are those that its value holds. */
export interface Row {
    path: string;
    value: string;
    references: Reference[];
}

/**
 * Every input of a resource in readable form, sorted: maps, and texts that are JSON, one row a leaf; the items of a list
 * of maps (the statements of a policy) one row each; code only as its file names; secrets as `[secret]`.
 */
export function readableInputs(resource: RegisteredResource, cut: ReturnType<typeof findReferences>): Row[] {
    const { code, ...inputs } = resource.inputs;
    // The text of the code changes with every edit of the handler, and with it nothing in AWS but the code.
    const shown = code === undefined ? inputs : { ...inputs, code: Object.keys(code as object) };
    return leaves(shown).map(({ path, key, value }) => {
        const references: Reference[] = [];
        const readable = (text: string, at: string) => {
            const pieces = cut(resource, at, text);
            references.push(...pieces.filter((piece) => typeof piece !== "string"));
            return pieces;
        };
        const isSecret = resource.secretInputs.includes(path[0] ?? "");
        return { path: path.join("."), value: isSecret ? "[secret]" : render(value, key, readable), references };
    });
}

interface Leaf {
    path: string[];
    /** The last key on the way, list positions left out. */
    key: string;
    value: unknown;
}

function leaves(map: object, parents: string[] = []): Leaf[] {
    const entries = Object.entries(map).filter(([, value]) => value !== undefined);
    return entries.sort(byKey).flatMap(([key, raw]): Leaf[] => {
        const path = [...parents, key];
        const value = parsed(raw);
        if (isMap(value) && Object.keys(value).length > 0) return leaves(value, path);
        if (Array.isArray(value) && value.some(isMap)) {
            return value.map((item, index) => ({ path: [...parents, `${key}[${index}]`], key, value: item }));
        }
        return [{ path, key, value: raw }];
    });
}

function render(value: unknown, key: string, readable: (text: string, key: string) => (string | Reference)[]): string {
    if (typeof value !== "string") {
        return JSON.stringify(value, (at, item) =>
            typeof item === "string" ? joined(readable(item, at || key)) : item,
        );
    }
    // A hash: enough of it to see that it is another one.
    if (/^[0-9a-f]{64}$/.test(value)) return `${value.slice(0, 12)}…`;
    const pieces = readable(value, key);
    const [only] = pieces;
    if (pieces.length === 1 && typeof only === "object") return `${only.label}.${only.property}`;
    return JSON.stringify(joined(pieces));
}

function joined(pieces: (string | Reference)[]): string {
    return pieces.map((piece) => (typeof piece === "string" ? piece : `\${${piece.label}.${piece.property}}`)).join("");
}

function parsed(value: unknown): unknown {
    if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
    try {
        return JSON.parse(value);
    } catch {
        return value;
    }
}

function isMap(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
    return a < b ? -1 : 1;
}
