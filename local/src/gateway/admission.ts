import type { JSONWebKeySet } from "jose";
import { acceptedKey } from "./api-key";
import { cloudFrontRefusal } from "./cloudfront-refusal";
import { askCognito } from "./cognito-authorizer";
import type { Deployed } from "./deployed";
import { rawHeader } from "./event-headers";
import type { GatewayRequest, RequestHead } from "./gateway-request";
import { gatewayResponse, type HttpAnswer, missingAuthentication } from "./gateway-response";
import { plain } from "./http-response";
import { signatureOf } from "./iam-caller";
import type { IntegrationHooks } from "./integration";
import { type Authorized, askLambda } from "./lambda-authorizer";
import { explain } from "./request-record";
import type { Match } from "./router";
import * as why from "./why";

export interface AdmissionRules extends IntegrationHooks {
    /** Accepted beside those of the API's usage plans. */
    apiKeys: string[];
    /** What tokens of user pools are checked against; without it, their signatures are not. */
    jwks?: JSONWebKeySet | undefined;
    /** No throttle and no quota refuses a request. */
    withoutLimits: boolean;
}

/** What the event says of a caller who may pass. */
export type Admission = Pick<GatewayRequest, "apiKey" | "authorizer">;

/** The route of a request, or API Gateway's own answer. */
export function routed(deployed: Deployed, request: RequestHead): Match | HttpAnswer {
    const { rawHeaders, record } = request;
    const refused =
        deployed.api.endpointType === "EDGE" ? cloudFrontRefusal(request.httpMethod, rawHeaders) : undefined;
    if (refused) return refused; // H9
    const match = deployed.router(request.httpMethod, request.path);
    if (match === "no stage") {
        explain(record, why.noStage(deployed.stageNames));
        return gatewayResponse("FORBIDDEN"); // R11; [R11] without any segment too
    }
    if (match === "no route") {
        if (record) explain(record, why.noRoute(deployed.api, request.httpMethod, request.path));
        return missingAuthentication(rawHeader(rawHeaders, "authorization")); // R9, R10
    }
    if (record) record.route = `${match.method.httpMethod} ${match.method.resourcePath}`;
    return match;
}

/**
 * Whether a request may pass, before its body is read: what the authorizer, the API key and the limits say, in this order
 * (AU43, [AU43] of the limits). Without any of them the answer is there at once.
 */
export function admit(
    deployed: Deployed,
    match: Match,
    request: RequestHead,
    rules: AdmissionRules,
): Admission | HttpAnswer | Promise<Admission | HttpAnswer> {
    const { method } = match;
    if (method.unserved !== undefined) {
        explain(request.record, why.ownRule(method.unserved));
        return plain(501, method.unserved);
    }
    // X7: what a signature says is not checked here.
    if (method.authorization === "AWS_IAM" && signatureOf(request) === undefined) {
        explain(request.record, why.unsigned);
        return missingAuthentication(rawHeader(request.rawHeaders, "authorization")); // X7, AU41
    }
    if (!method.authorizer) return withKey(deployed, match, request, rules, undefined);
    return authorize(deployed, match, request, rules);
}

async function authorize(
    deployed: Deployed,
    match: Match,
    request: RequestHead,
    rules: AdmissionRules,
): Promise<Admission | HttpAnswer> {
    const { authorizer, scopes = [] } = match.method;
    if (!authorizer) return {};
    const place = { api: deployed.api, match, request };
    const authorized =
        authorizer.type === "COGNITO_USER_POOLS"
            ? await askCognito(authorizer, scopes, place, rules.jwks)
            : await askLambda(deployed, authorizer, match, withKnownKey(deployed, match, request, rules), rules);
    return "statusCode" in authorized ? authorized : withKey(deployed, match, request, rules, authorized);
}

// AU5: the authorizer sees the key, although that is judged after it.
function withKnownKey(deployed: Deployed, match: Match, request: RequestHead, rules: AdmissionRules): RequestHead {
    if (!match.method.apiKeyRequired) return request;
    const apiKey = acceptedKey(deployed.api, request.rawHeaders, undefined, rules.apiKeys);
    return apiKey ? { ...request, apiKey } : request;
}

function withKey(
    { api, limits }: Deployed,
    { method }: Match,
    request: RequestHead,
    { apiKeys, withoutLimits }: AdmissionRules,
    authorized: Authorized | undefined,
): Admission | HttpAnswer {
    // GR7: whatever answers from here on may tell it.
    if (authorized) request.authorizer = authorized.authorizer;
    // UK5: a key that nobody asks for is not looked at.
    const { usageIdentifierKey } = authorized ?? {};
    const key = method.apiKeyRequired ? acceptedKey(api, request.rawHeaders, usageIdentifierKey, apiKeys) : undefined;
    if (method.apiKeyRequired && !key) {
        const given = api.apiKeySource === "HEADER" ? rawHeader(request.rawHeaders, "x-api-key") : usageIdentifierKey;
        explain(request.record, why.keyRefused(given !== undefined));
        return gatewayResponse("INVALID_API_KEY"); // X4, UK1
    }
    if (key) request.apiKey = { id: key.id, value: key.value };
    const client = key?.plan && { plan: key.plan, keyId: key.id };
    if (!withoutLimits && (method.throttle || client)) {
        const refusal = limits.refusal(method, client, request.time);
        if (refusal) return gatewayResponse(refusal); // UK9: nothing says when to come again
    }
    const admission: Admission = {};
    if (request.apiKey) admission.apiKey = request.apiKey;
    if (authorized) admission.authorizer = authorized.authorizer;
    return admission;
}
