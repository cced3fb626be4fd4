import assert from "node:assert/strict";
import type { GatewayRequest } from "../../src/gateway/gateway-request";
import { proxyEvent } from "../../src/gateway/proxy-event";
import type { RestApi } from "../../src/program/rest-api";
import { proxyEvent as sampleEvent } from "../event";
import { forwarded, lists, trace } from "../gateway-headers";
import { method, restApi } from "../served-api";

const host = "abcdefghij.execute-api.us-east-1.amazonaws.com";

/** `POST /v0/lambda` without input, as Node hands it on; whole keys replaced by `overrides`. */
function request(overrides: Partial<GatewayRequest> = {}): GatewayRequest {
    return {
        httpMethod: "POST",
        path: "/v0/lambda",
        query: "",
        rawHeaders: ["Host", host, "User-Agent", "mocha"],
        body: Buffer.alloc(0),
        sourceIp: "192.0.2.1",
        time: Date.UTC(2026, 0, 2, 3, 4, 5),
        ids: { requestId: "11111111-2222-4333-8444-555555555555", extendedRequestId: "ATfSdF7nPHcErRA=" },
        trace,
        ...overrides,
    };
}

const match = { method: method("POST /lambda"), path: "/lambda", pathParameters: null };

/** The event as the function gets it: what JSON carries. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks at any part of it
function event(overrides: Partial<GatewayRequest> = {}, api: Partial<RestApi> = {}): any {
    return JSON.parse(JSON.stringify(proxyEvent(restApi(api), match, request(overrides))));
}

describe("proxy event", () => {
    it("of a REGIONAL API has these keys in this order and nothing else (E1, E2, E44, E60, E62)", () => {
        const headers = { Host: host, "User-Agent": "mocha", ...forwarded };
        const expected = sampleEvent({ headers, multiValueHeaders: lists(headers) });
        assert.equal(JSON.stringify(event(), null, 1), JSON.stringify(expected, null, 1));
    });

    it("of an EDGE API has CloudFront's headers beside the client's, in alphabetical order (E44, E49, E51)", () => {
        const given = event({}, { endpointType: "EDGE" });
        const id = given.headers["X-Amz-Cf-Id"];
        assert.match(id, /^[\w-]{54}==$/);
        const headers = {
            "CloudFront-Forwarded-Proto": "https",
            "CloudFront-Is-Desktop-Viewer": "true",
            "CloudFront-Is-Mobile-Viewer": "false",
            "CloudFront-Is-SmartTV-Viewer": "false",
            "CloudFront-Is-Tablet-Viewer": "false",
            "CloudFront-Viewer-ASN": "64496",
            "CloudFront-Viewer-Country": "US",
            Host: host,
            "User-Agent": "mocha",
            Via: "1.1 00000000000000000000000000000000.cloudfront.net (CloudFront)",
            "X-Amz-Cf-Id": id,
            ...forwarded,
            "X-Forwarded-For": "192.0.2.1, 192.0.2.1",
        };
        const expected = sampleEvent({ headers, multiValueHeaders: lists(headers) });
        assert.equal(JSON.stringify(given, null, 1), JSON.stringify(expected, null, 1));
    });

    it("has the route's template, the client's method and the raw paths (E4, E5, E10, E13, E15)", () => {
        const routed = {
            method: method("ANY /files/{proxy+}", { resourceId: "zzz999" }),
            path: "/files/a%20b/",
            pathParameters: { proxy: "a%20b" },
        };
        const given = proxyEvent(
            restApi(),
            routed,
            request({ httpMethod: "PATCH", path: "/v0//files/a%20b/" }),
        ) as ReturnType<typeof sampleEvent>;
        const { resource, path, httpMethod, pathParameters, requestContext } = given;
        assert.deepEqual(
            { resource, path, httpMethod, pathParameters },
            {
                resource: "/files/{proxy+}",
                path: "/files/a%20b/",
                httpMethod: "PATCH",
                pathParameters: { proxy: "a%20b" },
            },
        );
        assert.equal(requestContext.resourceId, "zzz999");
        assert.equal(requestContext.resourcePath, "/files/{proxy+}");
        assert.equal(requestContext.httpMethod, "PATCH");
        assert.equal(requestContext.path, "/v0//files/a%20b/");
    });

    it("has the stage's variables, the stage, the account and the deployment (E6, E66)", () => {
        const stageVariables = { EnvironmentClass: "int" };
        const given = event(
            {},
            { stageVariables, stageName: "prod-1_a", accountId: "000000000001", deploymentId: "d" },
        );
        assert.deepEqual(given.stageVariables, stageVariables);
        const { stage, accountId, deploymentId } = given.requestContext;
        assert.deepEqual([stage, accountId, deploymentId], ["prod-1_a", "000000000001", "d"]);
    });

    it("has the method's operation name, and the key only where there is one (E61)", () => {
        const named = { ...match, method: method("POST /lambda", { operationName: "lambda" }) };
        const { requestContext } = JSON.parse(JSON.stringify(proxyEvent(restApi(), named, request())));
        assert.deepEqual(Object.entries(requestContext).slice(0, 3), [
            ["resourceId", "abc123"],
            ["operationName", "lambda"],
            ["resourcePath", "/lambda"],
        ]);
        assert.equal("operationName" in event().requestContext, false);
        assert.equal("authorizer" in event().requestContext, false);
    });

    it("has what the authorizer said right after the resource's id (AU27)", () => {
        const { requestContext } = event({ authorizer: { principalId: "user" } });
        assert.deepEqual(Object.keys(requestContext).slice(0, 2), ["resourceId", "authorizer"]);
        assert.deepEqual((requestContext as { authorizer?: unknown }).authorizer, { principalId: "user" });
    });

    it("has the accepted key and its id, only where one is required (E62)", () => {
        const { identity } = event({ apiKey: { id: "ef51daa7ef", value: "goodkey-0123456789abcdef" } }).requestContext;
        assert.deepEqual(identity, {
            ...event().requestContext.identity,
            apiKey: "goodkey-0123456789abcdef",
            apiKeyId: "ef51daa7ef",
        });
        assert.equal("apiKey" in event().requestContext.identity, false);
    });

    it("names who signed on a method with AWS_IAM: the access key, and a user that is made up (AU42)", () => {
        const signed = method("POST /lambda", { authorization: "AWS_IAM" });
        const of = (given: Partial<GatewayRequest>, to = signed) => {
            const api = restApi({ region: "cn-north-1", accountId: "000000000001" });
            const { requestContext } = proxyEvent(api, { ...match, method: to }, request(given)) as {
                requestContext: { identity: Record<string, unknown> };
            };
            return requestContext.identity;
        };
        const scope = "20260102/cn-north-1/execute-api/aws4_request";
        const header = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=host, Signature=0`;
        const byHeader = { rawHeaders: ["Authorization", header] };
        const query = `X-Amz-Credential=AKIDQUERY%2F${scope.replaceAll("/", "%2F")}&X-Amz-Signature=0`;
        const nobody = of(byHeader, method("POST /lambda"));
        assert.equal(nobody.accessKey, null);
        const caller = {
            ...{ accountId: "000000000001", caller: "AIDALOCAL000000000000", accessKey: "AKIDEXAMPLE" },
            ...{ userArn: "arn:aws-cn:iam::000000000001:user/local", user: "AIDALOCAL000000000000" },
        };
        assert.deepEqual(of(byHeader), { ...nobody, ...caller });
        assert.equal(of({ rawHeaders: [], query }).accessKey, "AKIDQUERY");
        assert.equal(of({ rawHeaders: [], query: "X-Amz-Signature=0" }).accessKey, null);
    });

    it("has the peer's address and the client's User-Agent, null without one (E67, E52)", () => {
        const { identity } = event({ sourceIp: "203.0.113.9", rawHeaders: ["host", host] }).requestContext;
        assert.deepEqual([identity.sourceIp, identity.userAgent], ["203.0.113.9", null]);
    });

    it("writes the time of the request twice, as text in UTC and in milliseconds (E63)", () => {
        const times = Array.from({ length: 12 }, (_, month) => Date.UTC(2026, month, 28, 19, 9, 4, 321));
        const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        assert.deepEqual(
            times.map((time) => {
                const { requestTime, requestTimeEpoch } = event({ time }).requestContext;
                return [requestTime, requestTimeEpoch];
            }),
            times.map((time, month) => [`28/${months[month]}/2026:19:09:04 +0000`, time]),
        );
        assert.equal(event({ time: Date.UTC(2026, 6, 1) }).requestContext.requestTime, "01/Jul/2026:00:00:00 +0000");
    });

    it("takes domain, prefix and, from a host of API Gateway's, the API's id from the Host (E66)", () => {
        const of = (name: string, headerName = "Host") => {
            const { domainName, domainPrefix, apiId } = event({ rawHeaders: [headerName, name] }).requestContext;
            return [domainName, domainPrefix, apiId];
        };
        const foreign = "abc123def4.execute-api.eu-west-1.amazonaws.com";
        assert.deepEqual(of(foreign, "hOST"), [foreign, "abc123def4", "abc123def4"]);
        assert.deepEqual(of("127.0.0.1:3000"), ["127.0.0.1", "127", "abcdefghij"]);
        assert.deepEqual(of("localhost"), ["localhost", "localhost", "abcdefghij"]);
        assert.deepEqual(of("a:1.example:30"), ["a:1.example", "a:1", "abcdefghij"]);
        assert.deepEqual(of("xabc123def4.execute-api.x"), ["xabc123def4.execute-api.x", "xabc123def4", "abcdefghij"]);
        assert.deepEqual(of("x.abc123def4.execute-api.x"), ["x.abc123def4.execute-api.x", "x", "abcdefghij"]);
        const { domainName, domainPrefix } = event({ rawHeaders: [] }).requestContext;
        assert.deepEqual([domainName, domainPrefix], ["", ""]);
    });
});

describe("body of the event", () => {
    const body = (bytes: Buffer | string, contentType?: string, binaryMediaTypes: string[] = []) => {
        const type = contentType === undefined ? [] : ["content-type", contentType];
        const given = event({ body: Buffer.from(bytes), rawHeaders: ["Host", host, ...type] }, { binaryMediaTypes });
        return [given.body, given.isBase64Encoded];
    };
    const png = Buffer.from("89504e470d0a1a0a", "hex");

    it("is null without any, also of a binary type (E7, B13)", () => {
        assert.deepEqual(body(""), [null, false]);
        assert.deepEqual(body("", "image/png", ["image/png", "*/*"]), [null, false]);
    });

    it("is text as it is (E8)", () => {
        assert.deepEqual(body("lambda-λ"), ["lambda-λ", false]);
        assert.deepEqual(body("\ufeff{}\r\n", "application/json", ["image/png"]), ["\ufeff{}\r\n", false]);
    });

    it("is base64 of a type that is listed, by its name or its kind (B11, B14)", () => {
        const listed = ["application/octet-stream", "image/*"];
        assert.deepEqual(body(png, "application/octet-stream", listed), ["iVBORw0KGgo=", true]);
        assert.deepEqual(body(png, "image/png", listed), ["iVBORw0KGgo=", true]);
        assert.deepEqual(body(png, "image/png; a=b", listed), ["iVBORw0KGgo=", true]);
        assert.deepEqual(body("{}", "application/json", listed), ["{}", false]);
        assert.deepEqual(body("{}", "application/json", ["*/*"]), ["e30=", true]);
        assert.deepEqual(body("{}", undefined, listed), ["{}", false]);
    });

    it("is text with replacement characters where it is no UTF-8 and no binary type (B12)", () => {
        assert.deepEqual(body(Buffer.from([0x61, 0xff, 0x62])), ["a\ufffdb", false]);
    });
});
