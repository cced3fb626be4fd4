import { randomUUID } from "node:crypto";
import type { Deployed } from "./deployed";
import { rawHeader } from "./event-headers";
import type { GatewayRequest } from "./gateway-request";
import { type GatewayResponseType, gatewayResponse, type HttpAnswer } from "./gateway-response";
import { proxyEvent } from "./proxy-event";
import { proxyResponse } from "./proxy-response";
import { explain, noteInvocation, type RequestObserver } from "./request-record";
import { malformedResult, notBase64 } from "./result-why";
import type { Match } from "./router";
import { invokeStreaming, type StreamRules } from "./stream-invocation";
import type { Why } from "./why";
import * as why from "./why";
import { within } from "./within";

/** Lambda's limit for an event, in bytes (X2). */
const eventLimit = 6 * 1024 * 1024;

/** What a Lambda proxy integration makes of an admitted request. */
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
    const json = JSON.stringify(proxyEvent(deployed.api, match, request));
    const event = Buffer.from(json);
    // Not the buffer, which would hold its share of a larger one.
    if (record) record.event = json;
    if (event.length > eventLimit) return refused("EVENT_TOO_LARGE", why.eventTooLarge(event.length)); // X2
    const pool = deployed.functions.get(method.functionArn);
    if (!method.invocable || !pool) return refused("API_CONFIGURATION_ERROR", why.notInvocable); // P23, P25
    hooks.onEvent?.(json, method.functionArn);
    // Lambda's id of the invocation, which its log lines bear, is another than API Gateway's of the request.
    const requestId = randomUUID();
    const over = noteInvocation(hooks.observe, record, { requestId, role: "integration", functionName: pool.fn?.name });
    const invocationRequest = { requestId, traceId: request.trace.sent, event };
    const { timeoutMilliseconds } = method;
    const invocation =
        method.responseTransferMode === "STREAM"
            ? await invokeStreaming(pool, invocationRequest, method, deployed.api, hooks, over)
            : await within(timeoutMilliseconds, hooks, pool.invoke(invocationRequest, timeoutMilliseconds));
    if (method.responseTransferMode !== "STREAM") over();
    if (invocation === "timeout") return refused("INTEGRATION_TIMEOUT", why.timedOut(method)); // P22
    if (invocation === "throttled") return refused("API_CONFIGURATION_ERROR", why.throttled); // P24
    // P20, P21
    if ("errorMessage" in invocation)
        return refused("INTEGRATION_FAILURE", why.functionFailed(pool.missingFile(invocation.errorMessage)));
    const accept = rawHeader(request.rawHeaders, "accept");
    const { answer, malformed } =
        "answer" in invocation ? invocation : proxyResponse(invocation.result, deployed.api.binaryMediaTypes, accept);
    if (malformed !== undefined) {
        // B7
        explain(record, answer.statusCode === 500 ? notBase64(malformed) : malformedResult(malformed));
    }
    return answer;
}

export interface IntegrationHooks extends StreamRules {
    /** Told of each event, as JSON, before the function, by its ARN, is invoked with it. */
    onEvent: ((event: string, functionArn: string) => void) | undefined;
    /** Told of each request, for people to see. */
    observe?: RequestObserver | undefined;
}
