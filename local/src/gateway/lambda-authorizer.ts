import { randomUUID } from "node:crypto";
import { javaExpression, type LambdaAuthorizer } from "../program/program";
import { methodArn, requestEvent, tokenEvent } from "./authorizer-event";
import { type AuthorizerResult, decision, MalformedAuthorizerResult, readAuthorizerResult } from "./authorizer-result";
import * as why from "./authorizer-why";
import type { Deployed } from "./deployed";
import type { RequestHead } from "./gateway-request";
import { gatewayResponse, type HttpAnswer } from "./gateway-response";
import type { IntegrationHooks } from "./integration";
import { explain, noteInvocation } from "./request-record";
import { requestValue } from "./request-values";
import type { Match } from "./router";
import { within } from "./within";

/** What an authorizer lets pass: what the event says of the caller, and the caller's API key (UK8). */
export interface Authorized {
    authorizer: Record<string, unknown>;
    usageIdentifierKey?: string | undefined;
}

// [AU19] how long API Gateway itself waits is not recorded; an integration gets as much.
const patience = 29_000;
const longestArn = 1600;

/**
 * Asks a Lambda authorizer, or its cache, about a request. Whatever becomes of the function, the caller gets the answer that
 * AWS gives: 401 without identity (AU8, AU9), 403 by the policy (AU14, AU15), 500 for every failure (AU17-AU20).
 */
export async function askLambda(
    deployed: Deployed,
    authorizer: LambdaAuthorizer,
    match: Match,
    request: RequestHead,
    hooks: IntegrationHooks,
): Promise<Authorized | HttpAnswer> {
    const { api } = deployed;
    const identity = authorizer.identitySources.map((source) => requestValue(source, { api, match, request }));
    // AU10: an empty one is missing.
    if (!identity.every((value): value is string => Boolean(value))) {
        explain(request.record, why.noIdentity(authorizer.name, authorizer.identitySources));
        return gatewayResponse("UNAUTHORIZED");
    }
    const { validationExpression: expression } = authorizer;
    if (
        authorizer.type === "TOKEN" &&
        expression !== undefined &&
        !javaExpression(expression).test(identity[0] ?? "")
    ) {
        explain(request.record, why.identityOfOtherForm(authorizer.name, expression));
        return gatewayResponse("UNAUTHORIZED"); // AU11
    }
    const arn = methodArn(api, match, request);
    if (Buffer.byteLength(arn) > longestArn)
        return { statusCode: 414, headers: ["Content-Type", "text/plain"], body: "URI Too Long\n" }; // AU37, [AU37] its body

    const cached = authorizer.ttl > 0 && identity.length > 0;
    const kept = cached ? deployed.policies.get(authorizer.id, identity, Date.now()) : undefined;
    // AU34: the policy is kept, and judged anew for each request.
    if (kept) return judged(kept, arn, 0, authorizer, request);
    const began = performance.now();
    const event =
        authorizer.type === "TOKEN" ? tokenEvent(arn, identity[0] ?? "") : requestEvent(arn, api, match, request);
    const result = await invoke(deployed, authorizer, event, request, hooks);
    if ("statusCode" in result) return result; // [AU35] only policies are kept
    if (cached) deployed.policies.set(authorizer.id, identity, result, authorizer.ttl, Date.now());
    return judged(result, arn, Math.ceil(performance.now() - began), authorizer, request);
}

async function invoke(
    deployed: Deployed,
    { name, functionArn, invocable }: LambdaAuthorizer,
    given: object,
    request: RequestHead,
    hooks: IntegrationHooks,
): Promise<AuthorizerResult | HttpAnswer> {
    const pool = deployed.functions.get(functionArn);
    if (!invocable || !pool) return gatewayResponse("AUTHORIZER_CONFIGURATION_ERROR"); // AU20
    const event = Buffer.from(JSON.stringify(given));
    hooks.onEvent?.(event.toString(), functionArn);
    const requestId = randomUUID();
    const call = { requestId, role: "authorizer", functionName: pool.fn?.name } as const;
    const over = noteInvocation(hooks.observe, request.record, call);
    const invocationRequest = { requestId, traceId: request.trace.sent, event };
    const invocation = await within(patience, hooks, pool.invoke(invocationRequest, patience));
    over();
    if (typeof invocation === "string") return gatewayResponse("AUTHORIZER_FAILURE"); // AU19
    if ("errorMessage" in invocation) {
        // AU16: this text and no other.
        if (invocation.errorMessage === "Unauthorized") {
            explain(request.record, why.saidUnauthorized(name));
            return gatewayResponse("UNAUTHORIZED");
        }
        explain(request.record, why.authorizerFailed(name));
        return gatewayResponse("AUTHORIZER_FAILURE");
    }
    try {
        return readAuthorizerResult(invocation.result);
    } catch (error) {
        if (!(error instanceof MalformedAuthorizerResult)) throw error;
        return malformed(name, (error as Error).message, request); // AU18, AU30
    }
}

function judged(
    { principalId, statements, context, usageIdentifierKey }: AuthorizerResult,
    arn: string,
    integrationLatency: number,
    { name }: LambdaAuthorizer,
    request: RequestHead,
): Authorized | HttpAnswer {
    const effect = decision(statements, arn);
    // GR7: a gateway response may tell what the authorizer said.
    const said = principalId === undefined ? context : { ...context, principalId };
    const denied = (message?: string) => gatewayResponse("ACCESS_DENIED", message, { authorizer: said });
    if (effect === "none") {
        explain(request.record, why.notAllowed(name, arn));
        return denied(); // AU15
    }
    if (effect === "Deny") {
        explain(request.record, why.denied(name, arn));
        return denied(explicitDeny); // AU14, AU26
    }
    // [AU26] the guide requires one.
    if (principalId === undefined) return malformed(name, "it has no principalId", request);
    // AU28: a kept one took no time.
    return { authorizer: { ...context, principalId, integrationLatency }, usageIdentifierKey };
}

const explicitDeny = "User is not authorized to access this resource with an explicit deny in an identity-based policy";

function malformed(name: string, sentence: string, { record }: RequestHead): HttpAnswer {
    explain(record, why.malformedPolicy(name, sentence));
    return gatewayResponse("AUTHORIZER_FAILURE");
}
