import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import type { FunctionVersion } from "../lambda/function";
import type { Method, RestApi } from "../program/rest-api";
import { cloudFrontRefusal } from "./cloudfront-refusal";
import { rawHeader } from "./event-headers";
import {
    type GatewayResponseType,
    gatewayResponse,
    type HttpAnswer,
    isSignature,
    missingAuthentication,
} from "./gateway-response";
import { type GatewayRequest, proxyEvent } from "./proxy-event";
import { proxyResponse } from "./proxy-response";
import { explain, noteInvocation, type RequestObserver } from "./request-record";
import type { Match, Router } from "./router";
import type { Why } from "./why";
import * as why from "./why";

/** A REST API that is being served. */
export interface Deployed {
    api: RestApi;
    router: Router;
    /** By the function's ARN. */
    functions: Map<string, FunctionVersion>;
}

/** The API keys that are accepted; usage plans are not part of the program. */
export type ApiKeys = string[];

/** Lambda's limit for an event, in bytes (X2). */
const eventLimit = 6 * 1024 * 1024;

/** What API Gateway knows before it reads the body: the route, or its own answer. */
export function admit(
    deployed: Deployed,
    request: Pick<GatewayRequest, "httpMethod" | "path" | "query" | "rawHeaders" | "record">,
    apiKeys: ApiKeys,
): { match: Match; apiKey: string | undefined } | HttpAnswer {
    const { rawHeaders, record } = request;
    const refused =
        deployed.api.endpointType === "EDGE" ? cloudFrontRefusal(request.httpMethod, rawHeaders) : undefined;
    if (refused) return refused; // H9
    const match = deployed.router(request.httpMethod, request.path);
    if (match === "no stage") {
        explain(record, why.noStage(deployed.api.stageName));
        return gatewayResponse("FORBIDDEN"); // R11; [R11] without any segment too
    }
    const authorization = rawHeader(rawHeaders, "authorization");
    if (match === "no route") {
        if (record) explain(record, why.noRoute(deployed.api, request.httpMethod, request.path));
        return missingAuthentication(authorization); // R9, R10
    }
    const { method } = match;
    if (record) record.route = `${method.httpMethod} ${method.resourcePath}`;
    if (method.authorization === "AWS_IAM" && !isSigned(authorization, request.query)) {
        explain(record, why.unsigned);
        return missingAuthentication(authorization); // X7
    }
    const apiKey = method.apiKeyRequired ? acceptedKey(deployed.api, rawHeaders, apiKeys) : undefined;
    if (method.apiKeyRequired && apiKey === undefined) {
        explain(record, why.keyRefused(rawHeader(rawHeaders, "x-api-key") !== undefined));
        return gatewayResponse("INVALID_API_KEY"); // X4
    }
    return { match, apiKey };
}

/** What the integration makes of an admitted request; `integrated` says that the answer comes from there (H4). */
export async function integrate(
    deployed: Deployed,
    match: Match,
    request: GatewayRequest,
    hooks: IntegrationHooks,
): Promise<HttpAnswer> {
    const { method } = match;
    const { record } = request;
    const refused = (type: GatewayResponseType, because: Why) => {
        explain(record, because);
        return gatewayResponse(type);
    };
    const event = Buffer.from(JSON.stringify(proxyEvent(deployed.api, match, request)));
    if (record) record.event = event;
    if (event.length > eventLimit) return refused("EVENT_TOO_LARGE", why.eventTooLarge(event.length)); // X2
    const pool = deployed.functions.get(method.functionArn);
    if (!method.invocable || !pool) return refused("API_CONFIGURATION_ERROR", why.notInvocable); // P23, P25
    hooks.onEvent?.(event.toString(), method.functionArn);
    // Lambda's id of the invocation, which its log lines bear, is another than API Gateway's of the request.
    const requestId = randomUUID();
    const over = noteInvocation(hooks.observe, record, { requestId, role: "integration", functionName: pool.fn?.name });
    const invocationRequest = { requestId, traceId: request.trace.sent, event };
    const invocation = await within(method, hooks, pool.invoke(invocationRequest, method.timeoutMilliseconds));
    over();
    if (invocation === "timeout") return refused("INTEGRATION_TIMEOUT", why.timedOut(method)); // P22
    if (invocation === "throttled") return refused("API_CONFIGURATION_ERROR", why.throttled); // P24
    if (invocation === "function error") return refused("INTEGRATION_FAILURE", why.functionFailed); // P20, P21
    const { answer, malformed } = proxyResponse(
        invocation.result,
        deployed.api.binaryMediaTypes,
        rawHeader(request.rawHeaders, "accept"),
    );
    if (malformed !== undefined) {
        explain(record, why.malformedResult(malformed));
        hooks.onMalformed(`${requestId} Malformed Lambda proxy response: ${malformed}`);
    }
    return answer;
}

export interface IntegrationHooks {
    /** Told of each event, as JSON, before the function, by its ARN, is invoked with it. */
    onEvent: ((event: string, functionArn: string) => void) | undefined;
    onMalformed(sentence: string): void;
    /** Told of each request, for people to see. */
    observe?: RequestObserver | undefined;
    /** A person at a debugger takes longer than any timeout. */
    withoutTimeouts: boolean;
}

function within<T>(
    { timeoutMilliseconds }: Method,
    { withoutTimeouts }: IntegrationHooks,
    invocation: Promise<T>,
): Promise<T | "timeout"> {
    if (withoutTimeouts) return invocation;
    return new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, timeoutMilliseconds, "timeout");
        const settled =
            <V>(settle: (value: V) => void) =>
            (value: V) => {
                clearTimeout(timer);
                settle(value);
            };
        invocation.then(settled(resolve), settled(reject));
    });
}

// X7: what a signature says is not checked here.
function isSigned(authorization: string | undefined, query: string): boolean {
    return (authorization !== undefined && isSignature(authorization)) || /(^|&)X-Amz-Signature=/.test(query);
}

function acceptedKey({ apiKeySource }: RestApi, rawHeaders: string[], apiKeys: ApiKeys): string | undefined {
    // With AUTHORIZER the key would come from an authorizer, and there is none.
    const given = apiKeySource === "HEADER" ? rawHeader(rawHeaders, "x-api-key") : undefined;
    return given === undefined ? undefined : apiKeys.find((key) => timingSafeEqual(digest(key), digest(given)));
}

// What is compared in constant time must be equally long.
function digest(key: string): Buffer {
    return createHash("sha256").update(key).digest();
}
