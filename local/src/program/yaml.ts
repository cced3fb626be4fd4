import { type Document, isAlias, isMap, isScalar, isSeq, parseAllDocuments, visit, type YAMLMap } from "yaml";
import { resolveScalar, type Scalar } from "./yaml-scalar";

/** What a YAML file holds, as Go's yaml.v3 reads it: a map keeps the type of its keys. */
export type Value = Scalar | Value[] | ValueMap;
export type ValueMap = Map<Scalar, Value>;

/**
 * Reads the first document of a text as Go's yaml.v3 does, with merge keys and its rules for scalars. Throws one sentence
 * without its beginning, which names what is wrong and its place.
 */
export function readYaml(bytes: string): Value {
    const text = bytes.replace(/^\uFEFF/, "");
    const [document] = parseAllDocuments(text, {
        schema: "failsafe",
        resolveKnownTags: false,
        prettyErrors: true,
        logLevel: "error",
    });
    if (!document || !("contents" in document)) return null;
    const [error] = document.errors;
    if (error) throw new Error(error.message.split("\n")[0]?.replace(/:$/, ""));
    // At the end of a file that ends within a line there is no line break for a block to keep.
    if (!text.endsWith("\n")) visit(document as Document, { Scalar: (_, node) => void withoutEnd(node, text.length) });
    return contentOf(document.contents, document as Document, []);
}

function contentOf(node: unknown, document: Document, within: unknown[]): Value {
    if (isAlias(node)) {
        const target = node.resolve(document);
        if (!target) throw new Error(`the alias *${node.source} has no anchor`);
        if (within.includes(target)) throw new Error(`the anchor &${node.source} contains itself`);
        return contentOf(target, document, within);
    }
    if (isScalar(node)) return scalarOf(node);
    if (isSeq(node)) return node.items.map((item) => contentOf(item, document, [...within, node]));
    return isMap(node) ? mapOf(node, document, within) : null;
}

function withoutEnd(node: { value: unknown; type?: string; range?: readonly number[] | null }, end: number): void {
    const isLast = node.type?.startsWith("BLOCK_") && (node.range?.[1] ?? 0) >= end;
    if (isLast && typeof node.value === "string") node.value = node.value.replace(/\n$/, "");
}

function scalarOf({ value, type, tag }: { value: unknown; type?: string; tag?: string }): Scalar {
    const text = String(value ?? "");
    const short = tag?.replace("tag:yaml.org,2002:", "!!");
    if (short !== undefined && short !== "!") return resolveScalar(text, short);
    return type === "PLAIN" || type === undefined ? resolveScalar(text, undefined) : text;
}

/** `textKeys`: of a map that holds a map of texts already, whose keys are then as they are written. */
function mapOf(map: YAMLMap, document: Document, outer: unknown[], textKeys = hasTextKeys(map, document)): ValueMap {
    const within = [...outer, map];
    const entries: ValueMap = new Map();
    const merges: unknown[] = [];
    for (const { key, value } of map.items) {
        if (isMerge(key)) merges.push(value);
        else entries.set(keyOf(key, document, textKeys), contentOf(value, document, within));
    }
    for (const merged of merges.flatMap((each) => (isSeq(each) ? each.items : [each]))) {
        const target = isAlias(merged) ? merged.resolve(document) : merged;
        if (!isMap(target)) throw new Error("<< takes a map or a list of maps");
        if (within.includes(target)) throw new Error("<< takes a map that contains itself");
        for (const [key, value] of mapOf(target, document, within, textKeys))
            if (!entries.has(key) && !(textKeys && key === null)) entries.set(key, value);
    }
    return entries;
}

function keyOf(node: unknown, document: Document, asText: boolean): Scalar {
    const scalar = isAlias(node) ? node.resolve(document) : node;
    if (scalar === null) return null;
    if (!isScalar(scalar)) throw new Error("a key is a map or a list");
    const key = scalarOf(scalar);
    return asText && key !== null && scalar.tag === undefined ? String(scalar.value ?? "") : key;
}

function hasTextKeys({ items }: YAMLMap, document: Document): boolean {
    return items.every(({ key }) => isMerge(key) || typeof keyOf(key, document, false) === "string");
}

// Quoted too: the CLI writes what it has read once more, and writes this one without quotes.
function isMerge(key: unknown): boolean {
    return isScalar(key) && key.value === "<<";
}
