import assert from "node:assert/strict";
import type { Deployed } from "../../src/gateway/deployed";
import type { GatewayRequest } from "../../src/gateway/gateway-request";
import { gatewayResponse } from "../../src/gateway/gateway-response";
import { type IntegrationHooks, integrate } from "../../src/gateway/integration";
import type { RequestRecord } from "../../src/gateway/request-record";
import { trace } from "../gateway-headers";
import { method } from "../served-api";
import { deployed } from "./deployed";

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
                withoutTimeouts: false,
                ...given,
            },
        );
        return { answer: { ...answer, body: String(answer.body) }, told };
    }
    const error = (type: Parameters<typeof gatewayResponse>[0]) => {
        return gatewayResponse(type);
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
        const served = deployed({}, () => ({ errorMessage: "no" }));
        assert.deepEqual(await integration(served), { answer: error("INTEGRATION_FAILURE"), told: ["hello"] });
    });

    it("is 502 for a malformed result, 500 for a body that is not base64, and says why (P9, B7)", async () => {
        const whyOf = async (result: object | null) => {
            const record = { invocations: [] as unknown[] } as RequestRecord;
            const served = deployed({ binaryMediaTypes: ["image/png"] }, () => ({ result: JSON.stringify(result) }));
            const { answer } = await integration(served, { record });
            return [answer, record.why];
        };
        const form = "the function's result is not of the form that API Gateway takes";
        const text = { fact: "P10", advice: "return { statusCode, headers, body } with a text as body" };
        const failure = error("INTEGRATION_FAILURE");
        assert.deepEqual(await whyOf(null), [
            failure,
            { ...text, reason: `${form}: the result is null, not an object` },
        ]);
        assert.deepEqual(await whyOf({ body: {} }), [
            failure,
            { ...text, reason: `${form}: body is an object, not a text` },
        ]);
        assert.deepEqual(await whyOf({ body: "è", isBase64Encoded: true }), [
            error("API_CONFIGURATION_ERROR"),
            {
                fact: "B7",
                reason: "isBase64Encoded is true, but the body is not base64",
                advice: 'encode it, Buffer.from(body).toString("base64"), or leave the flag out',
            },
        ]);
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
