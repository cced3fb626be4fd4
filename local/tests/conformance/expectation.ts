import { type HttpResponse, headerValues } from "../response-reader";
import type { Repeated } from "./api-of-case";
import type { Expectation } from "./case";
import { valueAt } from "./event-path";
import { comparable, type MatchContext, matches } from "./matcher";
import { pieces, type StreamedResponse } from "./stream-exchange";

/** One thing that came otherwise than a case expects. */
export interface Mismatch {
    /** `status`, `headers.Content-Type`, `event.pathParameters` … */
    what: string;
    expected: unknown;
    /** Undefined where nothing came. */
    actual: unknown;
}

/** What the functions of a case were invoked with. */
export interface Invoked {
    /** The function's event, and the authorizer's last one; undefined where it got none. */
    event: unknown;
    authorizerEvent?: unknown;
    /** In this exchange. */
    handlerCalls?: number;
    /** Since the case began. */
    authorizerCalls?: number;
}

/** A response, with how it came where it may come in pieces. */
export type Received = HttpResponse & Partial<StreamedResponse>;

/** Compares what came of an exchange with all that it expects. */
export function mismatches(given: Expectation, response: Received, invoked: Invoked): Mismatch[] {
    const expect: Expectation = response.truncated ? { truncated: false, ...given } : given;
    const joined = (name: string) => {
        const values = headerValues(response, name);
        return values.length > 0 ? values.join(", ") : undefined;
    };
    const context = { ...invoked, responseHeader: joined, minGapMs: expect.minGapMs ?? 0 };
    return Object.entries(expect).flatMap(([key, expected]): Mismatch[] => {
        const check = checks[key as keyof Expectation];
        if (!check) return [{ what: `expect.${key}`, expected: "something this runner knows", actual: expected }];
        return check(expected as never, response, context);
    });
}

type Context = MatchContext & Invoked & { minGapMs: number };
type Check = (expected: never, response: Received, context: Context) => Mismatch[];

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
    event: (expected: Record<string, unknown>, response, context) =>
        eventAt("event", expected, context.event, response, context),
    authorizerEvent: (expected: Record<string, unknown>, response, context) =>
        eventAt("authorizerEvent", expected, context.authorizerEvent, response, context),
    authorizerCalls: (expected: number, _, { authorizerCalls }) =>
        one("authorizerCalls", expected, authorizerCalls, expected === authorizerCalls),
    handlerCalls: (expected: number, _, { handlerCalls }) =>
        one("handlerCalls", expected, handlerCalls, expected === handlerCalls),
    chunks: (expected: string[], { arrivals = [] }, { minGapMs }) => {
        const actual = pieces(arrivals, minGapMs);
        return one("chunks", expected, actual, JSON.stringify(expected) === JSON.stringify(actual));
    },
    // Part of what `chunks` says.
    minGapMs: () => [],
    truncated: (expected: boolean, { truncated = false }) =>
        one("truncated", expected, truncated, expected === truncated),
};

function eventAt(
    what: string,
    expected: Record<string, unknown>,
    event: unknown,
    response: HttpResponse,
    context: MatchContext,
): Mismatch[] {
    if (event === undefined) {
        const answer = `none; the answer was ${response.statusCode} ${response.body.toString().slice(0, 200)}`;
        return [{ what, expected: "one that the function got", actual: answer }];
    }
    return Object.entries(expected).flatMap(([path, value]) => {
        const found = valueAt(event, path);
        const [wanted, actual] = comparable(found, value, context);
        return one(path === "" ? what : `${what}.${path}`, wanted, actual, matches(found, value, context));
    });
}

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
