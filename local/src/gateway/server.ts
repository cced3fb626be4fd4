import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AccessRules, refusal } from "./access-check";
import { type AdmissionRules, admit, routed } from "./admission";
import { refuseConnection } from "./client-error";
import { cloudFrontResponseHeaders } from "./cloudfront";
import type { Deployed } from "./deployed";
import { errorLine, refusalLine } from "./error-log";
import { requestHead, wholeRequest } from "./gateway-request";
import { gatewayResponse, type HttpAnswer } from "./gateway-response";
import { plain, send } from "./http-response";
import { integrate } from "./integration";
import { mockResponse } from "./mock-response";
import { ownResponse } from "./own-response";
import { refusals } from "./refusals";
import { hasBody, readBody } from "./request-body";
import { beginRecord, explain, finishRecord, type RequestRecord } from "./request-record";
import { malformed } from "./request-target";
import type { Match } from "./router";
import { overLimit } from "./size-limits";
import { sendStreamed } from "./streamed-exchange";
import * as why from "./why";

export interface ServerOptions extends AccessRules, AdmissionRules {
    /** What is served at this moment: the stage of that name, any where there is none, undefined before the first version. */
    deployed(stageName: string): Deployed | undefined;
    /** What a request waits for, that it gets no version older than what it was sent after; undefined for nothing. */
    fresh?: (() => Promise<unknown> | undefined) | undefined;
    /** Told, in a line, of each answer that is API Gateway's own. */
    onErrorAnswer?(line: string): void;
    /** Told of what went wrong in the server itself. */
    onError(error: unknown): void;
}

/** Makes the HTTP server of the local API; it does not listen yet. */
export function createLocalServer(options: ServerOptions): Server {
    const server = createServer({ maxHeaderSize: 32 * 1024, connectionsCheckingInterval: 1000 });
    // F23: nobody holds a connection by sending slowly.
    server.headersTimeout = 10_000;
    server.requestTimeout = 30_000;
    server.keepAliveTimeout = 65_000;
    server.maxConnections = 256;
    const serve = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
        const record = beginRecord(options.observe ?? nobody, request);
        serveRequest(options, record, request, response, expectsContinue).catch((error) => {
            // F33: whatever it is, this request gets an answer, and the others theirs.
            options.onError(error);
            const answer = gatewayResponse("API_CONFIGURATION_ERROR");
            explain(record, why.ownError(error));
            finishRecord(options.observe, record, answer, response.destroyed);
            if (response.headersSent) response.destroy();
            else send(request, response, answer, []);
        });
    };
    server.on("request", (request, response) => serve(request, response, false));
    // F31: the body is asked for only when it is wanted.
    server.on("checkContinue", (request, response) => serve(request, response, true));
    server.on("checkExpectation", (request, response) => serve(request, response, false));
    server.on("clientError", refuseConnection);
    return server;
}

async function serveRequest(
    options: ServerOptions,
    record: RequestRecord,
    request: IncomingMessage,
    response: ServerResponse,
    expectsContinue: boolean,
): Promise<void> {
    const { rawHeaders } = request;
    const target = request.url ?? "";
    const refused = refusal(rawHeaders, options) ?? malformed(target);
    if (refused) {
        const answer = plain(refused.statusCode, refused.sentence);
        explain(record, why.ownRule(refused.sentence));
        options.onErrorAnswer?.(refusalLine(refused.statusCode, request.method ?? "", target, refused.sentence));
        finishRecord(options.observe, record, answer, response.destroyed);
        return send(request, response, answer, []);
    }

    const fresh = options.fresh?.();
    if (fresh) await fresh;
    const deployed = options.deployed(target.slice(1).split(/[/?]/, 1)[0] ?? "");
    if (!deployed) throw new Error("a request came before anything was deployed");
    const { api } = deployed;
    const { endpointType } = api;
    const head = requestHead(request, record);
    const { ids, trace } = head;
    record.requestId = ids.requestId;
    const own = ["x-amzn-RequestId", ids.requestId, "x-amz-apigw-id", ids.extendedRequestId];
    let match: Match | undefined;
    const respond = (given: HttpAnswer, more: string[] = []) => {
        if (given.own) record.why ??= refusals[given.own.type];
        const answer = given.own ? ownResponse(given, { api, match, request: head }) : given;
        const line = errorLine(answer, request.method ?? "", target, ids.requestId, record.why);
        if (line) options.onErrorAnswer?.(line);
        const edge = endpointType === "EDGE" ? cloudFrontResponseHeaders(answer.statusCode) : [];
        const ownHeaders = [...own, ...more, ...edge];
        const { stream } = answer;
        if (stream)
            return sendStreamed([request, response], { ...answer, stream }, ownHeaders, options, record, ids.requestId);
        finishRecord(options.observe, record, answer, response.destroyed, ownHeaders);
        send(request, response, answer, ownHeaders);
    };
    const over = overLimit(target, rawHeaders, endpointType);
    if (over) {
        explain(record, over.because);
        return respond(over.answer);
    }

    const found = routed(deployed, head);
    if ("statusCode" in found) return respond(found);
    match = found;
    const asked = admit(deployed, match, head, options);
    const admitted = asked instanceof Promise ? await asked : asked;
    if ("statusCode" in admitted) return respond(admitted); // F1: before the body is read

    let body: Buffer | "too large" | "broken" = empty;
    if (hasBody(rawHeaders)) {
        body = await readBody(request, expectsContinue ? () => response.writeContinue() : undefined);
    }
    if (body === "broken") return finishRecord(options.observe, record, undefined, true);
    if (body === "too large") {
        explain(record, why.bodyTooLarge);
        response.shouldKeepAlive = false;
        return respond(gatewayResponse("REQUEST_TOO_LARGE"));
    }
    record.body = body;
    const received = wholeRequest(head, admitted, body);
    const invalid = match.method.validation && (await deployed.validator.refusal(match, received));
    if (invalid) return respond(invalid);
    const { mock } = match.method;
    // [MK3] it has no trace, whatever was seen years ago.
    if (mock) return respond(mockResponse(mock, received, { api, match, request: received }));
    const answer = await integrate(deployed, match, received, options);
    respond(answer, ["X-Amzn-Trace-Id", trace.sent]); // [H4] once the integration has been called
}

const empty = Buffer.alloc(0);
const nobody = () => {};
