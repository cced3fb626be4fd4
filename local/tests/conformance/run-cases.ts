import { exchange } from "../raw-http";
import { type Case, knownNeeds } from "./case";
import { caseProgram } from "./case-program";
import { diff } from "./diff";
import { mismatches } from "./expectation";
import { handlerCode } from "./handler-code";
import { requestBytes } from "./request-bytes";
import { createApiServer, type ServedApi } from "./served-api";
import { streamExchange } from "./stream-exchange";
import { createUserPools } from "./user-pools";

const pools = createUserPools();

/** How a case went. */
export type Outcome = "passed" | { skipped: string } | { failed: string[] };

/**
 * Runs cases against a fixture program and the tool's own server, and reports each as it is done, in any order. The program
 * is evaluated once for each distinct `api`; a handler is loaded once for all cases that share both.
 */
export async function runCases(cases: Case[], report: (example: Case, outcome: Outcome) => void): Promise<void> {
    const runnable: Case[] = [];
    for (const example of cases) {
        const foreign = (example.needs ?? []).filter((need) => !knownNeeds.has(need));
        if (foreign.length > 0) report(example, { skipped: `needs ${foreign.join(", ")}` });
        else runnable.push(example);
    }
    if (runnable.length === 0) return;
    const server = createApiServer(pools);
    try {
        for (const sameApi of groups(runnable, apiKey)) {
            await runSameApi(sameApi, server.open, report);
        }
    } finally {
        await server.close();
    }
}

async function runSameApi(
    cases: [Case, ...Case[]],
    open: (example: Case) => Promise<ServedApi>,
    report: (example: Case, outcome: Outcome) => void,
): Promise<void> {
    const served = await attempt(open(cases[0]));
    for (const sameHandler of groups(cases, handlerKey)) {
        const ready = served instanceof Error ? served : await attempt(use(served, sameHandler[0]));
        for (const example of sameHandler) {
            const failures = ready instanceof Error ? [ready.message] : await attempt(run(example, ready));
            if (failures instanceof Error) report(example, { failed: [failures.message] });
            else report(example, failures.length > 0 ? { failed: failures } : "passed");
        }
    }
}

async function use(served: ServedApi, { handler }: Case): Promise<ServedApi> {
    await served.useHandler(handlerCode(handler));
    return served;
}

async function run({ api, requests, handler }: Case, served: ServedApi): Promise<string[]> {
    served.log.length = 0;
    const failures: string[] = [];
    for (const [index, { request, expect }] of requests.entries()) {
        const bytes = requestBytes(await pools.signed(api, request));
        const streams =
            expect.chunks || (api.routes ?? []).some(({ responseTransferMode }) => responseTransferMode === "STREAM");
        const response = await (streams ? streamExchange : exchange)(served.port, bytes, request.method);
        const invoked = served.takeInvoked();
        // What the function says it got is worth more than what it was sent.
        const says = handler.code !== undefined || (handler.echoEvent && response.statusCode === 200);
        const event = says && expect.event && response.body.length > 0 ? parsed(response.body) : invoked.event;
        const place = requests.length > 1 ? `request ${index + 1}: ` : "";
        failures.push(...mismatches(expect, response, { ...invoked, event }).map((each) => place + diff(each)));
    }
    return failures.length > 0 && served.log.length > 0 ? [...failures, ["log", ...served.log].join("\n  ")] : failures;
}

// What is no JSON is shown as it came.
function parsed(body: Buffer): unknown {
    try {
        return JSON.parse(body.toString());
    } catch {
        return body.toString();
    }
}

/** In the order of the first of each. */
function groups(cases: Case[], key: (example: Case) => string): [Case, ...Case[]][] {
    const found = new Map<string, [Case, ...Case[]]>();
    for (const example of cases) {
        const group = found.get(key(example));
        if (group) group.push(example);
        else found.set(key(example), [example]);
    }
    return [...found.values()];
}

function apiKey(example: Case): string {
    try {
        return JSON.stringify(caseProgram(example));
    } catch {
        return JSON.stringify(example.api);
    }
}

// What an API has cached and counted is no other case's, nor are calls that a case counts.
function handlerKey({ id, api, requests, handler }: Case): string {
    const counts = requests.some(({ expect }) => "handlerCalls" in expect || "authorizerCalls" in expect);
    const remembers = api.authorizers || api.usagePlans || api.methodSettings;
    return JSON.stringify(counts || remembers ? [handler, id] : handler);
}

async function attempt<T>(work: Promise<T>): Promise<T | Error> {
    try {
        return await work;
    } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
    }
}
