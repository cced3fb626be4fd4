import type { ErrorObject } from "ajv";

/**
 * The errors of a body as AWS words them (GR9): a list in brackets. Three keywords are on record (required,
 * additionalProperties, type); [GR9] the others are worded after the library that AWS's words are those of.
 */
export function validationErrorString(errors: ErrorObject[]): string {
    return `[${merged(errors).sort(byRank).map(sentence).join(", ")}]`;
}

interface Found {
    error: ErrorObject;
    /** Of a keyword that has one sentence for all that it refuses. */
    names: string[];
}

const nameOf: Record<string, string> = { required: "missingProperty", additionalProperties: "additionalProperty" };

function merged(errors: ErrorObject[]): Found[] {
    const found = new Map<string, Found>();
    for (const error of errors) {
        const name = nameOf[error.keyword];
        const key = name ? `${error.instancePath} ${error.schemaPath}` : String(found.size);
        const one = found.get(key) ?? { error, names: [] };
        if (name) one.names.push(String(error.params[name]));
        found.set(key, one);
    }
    return [...found.values()];
}

// On record is only that what is missing stands before what is too much.
function byRank(a: Found, b: Found): number {
    const rank = ({ error }: Found) => (error.keyword === "required" ? 0 : 1);
    return rank(a) - rank(b);
}

function sentence({ error: { keyword, params, schema, data, message = keyword }, names }: Found): string {
    const json = (value: unknown) => JSON.stringify(value);
    switch (keyword) {
        case "required":
            return `object has missing required properties (${json(names.sort())})`;
        case "additionalProperties":
            return `object instance has properties which are not allowed by the schema: ${json(names.sort())}`;
        case "type":
            return `instance type (${typeName(data)}) does not match any allowed primitive type (allowed: ${json(allowed(schema))})`;
        case "enum":
            return `instance value (${json(data)}) not found in enum (possible values: ${json(schema)})`;
        case "minimum":
            return `numeric instance is lower than the required minimum (minimum: ${params.limit}, found: ${json(data)})`;
        case "maximum":
            return `numeric instance is greater than the required maximum (maximum: ${params.limit}, found: ${json(data)})`;
        case "minLength":
            return `string ${json(data)} is too short (length: ${length(data)}, required minimum: ${params.limit})`;
        case "maxLength":
            return `string ${json(data)} is too long (length: ${length(data)}, maximum allowed: ${params.limit})`;
        case "pattern":
            return `ECMA 262 regex ${json(params.pattern)} does not match input string ${json(data)}`;
        default:
            return message;
    }
}

// An integer is a number too.
function allowed(schema: unknown): string[] {
    const types = [schema].flat().map(String);
    return [...new Set(types.flatMap((type) => (type === "number" ? ["integer", "number"] : [type])))].sort();
}

function typeName(value: unknown): string {
    if (value === null) return "null";
    if (Array.isArray(value)) return "array";
    return typeof value === "number" ? (Number.isInteger(value) ? "integer" : "number") : typeof value;
}

function length(value: unknown): number {
    return [...String(value)].length;
}
