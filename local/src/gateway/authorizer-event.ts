import type { RestApi } from "../program/program";
import { partitionOf } from "../program/program";
import { eventHeaders } from "./event-headers";
import type { RequestHead } from "./gateway-request";
import { apiIdOf, requestContext } from "./proxy-event";
import { parseQueryString } from "./query-string";
import type { Match } from "./router";

/** The event of a TOKEN authorizer: three keys, in AWS's order (AU1); the token is the whole header (AU7). */
export function tokenEvent(methodArn: string, authorizationToken: string): object {
    return { type: "TOKEN", methodArn, authorizationToken };
}

/** The event of a REQUEST authorizer: twelve keys in AWS's order (AU2), where nothing is `{}` instead of null (AU3). */
export function requestEvent(
    methodArn: string,
    api: RestApi,
    { method, path, pathParameters }: Match,
    request: RequestHead,
): object {
    const { httpMethod, rawHeaders, sourceIp, trace } = request;
    const headers = eventHeaders(rawHeaders, { edge: api.endpointType === "EDGE", sourceIp, trace }, true);
    const query = parseQueryString(request.query);
    return {
        type: "REQUEST",
        methodArn,
        resource: method.resourcePath,
        path,
        httpMethod,
        headers: headers.single,
        multiValueHeaders: headers.multi,
        queryStringParameters: query.single ?? {},
        multiValueQueryStringParameters: query.multi ?? {},
        pathParameters: pathParameters ?? {},
        stageVariables: api.stageVariables ?? {},
        requestContext: requestContext(api, method, request), // AU5
    };
}

/** The method that is asked about, by the request's own verb and path (AU6); [AU6] the path as the client wrote it. */
export function methodArn(api: RestApi, { path }: Match, request: RequestHead): string {
    const { region, accountId, stageName } = api;
    const place = `${apiIdOf(api, request)}/${stageName}/${request.httpMethod}${path}`;
    return `arn:${partitionOf(region)}:execute-api:${region}:${accountId}:${place}`;
}
