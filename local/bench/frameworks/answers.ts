import type { FrameworkRequest, Wanted } from "./requests";

export interface FrameworkAnswer {
    status: number;
    /** Names in lower case, sorted. */
    headers: [name: string, value: string][];
    body: Buffer;
}

// What belongs to a connection or a moment, and what API Gateway adds and renames.
const left = /^(?:date|connection|keep-alive|transfer-encoding|content-length|x-amz-apigw-id|x-amzn-.*)$/;

/** Makes a request; what stands in `left` is no part of its answer. */
export async function answerTo(origin: string, request: FrameworkRequest): Promise<FrameworkAnswer> {
    const { method, path, headers = {}, body } = request;
    const init = { method, headers, redirect: "manual", ...(body !== undefined && { body }) } as const;
    const response = await fetch(`${origin}${path}`, init);
    const all = [...response.headers].filter(([name]) => !left.test(name));
    return { status: response.status, headers: all, body: Buffer.from(await response.arrayBuffer()) };
}

/** In what one answer differs from another, a phrase each. */
export function differences(theirs: FrameworkAnswer, ours: FrameworkAnswer): string[] {
    const names = [...new Set([...theirs.headers, ...ours.headers].map(([name]) => name))].sort();
    const valuesOf = ({ headers }: FrameworkAnswer, name: string) =>
        headers.filter(([each]) => each === name).map(([, value]) => value);
    const different = names.filter((name) => String(valuesOf(theirs, name)) !== String(valuesOf(ours, name)));
    return [
        ...(theirs.status === ours.status ? [] : [`${theirs.status} is ${ours.status}`]),
        ...different.map((name) => `${name} ${shown(valuesOf(theirs, name))} is ${shown(valuesOf(ours, name))}`),
        ...(theirs.body.equals(ours.body) ? [] : [`${excerpt(theirs.body)} is ${excerpt(ours.body)}`]),
    ];
}

/** In what an answer, and what was logged for it, is not what was wanted, a phrase each. */
export function shortcomings({ status, body, headers = {}, logs = [] }: Wanted, ours: FrameworkAnswer, log: string) {
    const given = new Map(ours.headers);
    const text = ours.body.toString();
    const fits = body === undefined || (typeof body === "string" ? body === text : body.test(text));
    return [
        ...(status === ours.status ? [] : [`${status} is ${ours.status}`]),
        ...Object.entries(headers)
            .filter(([name, value]) => given.get(name) !== value)
            .map(([name, value]) => `${name} ${value} is ${given.get(name) ?? "not there"}`),
        ...(fits ? [] : [`${body} is ${excerpt(ours.body)}`]),
        ...logs.filter((pattern) => !pattern.test(log)).map((pattern) => `its log has no ${pattern}`),
    ];
}

function shown(values: string[]): string {
    return values.length === 0 ? "(none)" : values.join(", ");
}

function excerpt(body: Buffer): string {
    const text = body.toString("latin1").replaceAll(/[^\x20-\x7e]/g, ".");
    return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``;
}
