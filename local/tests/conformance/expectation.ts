import { type HttpResponse, headerValues } from "../response-reader";
import type { Expectation, Repeated } from "./case";
import { valueAt } from "./event-path";
import { comparable, type MatchContext, matches } from "./matcher";

/** One thing that came otherwise than a case expects. */
export interface Mismatch {
    /** `status`, `headers.Content-Type`, `event.pathParameters` … */
    what: string;
    expected: unknown;
    /** Undefined where nothing came. */
    actual: unknown;
}

/** Compares what came of a case with all that it expects; an event is undefined where the function got none. */
export function mismatches(expect: Expectation, response: HttpResponse, event: unknown): Mismatch[] {
    const joined = (name: string) => {
        const values = headerValues(response, name);
        return values.length > 0 ? values.join(", ") : undefined;
    };
    const context: MatchContext = { event, responseHeader: joined };
    return Object.entries(expect).flatMap(([key, expected]): Mismatch[] => {
        const check = checks[key as keyof Expectation];
        if (!check) return [{ what: `expect.${key}`, expected: "something this runner knows", actual: expected }];
        return check(expected as never, response, context);
    });
}

type Check = (expected: never, response: HttpResponse, context: MatchContext) => Mismatch[];

const checks: { [K in keyof Required<Expectation>]: Check } = {
    status: (expected: unknown, { statusCode }, context) =>
        one("status", expected, statusCode, matches(statusCode, expected, context)),
    headers: (expected: Record<string, unknown>, response, context) =>
        Object.entries(expected).flatMap(([name, value]) => header(name, value, response, context)),
    headerNamesExact: (names: string[], { headers }) =>
        names.flatMap((name) => {
            const sent = headers.map(([key]) => key).filter((key) => key.toLowerCase() === name.toLowerCase());
            return one("header name", name, [...new Set(sent)].join(", ") || undefined, sent[0] === name);
        }),
    absentHeaders: (names: string[], response) =>
        names.flatMap((name) => {
            const values = headerValues(response, name);
            return values.length > 0 ? [{ what: `headers.${name}`, expected: undefined, actual: values }] : [];
        }),
    body: (expected: string, { body }) => text("body", expected, body.toString()),
    bodyJson: (expected: unknown, { body }, context) => {
        const actual = parsed(body);
        return one("bodyJson", expected, actual, matches(actual, expected, context));
    },
    bodyBase64: (expected: string, { body }) => text("bodyBase64", expected, body.toString("base64")),
    bodyRepeat: ({ text: repeated, times }: Repeated, { body }) =>
        text("bodyRepeat", repeated.repeat(times), body.toString()),
    event: (expected: Record<string, unknown>, response, context) => {
        if (context.event === undefined) {
            const answer = `none; the answer was ${response.statusCode} ${response.body.toString().slice(0, 200)}`;
            return [{ what: "event", expected: "one that the function got", actual: answer }];
        }
        return Object.entries(expected).flatMap(([path, value]) => {
            const found = valueAt(context.event, path);
            const [expected, actual] = comparable(found, value, context);
            return one(path === "" ? "event" : `event.${path}`, expected, actual, matches(found, value, context));
        });
    },
};

function one(what: string, expected: unknown, actual: unknown, equal: boolean): Mismatch[] {
    return equal ? [] : [{ what, expected, actual }];
}

function text(what: string, expected: string, actual: string): Mismatch[] {
    return one(what, expected, actual, pattern(expected)?.test(actual) ?? expected === actual);
}

function header(name: string, expected: unknown, response: HttpResponse, context: MatchContext): Mismatch[] {
    const values = headerValues(response, name);
    const joined = values.length > 0 ? values.join(", ") : undefined;
    const what = `headers.${name}`;
    if (Array.isArray(expected)) {
        // Set-Cookie alone may not be joined: its values have commas of their own.
        const split = name.toLowerCase() === "set-cookie" ? values : values.flatMap((value) => value.split(", "));
        return one(
            what,
            expected,
            values,
            [values, split].some((list) => matches(list, expected, context)),
        );
    }
    const regex = typeof expected === "string" ? pattern(expected) : undefined;
    const equal = regex ? joined !== undefined && regex.test(joined) : matches(joined, expected, context);
    return one(what, expected, joined, equal);
}

function pattern(expected: string): RegExp | undefined {
    const source = /^\/(.+)\/$/s.exec(expected)?.[1];
    return source === undefined ? undefined : new RegExp(source);
}

function parsed(body: Buffer): unknown {
    try {
        return JSON.parse(body.toString());
    } catch {
        return body.toString();
    }
}
