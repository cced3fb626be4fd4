import { configText } from "./config-value";
import type { Value } from "./yaml";

/** A type that `Pulumi.yaml` declares for a key, and that of a list's items. */
export interface ConfigType {
    type: string;
    items?: ConfigType;
}

/**
 * What of a value is not of its declared type, a sentence each that begins with its path. A value of a stack's file is its
 * text already where it is neither map nor list, as the Pulumi CLI keeps it.
 */
export function mismatches(value: Value, { type, items }: ConfigType, path: string): string[] {
    if (!isOf(value, type)) {
        if (value === null || value === "") return [`${path}: has no value and must be of type ${type}`];
        return [`${path}: ${configText(value, "stack")} must be of type ${type}`];
    }
    if (!Array.isArray(value) || !items) return [];
    return value.flatMap((item, index) => mismatches(item, items, `${path}.${index}`));
}

function isOf(value: Value, type: string): boolean {
    if (type === "string") return typeof value === "string";
    if (type === "array") return Array.isArray(value);
    if (type === "object") return value instanceof Map;
    if (type === "boolean") return typeof value === "boolean" || value === "true" || value === "false";
    if (typeof value === "number") return Number.isInteger(value);
    const digits = typeof value === "bigint" ? String(value) : value;
    if (typeof digits !== "string" || !/^[-+]?\d+$/.test(digits)) return false;
    const whole = BigInt(digits.replace("+", ""));
    return BigInt.asIntN(64, whole) === whole;
}
