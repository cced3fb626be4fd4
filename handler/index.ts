import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { cors } from "./cors";

type Given = { source: string; name: string };
type Problem = { source: string; message: string };
type Finding = Given | Problem;

/**
 * Greets the name that a proxy event gives in its path, query string or JSON body, or the world where none is given.
 * Input that breaks a rule is answered with 400 or 415 and a problem document (RFC 9457) of all that is wrong with it.
 * Throws only by a fault of its own: the runtime reports that, and the client gets a 502.
 */
export const handler = cors(greet);

async function greet(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
    const findings = [...fromPath(event), ...fromQuery(event), ...fromBody(event)];
    const given = findings.filter((finding) => "name" in finding);
    const problems = findings.filter((finding) => "message" in finding).concat(disagreements(given));
    if (problems.length > 0) return refusal(problems);
    return answer(200, "text/plain; charset=utf-8", `Hello, ${given[0]?.name ?? "World"}!`);
}

function fromPath({ pathParameters }: APIGatewayProxyEvent): Finding[] {
    const raw = pathParameters?.name;
    if (raw === undefined) return [];
    // API Gateway decodes the query string, but hands over the path as it came.
    const value = attempt(() => decodeURIComponent(raw));
    if (value === undefined) return [problem("path.name", raw, "it must be percent-encoded UTF-8")];
    return [checkName("path.name", value)];
}

function fromQuery(event: APIGatewayProxyEvent): Finding[] {
    // Events written by hand often have only one of the two maps.
    const values = event.multiValueQueryStringParameters?.name ?? event.queryStringParameters?.name ?? [];
    return [...new Set([values].flat())].map((value) => checkName("query.name", value));
}

function fromBody(event: APIGatewayProxyEvent): Finding[] {
    if (!event.body) return [];
    const type = contentType(event);
    if (!isJson(type))
        return [problem("header.Content-Type", type, "a body must be application/json or another +json type")];

    const bytes = Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8");
    const value: unknown = attempt(() => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    if (value === undefined) return [problem("body", bytes.toString(), "it must be JSON in UTF-8")];
    if (typeof value !== "object" || value === null || Array.isArray(value))
        return [problem("body", value, "it must be a JSON object")];

    // Naming every unknown property of a 6 MB body would make an answer that Lambda refuses to send.
    const unknown = Object.entries(value)
        .filter(([key]) => key !== "name")
        .slice(0, 10);
    return [
        "name" in value
            ? checkName("body.name", value.name)
            : { source: "body.name", message: "body.name is required" },
        ...unknown.map(([key, extra]) => problem(`body.${shorten(key)}`, extra, "a body has no property but name")),
    ];
}

function contentType({ headers }: APIGatewayProxyEvent): string | undefined {
    // HTTP/1.1 clients choose the casing, and the console's test feature sends null for no headers.
    return Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "content-type")?.[1];
}

function isJson(mediaType = ""): boolean {
    return /^(application\/json|[^\s/;]+\/[^\s/;]+\+json)\s*(;|$)/i.test(mediaType);
}

function checkName(source: string, value: unknown): Finding {
    const name = typeof value === "string" ? value.trim() : "";
    // JSON can spell a lone surrogate (Cs), which no answer in UTF-8 can repeat.
    if (/^[^\p{Cc}\p{Cs}]{1,100}$/u.test(name)) return { source, name };
    return problem(source, value, "it must be a string of 1 to 100 Unicode characters without control characters");
}

function disagreements([first, ...others]: Given[]): Problem[] {
    return others
        .filter(({ name }) => name !== first?.name)
        .map(({ source, name }) => problem(source, name, `it must agree with ${first?.source} ${show(first?.name)}`));
}

function problem(source: string, value: unknown, rule: string): Problem {
    return { source, message: `${source} is ${show(value)}: ${rule}` };
}

function refusal(errors: Problem[]): APIGatewayProxyResult {
    // A body of the wrong type is left unread, so its 415 outranks what is wrong elsewhere.
    const unread = errors.some(({ source }) => source === "header.Content-Type");
    const status = unread ? 415 : 400;
    const title = unread ? "Unsupported Media Type" : "Bad Request";
    const detail = errors.map(({ message }) => message).join("; ");
    const document = { type: "about:blank", title, status, detail, errors };
    return answer(status, "application/problem+json", JSON.stringify(document));
}

function answer(statusCode: number, contentType: string, body: string): APIGatewayProxyResult {
    // Answers repeat their input: nosniff keeps a page from running one as a script.
    return { statusCode, headers: { "Content-Type": contentType, "X-Content-Type-Options": "nosniff" }, body };
}

function show(value: unknown): string {
    if (value === undefined) return "missing";
    if (typeof value === "string") return JSON.stringify(shorten(value));
    // JSON.parse reads any depth of nesting, JSON.stringify overflows the stack: containers are named, not shown.
    if (Array.isArray(value)) return "an array";
    return typeof value === "object" && value !== null ? "an object" : String(value);
}

function shorten(text: string): string {
    return text.replace(/^(.{39}).{2,}/su, "$1…");
}

function attempt<T>(read: () => T): T | undefined {
    try {
        return read();
    } catch {
        return undefined;
    }
}
