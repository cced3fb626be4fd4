import assert from "node:assert/strict";
import { admit, type Deployed, type IntegrationHooks, integrate } from "../../src/gateway/gateway";
import { gatewayResponse } from "../../src/gateway/gateway-response";
import type { GatewayRequest } from "../../src/gateway/proxy-event";
import { createRouter } from "../../src/gateway/router";
import type { RestApi } from "../../src/program/rest-api";
import { trace } from "../gateway-headers";
import { method, restApi } from "../served-api";

type Invoke = (request: { requestId: string; traceId: string; event: string }, patience: number) => unknown;

/** An API whose one function does what `invoke` does. */
function deployed(overrides: Partial<RestApi>, invoke: Invoke = () => ({ result: "{}" })): Deployed {
    const api = restApi(overrides);
    const [{ functionArn } = { functionArn: "" }] = api.methods;
    const functions = new Map([[functionArn, { invoke: async (...args: Parameters<Invoke>) => invoke(...args) }]]);
    const router = createRouter(api.stageName, api.methods);
    return { api, router, functions: functions as unknown as Deployed["functions"] };
}

describe("admission to the API", () => {
    const token = gatewayResponse("MISSING_AUTHENTICATION_TOKEN");
    const forbidden = gatewayResponse("FORBIDDEN");
    const routes = [
        method("ANY /open"),
        method("GET /keyed", { apiKeyRequired: true }),
        method("GET /signed", { authorization: "AWS_IAM" }),
        method("GET /both", { apiKeyRequired: true, authorization: "AWS_IAM" }),
        method("GET /{proxy+}"),
    ];

    /** The status and error type of the refusal, or the admitted route and key. */
    function admission(
        target: string,
        rawHeaders: string[] = [],
        api: Partial<RestApi> = {},
        apiKeys = ["key-1", "key-2"],
    ) {
        const [httpMethod = "", url = ""] = target.split(" ");
        const [path = "", query = ""] = url.split("?");
        const admitted = admit(deployed({ methods: routes, ...api }), { httpMethod, path, query, rawHeaders }, apiKeys);
        if ("statusCode" in admitted) return admitted;
        return [admitted.match.method.resourcePath, admitted.apiKey];
    }
    const signature = ["Authorization", "AWS4-HMAC-SHA256 Credential=AKID/x, SignedHeaders=host, Signature=0"];
    const errorType = (refused: unknown) => (refused as { headers: string[] }).headers[3];

    it("is refused outside the stage before anything else (R11)", () => {
        assert.deepEqual(admission("GET /open"), forbidden);
        assert.deepEqual(admission("GET /"), forbidden);
        assert.deepEqual(admission("GET /v1/keyed", ["Authorization", "x"]), forbidden);
    });

    it("is refused without a route, by what the Authorization says (R9, R10)", () => {
        assert.deepEqual(admission("POST /v0/keyed"), token);
        assert.deepEqual(admission("POST /v0/keyed", signature), token);
        assert.equal(
            errorType(admission("POST /v0/keyed", ["authorization", "Bearer x"])),
            "IncompleteSignatureException",
        );
    });

    it("is free on a route that asks for nothing, whatever is sent (R4)", () => {
        assert.deepEqual(admission("GET /v0/open"), ["/open", undefined]);
        assert.deepEqual(admission("GET /v0/open", ["x-api-key", "wrong", "Authorization", "Bearer x"]), [
            "/open",
            undefined,
        ]);
        assert.deepEqual(admission("GET /v0/other"), ["/{proxy+}", undefined]);
    });

    it("takes an accepted key, from a header of any casing (X4)", () => {
        assert.deepEqual(admission("GET /v0/keyed", ["x-api-key", "key-1"]), ["/keyed", "key-1"]);
        assert.deepEqual(admission("GET /v0/keyed", ["X-API-KEY", "key-2"]), ["/keyed", "key-2"]);
    });

    it("refuses a missing and a wrong key, of whatever length and bytes (X4)", () => {
        const keys = [
            [],
            ["x-api-key", "key-3"],
            ["x-api-key", ""],
            ["x-api-key", "key-1 "],
            ["x-api-key", "k\u00ffy-1"],
        ];
        for (const headers of keys) assert.deepEqual(admission("GET /v0/keyed", headers), forbidden);
        assert.deepEqual(admission("GET /v0/keyed", ["x-api-key", "key-1"], {}, []), forbidden);
        assert.deepEqual(admission("GET /v0/keyed", ["x-api-key", "key-1"], { apiKeySource: "AUTHORIZER" }), forbidden);
    });

    it("wants a signature with AWS_IAM, in a header or the query, and does not verify it (X7)", () => {
        assert.deepEqual(admission("GET /v0/signed"), token);
        assert.deepEqual(admission("GET /v0/signed?X-Amz-Signatur=0&aX-Amz-Signature=0"), token);
        assert.equal(
            errorType(admission("GET /v0/signed", ["Authorization", "Basic x"])),
            "IncompleteSignatureException",
        );
        assert.deepEqual(admission("GET /v0/signed", signature), ["/signed", undefined]);
        assert.deepEqual(admission("GET /v0/signed?X-Amz-Signature=0"), ["/signed", undefined]);
        assert.deepEqual(admission("GET /v0/signed?a=b&X-Amz-Signature=0"), ["/signed", undefined]);
    });

    it("wants the signature before the key", () => {
        assert.deepEqual(admission("GET /v0/both", ["x-api-key", "wrong"]), token);
        assert.deepEqual(admission("GET /v0/both", [...signature, "x-api-key", "wrong"]), forbidden);
        assert.deepEqual(admission("GET /v0/both", [...signature, "x-api-key", "key-1"]), ["/both", "key-1"]);
    });

    it("has CloudFront's page for a GET with a body at the edge, and only there (H9)", () => {
        const edge = { endpointType: "EDGE" } as const;
        const page = admission("GET /v0/open", ["Content-Length", "2"], edge) as unknown as {
            statusCode: number;
            headers: string[];
        };
        assert.deepEqual([page.statusCode, page.headers], [403, ["Content-Type", "text/html"]]);
        assert.deepEqual(admission("GET /elsewhere", ["content-length", "1"], edge), page);
        assert.deepEqual(admission("GET /v0/open", ["Content-Length", "2"]), ["/open", undefined]);
        assert.deepEqual(admission("GET /v0/open", ["Content-Length", "0"], edge), ["/open", undefined]);
        assert.deepEqual(admission("GET /v0/open", [], edge), ["/open", undefined]);
        assert.deepEqual(admission("POST /v0/open", ["Content-Length", "2"], edge), ["/open", undefined]);
        const overridden = ["Content-Length", "2", "X-HTTP-Method-Override", "GET"];
        assert.deepEqual(admission("GET /v0/open", overridden, edge), ["/open", undefined]);
    });
});

describe("integration", () => {
    const request: GatewayRequest = {
        httpMethod: "POST",
        path: "/v0/lambda",
        query: "",
        rawHeaders: ["Host", "localhost", "Accept", "image/png"],
        body: Buffer.from("hello"),
        sourceIp: "127.0.0.1",
        time: 0,
        ids: { requestId: "the request", extendedRequestId: "x=" },
        trace,
    };

    async function integration(served: Deployed, given: Partial<GatewayRequest & IntegrationHooks> = {}) {
        const told: string[] = [];
        const match = served.router("POST", "/v0/lambda");
        assert.ok(typeof match !== "string");
        const answer = await integrate(
            served,
            match,
            { ...request, ...given },
            {
                onEvent: (event) => told.push(JSON.parse(event).body),
                onMalformed: (sentence) => told.push(sentence),
                withoutTimeouts: false,
                ...given,
            },
        );
        return { answer: { ...answer, body: String(answer.body) }, told };
    }
    const error = (type: Parameters<typeof gatewayResponse>[0]) => {
        const { statusCode, headers, body } = gatewayResponse(type);
        return { statusCode, headers, body: String(body) };
    };

    it("invokes the function with the event, an id of its own and the request's trace, and makes its result the answer", async () => {
        const calls: unknown[][] = [];
        const ids: string[] = [];
        const served = deployed({ binaryMediaTypes: ["image/png"] }, ({ event, requestId, traceId }, patience) => {
            ids.push(requestId);
            calls.push([traceId, patience, JSON.parse(event).body]);
            return { result: '{"statusCode":201,"body":"aGVsbG8=","isBase64Encoded":true}' };
        });
        assert.deepEqual(await integration(served), {
            answer: { statusCode: 201, headers: ["Content-Type", "application/json"], body: "hello" },
            told: ["hello"],
        });
        assert.deepEqual(calls, [[trace.sent, 29_000, "hello"]]);
        // Lambda's id of an invocation is another UUID than API Gateway's of the request.
        await integration(served);
        assert.equal(new Set([...ids, request.ids.requestId]).size, 3);
        for (const id of ids) assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    });

    it("is 502 after an error of the function (P20, P21)", async () => {
        const served = deployed({}, () => "function error");
        assert.deepEqual(await integration(served), { answer: error("INTEGRATION_FAILURE"), told: ["hello"] });
    });

    it("is 502 for a malformed result, and tells why with the invocation's id (P9)", async () => {
        let id = "";
        const served = deployed({}, ({ requestId }) => {
            id = requestId;
            return { result: "null" };
        });
        const { answer, told } = await integration(served);
        assert.deepEqual(
            { answer, told },
            {
                answer: error("INTEGRATION_FAILURE"),
                told: ["hello", `${id} Malformed Lambda proxy response: the result is null, not an object`],
            },
        );
    });

    it("is 500 where Lambda throttles (P24)", async () => {
        const served = deployed({}, () => "throttled");
        assert.deepEqual(await integration(served), { answer: error("API_CONFIGURATION_ERROR"), told: ["hello"] });
    });

    it("is 500, and no invocation, without the right to invoke or without a function (P23, P25)", async () => {
        const fail = () => assert.fail("invoked");
        const refused = { answer: error("API_CONFIGURATION_ERROR"), told: [] };
        const unable = method("POST /lambda", { invocable: false });
        assert.deepEqual(await integration(deployed({ methods: [unable] }, fail)), refused);
        assert.deepEqual(await integration({ ...deployed({}), functions: new Map() }), refused);
    });

    it("is 413, and no invocation, where the event is above Lambda's limit in bytes (X2)", async () => {
        const fail = () => assert.fail("invoked");
        const events: string[] = [];
        await integration(deployed({}), { body: Buffer.alloc(0), onEvent: (event) => events.push(event) });
        const most = 6 * 1024 * 1024 - Buffer.byteLength(events.join()) + "null".length - '""'.length;
        const full = { body: Buffer.alloc(most, "a") };
        assert.equal((await integration(deployed({}), { ...full, onEvent: undefined })).answer.statusCode, 200);
        const above = await integration(deployed({}, fail), { body: Buffer.alloc(most + 1, "a") });
        assert.deepEqual(above, { answer: error("EVENT_TOO_LARGE"), told: [] });
    });

    it("is 504 when the function takes longer than the method waits (P22)", async () => {
        const never = () => new Promise(() => {});
        const served = deployed({ methods: [method("POST /lambda", { timeoutMilliseconds: 10 })] }, never);
        assert.deepEqual(await integration(served), { answer: error("INTEGRATION_TIMEOUT"), told: ["hello"] });
    });

    it("waits as long as it takes for a person at a debugger", async () => {
        const late = () => new Promise((resolve) => setTimeout(resolve, 30, { result: "{}" }));
        const served = deployed({ methods: [method("POST /lambda", { timeoutMilliseconds: 1 })] }, late);
        assert.equal((await integration(served, { withoutTimeouts: true })).answer.statusCode, 200);
    });
});
