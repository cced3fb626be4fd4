import { isDeepStrictEqual } from "node:util";
import { valueAt } from "./event-path";

/** What a matcher may look at beside the value itself. */
export interface MatchContext {
    event: unknown;
    /** A response header's lines joined, undefined without any. */
    responseHeader(name: string): string | undefined;
}

/** Says whether a value, undefined where there is none, is the expected one: equal to it, or what its matchers say. */
export function matches(actual: unknown, expected: unknown, context: MatchContext): boolean {
    if (isMatcher(expected)) {
        return Object.entries(expected).every(([name, argument]) => matchers[name]?.(actual, argument, context));
    }
    if (typeof expected !== "object" || expected === null) return actual === expected;
    if (typeof actual !== "object" || actual === null || Array.isArray(actual) !== Array.isArray(expected))
        return false;
    const keys = Object.keys(expected);
    const others = Object.keys(actual).filter((key) => !Object.hasOwn(expected, key));
    const own = (value: object, key: string) =>
        Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    return others.length === 0 && keys.every((key) => matches(own(actual, key), own(expected, key), context));
}

/** An expected value and what came, so that a person sees where they differ: keys beside keys, a header's value itself. */
export function comparable(actual: unknown, expected: unknown, { event, responseHeader }: MatchContext): unknown[] {
    if (!isMatcher(expected)) return [expected, actual];
    const { $keys, $keyOrder, $sameAs, $responseHeader } = expected;
    if ($keyOrder !== undefined && typeName(actual) === "object")
        return [expected, { $keyOrder: Object.keys(actual as object) }];
    if (Array.isArray($keys) && typeName(actual) === "object") {
        return [{ $keys: [...$keys].sort() }, { $keys: Object.keys(actual as object).sort() }];
    }
    if ($sameAs !== undefined) return [valueAt(event, String($sameAs)), actual];
    return [$responseHeader === undefined ? expected : responseHeader(String($responseHeader)), actual];
}

type Matcher = (actual: unknown, argument: unknown, context: MatchContext) => boolean;

const matchers: Record<string, Matcher> = {
    $regex: (actual, pattern) => typeof actual === "string" && new RegExp(String(pattern)).test(actual),
    $absent: (actual, wanted) => (actual === undefined) === wanted,
    $present: (actual, wanted) => (actual !== undefined) === wanted,
    $type: (actual, type) => typeName(actual) === type,
    $keys: (actual, keys) =>
        typeName(actual) === "object" &&
        JSON.stringify(Object.keys(actual as object).sort()) === JSON.stringify([...(keys as string[])].sort()),
    $keyOrder: (actual, keys) =>
        typeName(actual) === "object" && isDeepStrictEqual(Object.keys(actual as object), keys),
    $sameAs: (actual, path, context) =>
        actual !== undefined && isDeepStrictEqual(actual, valueAt(context.event, String(path))),
    $responseHeader: (actual, name, { responseHeader }) =>
        actual !== undefined && actual === responseHeader(String(name)),
};

function isMatcher(value: unknown): value is Record<string, unknown> {
    if (typeName(value) !== "object") return false;
    const keys = Object.keys(value as object);
    return keys.length > 0 && keys.every((key) => Object.hasOwn(matchers, key));
}

function typeName(value: unknown): string {
    if (value === null) return "null";
    return Array.isArray(value) ? "array" : typeof value;
}
