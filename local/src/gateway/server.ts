import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AccessRules, refusal } from "./access-check";
import { refuseConnection } from "./client-error";
import { cloudFrontResponseHeaders } from "./cloudfront";
import { errorLine } from "./error-log";
import { rawHeader } from "./event-headers";
import { type ApiKeys, admit, type Deployed, type IntegrationHooks, integrate } from "./gateway";
import { gatewayResponse, type HttpAnswer } from "./gateway-response";
import { plain, send } from "./http-response";
import { hasBody, readBody } from "./request-body";
import { createRequestIds } from "./request-ids";
import { beginRecord, explain, finishRecord, type RequestRecord, sourceIpOf } from "./request-record";
import { createTraceIds } from "./trace-id";
import * as why from "./why";

export interface ServerOptions extends AccessRules, IntegrationHooks {
    apiKeys: ApiKeys;
    /** What is served at this moment; a reload changes it. Undefined before the first version. */
    deployed(): Deployed | undefined;
    /** Told, in a line, of each answer that is API Gateway's own. */
    onErrorAnswer?(line: string): void;
    /** Told of what went wrong in the server itself. */
    onError(error: unknown): void;
}

// X9. [X9] what AWS answers beyond them is not recorded.
const urlLimit = { EDGE: 8192, REGIONAL: 10_240 };
const headerLimit = 10_240;

/** Makes the HTTP server of the local API; it does not listen yet. */
export function createLocalServer(options: ServerOptions): Server {
    const server = createServer({ maxHeaderSize: 32 * 1024, connectionsCheckingInterval: 1000 });
    // F23: nobody holds a connection by sending slowly.
    server.headersTimeout = 10_000;
    server.requestTimeout = 30_000;
    server.keepAliveTimeout = 65_000;
    server.maxConnections = 256;
    const serve = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
        const record = options.observe && beginRecord(options.observe, request);
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
    record: RequestRecord | undefined,
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
        finishRecord(options.observe, record, answer, response.destroyed);
        return send(request, response, answer, []);
    }

    const deployed = options.deployed();
    if (!deployed) throw new Error("a request came before anything was deployed");
    const { endpointType } = deployed.api;
    const time = Date.now();
    const ids = createRequestIds();
    if (record) record.requestId = ids.requestId;
    const trace = createTraceIds(rawHeader(rawHeaders, "x-amzn-trace-id"), time);
    const own = ["x-amzn-RequestId", ids.requestId, "x-amz-apigw-id", ids.extendedRequestId];
    const respond = (answer: HttpAnswer, more: string[] = []) => {
        const line = errorLine(answer, request.method ?? "", target, ids.requestId, record?.why);
        if (line) options.onErrorAnswer?.(line);
        const edge = endpointType === "EDGE" ? cloudFrontResponseHeaders(answer.statusCode) : [];
        const ownHeaders = [...own, ...more, ...edge];
        finishRecord(options.observe, record, answer, response.destroyed, ownHeaders);
        send(request, response, answer, ownHeaders);
    };
    if (target.length > urlLimit[endpointType]) {
        explain(record, why.overLimit("the URL", target.length, urlLimit[endpointType]));
        return respond(plain(414, "URI Too Long"));
    }
    const headersLength = valuesLength(rawHeaders);
    if (headersLength > headerLimit) {
        explain(record, why.overLimit("all header values together", headersLength, headerLimit));
        return respond(plain(431, "Request Header Fields Too Large"));
    }

    const question = target.indexOf("?");
    const path = question === -1 ? target : target.slice(0, question);
    const query = question === -1 ? "" : target.slice(question + 1);
    // E53
    const httpMethod = rawHeader(rawHeaders, "x-http-method-override") || request.method || "";
    const admitted = admit(deployed, { httpMethod, path, query, rawHeaders, record }, options.apiKeys);
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
    if (record) record.body = body;
    const { match, apiKey } = admitted;
    const sourceIp = sourceIpOf(request);
    const received = { httpMethod, path, query, rawHeaders, body, sourceIp, time, ids, trace, record };
    const answer = await integrate(deployed, match, apiKey === undefined ? received : { ...received, apiKey }, options);
    respond(answer, ["X-Amzn-Trace-Id", trace.sent]); // [H4] once the integration has been called
}

const empty = Buffer.alloc(0);

// F22: only a path, and nothing a URL parser could read in two ways.
function malformed(target: string): { statusCode: number; sentence: string } | undefined {
    if (target.startsWith("/")) return undefined;
    return {
        statusCode: 400,
        sentence: `The request target ${JSON.stringify(target.slice(0, 100))} is no path; it must begin with a slash`,
    };
}

function valuesLength(rawHeaders: string[]): number {
    let length = 0;
    for (let index = 1; index < rawHeaders.length; index += 2) length += rawHeaders[index]?.length ?? 0;
    return length;
}
