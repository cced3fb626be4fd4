import { readFileSync } from "node:fs";
import type { ApiOfCase, HandlerOfCase, Repeated } from "./api-of-case";

/** Exchanges with API Gateway, one after the other, and what comes of each. */
export interface Case {
    id: string;
    /** The number of the fact it shows, `E11`. */
    fact: string;
    api: ApiOfCase;
    requests: Exchange[];
    handler: HandlerOfCase;
    /** Where the fact comes from, `recorded` on AWS for one. */
    confidence?: string;
    /** What of this format a runner may not know, `handler.syncReturns`. */
    needs?: string[];
}

export interface Exchange {
    request: RequestToSign;
    expect: Expectation;
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

/** As it stands in the file: a header may be a token that nobody has signed yet. */
export interface RequestToSign extends Omit<RequestOfCase, "headers"> {
    headers?: [name: string, value: string | { $jwt: JwtOfCase }][];
}

/** A token that the route's user pool signs. */
export interface JwtOfCase {
    /** Stands before it, `Bearer ` for one. */
    prefix?: string;
    /** From now, in the past if it is negative. */
    expiresInSec?: number;
    claims?: Record<string, unknown>;
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
    /** Likewise, of the last event an authorizer got. */
    authorizerEvent?: Record<string, unknown>;
    /** Since the case began: whether a policy was kept shows only over several exchanges. */
    authorizerCalls?: number;
    /** In this exchange: the sequences of the shared cases count it so, whatever the format's text says. */
    handlerCalls?: number;
    /** The body in the pieces it comes in, each at least `minGapMs` after the one before. */
    chunks?: string[];
    minGapMs?: number;
    /** The connection ends before the message is complete. */
    truncated?: boolean;
}

/** What a case may need; it is skipped for anything else. */
export const knownNeeds = new Set([
    ...["api.apiKeys", "api.apiKeySource", "api.authorizers", "api.functionTimeoutMs", "api.gatewayResponses"],
    ...["api.integrationTimeoutMs", "api.looseApiKeys", "api.methodSettings", "api.models", "api.runtime"],
    ...["api.usagePlans", "authorizer.functionTimeoutMs", "authorizer.handler.code", "authorizer.handler.lambdaError"],
    ...["expect.authorizerCalls", "expect.authorizerEvent", "expect.chunks", "expect.handlerCalls"],
    ...["expect.truncated", "route.responseTransferMode"],
    ...["handler.bodyRepeat", "handler.code", "handler.lambdaError", "handler.syncReturns"],
    ...["request.$jwt", "request.bodyRepeat", "requests"],
    ...["route.apiKeyRequired", "route.authorization", "route.authorizationScopes", "route.authorizer"],
    ...["route.integration", "route.requestModels", "route.requestParameters", "route.requestValidator"],
    "validationErrorString",
]);

/** Reads a file of cases; without `api` or `handler`, a case has the default API and echoes its event. Throws one sentence that names the file and what is wrong with it. */
export function readCases(file: string): Case[] {
    const cases: unknown = parse(file);
    if (!Array.isArray(cases)) throw new Error(`${file}: must be a list of cases`);
    return cases.map((item, index) => {
        const { id, request, expect, requests = [{ request, expect }], ...more } = item ?? {};
        if (id === undefined) throw new Error(`${file}: case ${index} has no id`);
        for (const exchange of requests) {
            const missing = ["request", "expect"].find((key) => exchange?.[key] === undefined);
            if (missing) throw new Error(`${file}: case ${id} has no ${missing}`);
        }
        return { fact: "no fact", api: {}, handler: { echoEvent: true }, ...more, id, requests };
    });
}

function parse(file: string): unknown {
    try {
        return JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
        throw new Error(`${file}: cannot be read as JSON (${(error as Error).message})`);
    }
}
