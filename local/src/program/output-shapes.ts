import { existsSync, readFileSync } from "node:fs";

/** What a provider's package says its type or call answers with: property to TypeScript type, the certain ones only. */
export type Shape = Record<string, string>;

/**
 * Reads the declarations beside the module that the program loaded a resource type or a call from. Only they tell what AWS
 * decides from what the program merely left out: `Output<string>` from `Output<string | undefined>`. Undefined for what no
 * package declares.
 */
export function outputShape(token: string): Shape | undefined {
    const [, path = ""] = token.split(":");
    const ending = `/${path.replace(/^index\//, "")}.js`;
    for (const file of Object.keys(require.cache)) {
        const declarations = file.replace(/\.js$/, ".d.ts");
        if (!file.replaceAll("\\", "/").endsWith(ending) || !existsSync(declarations)) continue;
        const shape = parsed(readFileSync(declarations, "utf8"));
        if (Object.keys(shape).length > 0) return shape;
    }
    return undefined;
}

function parsed(declarations: string): Shape {
    const properties = declarations.matchAll(/^ {4}readonly (\w+): (.+(?:\n {8,}.+)*(?:\n {4}\}.*)?);$/gm);
    const bare = (type: string) => /^pulumi\.Output<(.+)>$/s.exec(type)?.[1] ?? type;
    const all = [...properties].map(([, name = "", type = ""]) => [name, bare(type)] as const);
    const [, args = ""] = declarations.split(/^export interface \w+Args \{$/m);
    // What the program could have listed and did not is an empty list, and no prefix was asked for.
    const isInput = (name: string) => new RegExp(`^ {4}${name}\\?: `, "m").test(args);
    const certain = all.filter(([name, type]) => !type.endsWith("| undefined") && name !== "namePrefix");
    return Object.fromEntries(
        certain.map(([name, type]) => [name, type.endsWith("[]") && isInput(name) ? "never[]" : type]),
    );
}

/** A value of a declared type; a program may read it, but nothing should depend on what it is. */
export function madeUp(type: string, text: string): unknown {
    if (type === "number") return 0;
    if (type === "boolean") return false;
    if (type === "string[]") return [text];
    // Programs reach for the first one, as for a certificate's validation options.
    if (type.startsWith("outputs.") && type.endsWith("[]")) return [{}];
    if (type.endsWith("[]")) return [];
    if (type.startsWith("{") || type.startsWith("outputs.")) return {};
    return text;
}
