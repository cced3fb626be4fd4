import { isLike } from "../program/program";
import { responseLimit } from "./proxy-response";

/** What a Lambda authorizer says of a caller. */
export interface AuthorizerResult {
    principalId: string | undefined;
    statements: PolicyStatement[];
    /** As the function's event has it: every value a text (AU29). */
    context: Record<string, string>;
    /** The API key of the caller, where keys come from authorizers (UK8). */
    usageIdentifierKey: string | undefined;
}

interface PolicyStatement {
    effect: "Allow" | "Deny";
    actions: Patterns;
    resources: Patterns;
}

/** `not`: all but those (AU25). */
interface Patterns {
    not: boolean;
    patterns: string[];
}

/** An answer of an authorizer that API Gateway does not take, in a sentence. */
export class MalformedAuthorizerResult extends Error {}

/**
 * Reads the result of a Lambda authorizer, as JSON text. Throws MalformedAuthorizerResult for everything without a usable
 * policy (AU18), and for a context that is not flat (AU30).
 */
export function readAuthorizerResult(text: string): AuthorizerResult {
    const bytes = Buffer.byteLength(text);
    if (bytes > responseLimit) refuse(`its answer is ${bytes} bytes; the limit is ${responseLimit}`); // X3
    const result = object(parsed(text), "its answer");
    const document = object(result.policyDocument, "policyDocument");
    if (document.Statement === undefined || document.Statement === null) refuse("policyDocument has no Statement");
    const { principalId, usageIdentifierKey } = result;
    return {
        principalId: scalar(principalId, "principalId"),
        statements: [document.Statement].flat().map(statement),
        context: context(result.context),
        usageIdentifierKey: scalar(usageIdentifierKey, "usageIdentifierKey"),
    };
}

/** What the policy says of a method: a Deny that matches beats every Allow (AU23); "none" where no statement matches. */
export function decision(statements: PolicyStatement[], methodArn: string): "Allow" | "Deny" | "none" {
    const effects = statements
        .filter(({ actions, resources }) => covers(actions, invoke, true) && covers(resources, methodArn, false))
        .map(({ effect }) => effect);
    return effects.includes("Deny") ? "Deny" : effects.includes("Allow") ? "Allow" : "none";
}

// AU24: the letter case of an action does not count.
const invoke = "execute-api:invoke";
// AU37
const longestResource = 512;

function covers({ not, patterns }: Patterns, value: string, folded: boolean): boolean {
    return not !== patterns.some((pattern) => isLike(folded ? pattern.toLowerCase() : pattern, value));
}

function statement(given: unknown): PolicyStatement {
    const { Effect, Action, NotAction, Resource, NotResource, Condition } = object(given, "a Statement");
    if (Effect !== "Allow" && Effect !== "Deny") refuse(`Effect ${JSON.stringify(Effect)} is neither Allow nor Deny`);
    // [AU25] IAM's meaning is documented, what API Gateway makes of it is not recorded.
    if (Condition !== undefined) refuse("a Statement has a Condition, which local does not evaluate");
    const resources = list("Resource", Resource, NotResource);
    if (resources.patterns.some((pattern) => pattern.length > longestResource))
        refuse(`a Resource is longer than ${longestResource} characters`);
    return { effect: Effect, actions: list("Action", Action, NotAction), resources };
}

function list(name: string, given: unknown, turned: unknown): Patterns {
    const patterns = [given ?? turned ?? []].flat();
    if (patterns.length === 0) refuse(`a Statement has no ${name}`);
    for (const pattern of patterns)
        if (typeof pattern !== "string") refuse(`${name} ${JSON.stringify(pattern)} is no text`);
    return { not: given === undefined || given === null, patterns: patterns as string[] };
}

function context(given: unknown): Record<string, string> {
    if (given === undefined || given === null) return {};
    const entries = Object.entries(object(given, "context"))
        .filter(([, value]) => value !== null) // [AU31]
        .map(([key, value]) => [key, scalar(value, `context.${key}`)]);
    return Object.fromEntries(entries);
}

function scalar(value: unknown, name: string): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value === "object") refuse(`${name} is ${Array.isArray(value) ? "an array" : "an object"}, not a text`);
    return String(value);
}

function object(value: unknown, name: string): Record<string, unknown> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(`${name} is no object`);
    return value as Record<string, unknown>;
}

// A handler can write to the channel too.
function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return refuse("its answer is no JSON");
    }
}

function refuse(sentence: string): never {
    throw new MalformedAuthorizerResult(sentence);
}
