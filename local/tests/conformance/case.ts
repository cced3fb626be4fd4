import { readFileSync } from "node:fs";

/** One exchange with API Gateway and what comes of it. */
export interface Case {
    id: string;
    /** The number of the fact it shows, `E11`. */
    fact: string;
    api: ApiOfCase;
    request: RequestOfCase;
    handler: HandlerOfCase;
    expect: Expectation;
    /** Where the fact comes from, `recorded` on AWS for one. */
    confidence?: string;
    /** What of this format a runner may not know, `handler.syncReturns`. */
    needs?: string[];
}

export interface ApiOfCase {
    /** Beside path and method, settings of the one route. */
    routes?: { path: string; method: string; [setting: string]: unknown }[];
    stage?: string;
    stageVariables?: Record<string, string> | null;
    binaryMediaTypes?: string[];
    endpointType?: string;
    apiKeySource?: string;
    /** Of every route that does not say otherwise. */
    apiKeyRequired?: boolean;
    /** The accepted ones. */
    apiKeys?: string[];
    functionTimeoutMs?: number;
    integrationTimeoutMs?: number;
}

export interface RequestOfCase {
    method: string;
    /** Raw, stage and query included. */
    path: string;
    headers?: [name: string, value: string][];
    body?: string | null;
    bodyBase64?: string;
    bodyRepeat?: Repeated;
}

export interface HandlerOfCase {
    echoEvent?: boolean;
    returns?: unknown;
    /** What a handler returns that is no async function. */
    syncReturns?: unknown;
    /** Fills the body of `returns`. */
    bodyRepeat?: Repeated;
    throws?: unknown;
    sleepMs?: number;
    /** Lambda fails before the handler has a say. */
    lambdaError?: string;
}

export interface Expectation {
    status?: unknown;
    headers?: Record<string, unknown>;
    headerNamesExact?: string[];
    absentHeaders?: string[];
    body?: string;
    bodyJson?: unknown;
    bodyBase64?: string;
    bodyRepeat?: Repeated;
    /** Path in the event, `""` for the whole of it, to value or matcher. */
    event?: Record<string, unknown>;
}

export interface Repeated {
    text: string;
    times: number;
}

/** What a case may need; it is skipped for anything else. */
export const knownNeeds = new Set([
    "api.apiKeys",
    "api.functionTimeoutMs",
    "api.integrationTimeoutMs",
    "handler.bodyRepeat",
    "handler.lambdaError",
    "handler.syncReturns",
    "request.bodyRepeat",
]);

/** Reads a file of cases; without `api` or `handler`, a case has the default API and echoes its event. Throws one sentence that names the file and what is wrong with it. */
export function readCases(file: string): Case[] {
    const cases: unknown = parse(file);
    if (!Array.isArray(cases)) throw new Error(`${file}: must be a list of cases`);
    for (const [index, item] of cases.entries()) {
        const missing = ["id", "request", "expect"].find((key) => item?.[key] === undefined);
        if (missing) throw new Error(`${file}: case ${item?.id ?? index} has no ${missing}`);
    }
    return cases.map((item) => ({ fact: "no fact", api: {}, handler: { echoEvent: true }, ...item }));
}

function parse(file: string): unknown {
    try {
        return JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
        throw new Error(`${file}: cannot be read as JSON (${(error as Error).message})`);
    }
}
