import type { Value } from "./yaml";
import type { Scalar } from "./yaml-scalar";

/**
 * The text that the Pulumi CLI hands to the program for a value of a stack's file, or for one of Pulumi.yaml's defaults: a
 * text as it is, a date as Go shows it, all else as Go's JSON. Throws the end of a sentence for what JSON cannot hold.
 */
export function configText(value: Value, from: "stack" | "project"): string {
    if (value === null) return "";
    if (typeof value === "string") return text(value);
    if (isTimestamp(value)) return from === "stack" ? value.shown : value.written;
    if (from === "stack" && typeof value === "bigint") return String(value);
    return json(value, from);
}

function json(value: Value, from: "stack" | "project"): string {
    if (typeof value === "string") return quoted(text(value));
    if (isTimestamp(value)) return quoted(from === "stack" ? value.shown : value.written);
    // Go reads its own JSON once more, into 64 bits with a sign or a float.
    if (typeof value === "bigint") return String(BigInt.asIntN(64, value) === value ? value : Number(value));
    if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`${goFloat(value)} has no place in JSON`);
    if (Array.isArray(value)) return `[${value.map((item) => json(item, from)).join()}]`;
    if (!(value instanceof Map)) return String(value);
    const entries = [...value].map(([key, item]) => [keyText(key, from), item] as const);
    const sorted = entries.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const twice = sorted.find(([key], index) => key === sorted[index - 1]?.[0]);
    if (twice) throw new Error(`the key ${twice[0]} stands twice in one map`);
    return `{${sorted.map(([key, item]) => `${quoted(key)}:${json(item, from)}`).join()}}`;
}

// The CLI writes what it has read once more: several lines as a block, which loses a first line that is empty and fails on one
// that begins with a tab. What cannot stand in a block it quotes.
function text(value: string): string {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a block cannot hold
    if (!value.includes("\n") || / (?:\n|$)|[\0-\x08\x0b-\x1f\x7f]/.test(value)) return value;
    if (value.startsWith("\t")) throw new Error("a text of several lines must not begin with a tab");
    return value.replace(/^\n/, "");
}

/** A key as text, by Go's %v. */
function keyText(key: Scalar, from: "stack" | "project"): string {
    if (typeof key === "string") return text(key);
    if (from === "project") throw new Error(`the key ${keyText(key, "stack")} must be a text; put it in quotes`);
    if (key === null) return "<nil>";
    if (isTimestamp(key)) return key.shown;
    return typeof key === "number" ? goFloat(key) : String(key);
}

// Go's JSON is safe within HTML.
function quoted(text: string): string {
    const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
    return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, escaped);
}

function goFloat(value: number): string {
    if (Number.isNaN(value)) return "NaN";
    if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
    const [digits, exponent = "0"] = value.toExponential().split("e");
    const size = Number(exponent);
    if (size >= -4 && size < 6) return String(value);
    return `${digits}e${size < 0 ? "-" : "+"}${String(Math.abs(size)).padStart(2, "0")}`;
}

function isTimestamp(value: Value): value is Extract<Scalar, object> {
    return typeof value === "object" && value !== null && "shown" in value;
}
