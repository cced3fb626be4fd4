import type { RestApi } from "../program/program";
import { isBinary } from "./binary-media-types";
import { eventHeaders, rawHeader } from "./event-headers";
import type { GatewayRequest, RequestHead } from "./gateway-request";
import { iamCaller } from "./iam-caller";
import { parseQueryString } from "./query-string";
import type { Match } from "./router";

/** The event a Lambda proxy integration hands to the function: twelve keys in AWS's order, absent things null (E1, E2). */
export function proxyEvent(api: RestApi, { method, path, pathParameters }: Match, request: GatewayRequest): object {
    const { httpMethod, rawHeaders, sourceIp, trace } = request;
    const headers = eventHeaders(rawHeaders, { edge: api.endpointType === "EDGE", sourceIp, trace });
    const query = parseQueryString(request.query);
    const body = eventBody(api, request);
    return {
        resource: method.resourcePath, // E4: the template
        path, // E10, E15: without the stage, not decoded
        httpMethod, // E5: never ANY
        headers: headers.single,
        multiValueHeaders: headers.multi,
        queryStringParameters: query.single,
        multiValueQueryStringParameters: query.multi,
        pathParameters,
        stageVariables: api.stageVariables, // E6
        requestContext: requestContext(api, method, request),
        body: body.text,
        isBase64Encoded: body.isBase64Encoded,
    };
}

/** The event's `requestContext`, in AWS's order (E60); without a method where no route was found. */
export function requestContext(
    api: RestApi,
    method: Match["method"] | undefined,
    request: RequestHead,
): Record<string, unknown> {
    const host = hostOf(request);
    const [domainPrefix = ""] = host.split(".", 1);
    return {
        resourceId: method?.resourceId,
        authorizer: request.authorizer, // AU27; without one JSON leaves the key out
        operationName: method?.operationName, // E61: likewise
        resourcePath: method?.resourcePath,
        httpMethod: request.httpMethod,
        extendedRequestId: request.ids.extendedRequestId,
        requestTime: requestTime(request.time),
        path: request.path, // E10, E13: as the client wrote it
        accountId: api.accountId,
        protocol: "HTTP/1.1", // E65
        stage: api.stageName,
        domainPrefix, // E66
        requestTimeEpoch: request.time,
        requestId: request.ids.requestId,
        identity: identity(api, method, request),
        domainName: host,
        deploymentId: api.deploymentId,
        apiId: apiIdOf(api, request),
    };
}

/** The API's id; a host of API Gateway's says it itself (E66). */
export function apiIdOf(api: RestApi, request: Pick<RequestHead, "rawHeaders">): string {
    return /^([a-z0-9]{10})\.execute-api\./.exec(hostOf(request))?.[1] ?? api.apiId;
}

function hostOf({ rawHeaders }: Pick<RequestHead, "rawHeaders">): string {
    return (rawHeader(rawHeaders, "host") ?? "").replace(/:\d+$/, "");
}

// E62: twelve keys; the key's two only on a method that requires one.
function identity(api: RestApi, method: Match["method"] | undefined, request: RequestHead): object {
    const { apiKey, rawHeaders, sourceIp } = request;
    const signer = method?.authorization === "AWS_IAM" ? iamCaller(api, request) : undefined; // AU42
    const all = {
        cognitoIdentityPoolId: null,
        accountId: signer?.accountId ?? null,
        cognitoIdentityId: null,
        caller: signer?.caller ?? null,
        sourceIp, // E67
        principalOrgId: null,
        accessKey: signer?.accessKey ?? null,
        cognitoAuthenticationType: null,
        cognitoAuthenticationProvider: null,
        userArn: signer?.userArn ?? null,
        userAgent: rawHeader(rawHeaders, "user-agent") ?? null, // [E52] nothing is put in for a missing one
        user: signer?.user ?? null,
    };
    return apiKey === undefined ? all : { ...all, apiKey: apiKey.value, apiKeyId: apiKey.id }; // UK4
}

function eventBody(
    api: RestApi,
    { body, rawHeaders }: GatewayRequest,
): { text: string | null; isBase64Encoded: boolean } {
    // E7, B13: no body is null, whatever its type.
    if (body.length === 0) return { text: null, isBase64Encoded: false };
    // B11: binary by the Content-Type; E8: all else is text, [B12] even where it is not UTF-8.
    const isBase64Encoded = isBinary(api.binaryMediaTypes, rawHeader(rawHeaders, "content-type"));
    return { text: body.toString(isBase64Encoded ? "base64" : "utf8"), isBase64Encoded };
}

// The same for all requests of a second, and a tenth of what an event takes.
let lastTime = { second: 0, text: "" };

// E63: dd/MMM/yyyy:HH:mm:ss +0000
function requestTime(milliseconds: number): string {
    const second = Math.floor(milliseconds / 1000);
    if (second === lastTime.second) return lastTime.text;
    const [, day, month, year, time] = new Date(milliseconds).toUTCString().split(" ");
    lastTime = { second, text: `${day}/${month}/${year}:${time} +0000` };
    return lastTime.text;
}
