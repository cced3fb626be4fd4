/** A scalar as Go's yaml.v3 resolves it: an integer is a bigint, a date a timestamp. */
export type Scalar = null | boolean | bigint | number | string | Timestamp;

/** A point in time, as Go writes it into JSON and YAML, and as its String() shows it. */
export interface Timestamp {
    written: string;
    shown: string;
}

/**
 * Resolves what stands in a YAML file by the rules of Go's yaml.v3, which are those of the Pulumi CLI: booleans and floats of
 * YAML 1.2, integers of 1.1 and 1.2. `tag` is one that is written out (`!!int`), undefined for none. Throws the end of a
 * sentence where the text is none of that type.
 */
export function resolveScalar(text: string, tag: string | undefined): Scalar {
    if (tag === "!!binary") return Buffer.from(text, "base64").toString();
    if (tag !== undefined && !["!!bool", "!!int", "!!float", "!!null", "!!timestamp"].includes(tag)) return text;
    const value = plainScalar(text, tag === undefined || tag === "!!timestamp");
    if (tag === undefined || typeTag(value) === tag) return value;
    if (tag === "!!float" && typeof value === "bigint" && fits(value, 64n)) return Number(value);
    throw new Error(`${JSON.stringify(text)} is no ${tag}`);
}

const words = new Map<string, null | boolean | number>([
    ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
    ...["true", "True", "TRUE"].map((word) => [word, true] as const),
    ...["false", "False", "FALSE"].map((word) => [word, false] as const),
    ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
    ...["inf", "Inf", "INF"].flatMap(
        (word) =>
            [
                [`.${word}`, Number.POSITIVE_INFINITY],
                [`+.${word}`, Number.POSITIVE_INFINITY],
                [`-.${word}`, Number.NEGATIVE_INFINITY],
            ] as const,
    ),
]);

function plainScalar(text: string, withTimestamps: boolean): Scalar {
    const word = words.get(text);
    if (word !== undefined) return word;
    if (!/^[-+\d.]/.test(text)) return text;
    const digits = text.replaceAll("_", "");
    // Behind a point underscores only separate digits; elsewhere they may stand anywhere.
    if (text.startsWith(".")) return /^\.\d+(?:_\d+)*(?:e[-+]?\d+(?:_\d+)*)?$/i.test(text) ? float(digits, text) : text;
    const time = withTimestamps ? timestamp(text) : undefined;
    if (time) return time;
    const integer = integerOf(digits);
    if (integer !== undefined) return integer;
    return /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?$/i.test(digits) ? float(digits, text) : text;
}

// What is too large for a float stays a text.
function float(digits: string, text: string): number | string {
    const value = Number(digits);
    return Number.isFinite(value) ? value : text;
}

// Go reads a leading zero as octal, and a sign behind a prefix where nothing else fits.
function integerOf(digits: string): bigint | undefined {
    const [, sign = "", hex, octal, binary, decimal] =
        /^([-+]?)(?:0x([\da-f]+)|0o?([0-7]+)|0b([01]+)|(0|[1-9]\d*))$/i.exec(digits) ?? [];
    const forms = [
        ["0x", hex],
        ["0o", octal],
        ["0b", binary],
        ["", decimal],
    ];
    const [prefix = "", size] = forms.find(([, found]) => found !== undefined) ?? [];
    if (size !== undefined) {
        const value = BigInt(prefix + size) * (sign === "-" ? -1n : 1n);
        return fits(value, 64n) || (sign === "" && value < 2n ** 64n) ? value : undefined;
    }
    const [, base = "", inner = "", more = ""] = /^(0[bo])([-+])([01]+|(?<=0o[-+])[0-7]+)$/.exec(digits) ?? [];
    const value = base === "" ? undefined : BigInt(base + more) * (inner === "-" ? -1n : 1n);
    return value !== undefined && fits(value, 64n) ? value : undefined;
}

function fits(value: bigint, bits: bigint): boolean {
    return BigInt.asIntN(Number(bits), value) === value;
}

// The formats that Go tries, each with months, days, hours, minutes and seconds of one digit or two.
const pattern = /^(\d{4})-(\d\d?)-(\d\d?)(?:([Tt ])(\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?(Z|[-+]\d\d:\d\d)?)?$/;

function timestamp(text: string): Timestamp | undefined {
    const [, year = "", month = "", day = "", letter, hour = "0", minute = "0", second = "0", fraction = "", zone] =
        pattern.exec(text) ?? [];
    if (year === "" || (letter !== undefined && (letter === " ") !== (zone === undefined))) return undefined;
    const parts = [month, day, hour, minute, second].map((part) => part.padStart(2, "0"));
    const date = `${year}-${parts[0]}-${parts[1]}`;
    const clock = `${parts[2]}:${parts[3]}:${parts[4]}`;
    const real = new Date(`${date}T${clock}Z`);
    if (Number.isNaN(real.getTime()) || real.toISOString() !== `${date}T${clock}.000Z`) return undefined;
    const nanos = fraction.slice(0, 9).replace(/0+$/, "");
    const clockWithNanos = nanos === "" ? clock : `${clock}.${nanos}`;
    const offset = zone === undefined || zone === "Z" || /^[-+]00:00$/.test(zone) ? undefined : zone;
    const [hours = 0, minutes = 0] = (offset ?? "+00:00").slice(1).split(":").map(Number);
    if (hours > 24 || minutes > 60) return undefined;
    const short = offset?.replace(":", "");
    return {
        written: `${date}T${clockWithNanos}${offset ?? "Z"}`,
        shown: `${date} ${clockWithNanos} ${short ? `${short} ${short}` : "+0000 UTC"}`,
    };
}

function typeTag(value: Scalar): string {
    if (value === null) return "!!null";
    if (typeof value === "object") return "!!timestamp";
    return { boolean: "!!bool", bigint: "!!int", number: "!!float" }[typeof value as string] ?? "!!str";
}
