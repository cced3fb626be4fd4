import assert from "node:assert/strict";
import { admit, routed } from "../../src/gateway/admission";
import type { RequestHead } from "../../src/gateway/gateway-request";
import { gatewayResponse } from "../../src/gateway/gateway-response";
import type { LambdaAuthorizer } from "../../src/program/authorizer";
import type { RestApi } from "../../src/program/rest-api";
import { method } from "../served-api";
import { deployed, head, rules } from "./deployed";

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
        const served = deployed({ methods: routes, ...api });
        const request = { ...head, httpMethod, path, query, rawHeaders };
        const match = routed(served, request);
        if ("statusCode" in match) return match;
        const admitted = admit(served, match, request, { ...rules, apiKeys });
        assert.ok(!(admitted instanceof Promise), "the answer is there at once");
        return "statusCode" in admitted ? admitted : [match.method.resourcePath, admitted.apiKey?.value];
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
        for (const headers of keys)
            assert.deepEqual(admission("GET /v0/keyed", headers), gatewayResponse("INVALID_API_KEY"));
        assert.deepEqual(
            admission("GET /v0/keyed", ["x-api-key", "key-1"], {}, []),
            gatewayResponse("INVALID_API_KEY"),
        );
        assert.deepEqual(
            admission("GET /v0/keyed", ["x-api-key", "key-1"], { apiKeySource: "AUTHORIZER" }),
            gatewayResponse("INVALID_API_KEY"),
        );
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
        assert.deepEqual(
            admission("GET /v0/both", [...signature, "x-api-key", "wrong"]),
            gatewayResponse("INVALID_API_KEY"),
        );
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

describe("admission by authorizer, key and limits", () => {
    const key = { id: "kid", name: "k", value: "key-1", enabled: true, madeUp: false };
    const plan = { id: "p", name: "p", keys: [key], throttle: undefined, methodThrottles: {}, quota: undefined };
    const authorizer: LambdaAuthorizer = {
        ...{ id: "auth01", name: "users", type: "REQUEST", functionArn: "arn:authorize", invocable: true, ttl: 0 },
        ...{ identitySources: ["method.request.header.X-Key"], validationExpression: undefined },
    };
    const allowed = {
        principalId: "u",
        usageIdentifierKey: "key-1",
        policyDocument: { Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
    };

    /** What becomes of GET /v0/a; the events that the authorizer got, and the answer. */
    async function admission(
        changes: Partial<ReturnType<typeof method>>,
        rawHeaders: string[],
        {
            api = {},
            result = allowed,
            withoutLimits = false,
        }: { api?: Partial<RestApi>; result?: object; withoutLimits?: boolean } = {},
    ) {
        const events: { requestContext: { identity: Record<string, unknown> } }[] = [];
        const methods = [method("GET /a", { authorization: "CUSTOM", authorizer, ...changes })];
        const served = deployed({ methods, usagePlans: [plan], ...api }, () => ({ result: JSON.stringify(result) }));
        const request: RequestHead = { ...head, path: "/v0/a", rawHeaders };
        const match = routed(served, request);
        assert.ok(!("statusCode" in match));
        const onEvent = (event: string) => events.push(JSON.parse(event));
        const admitted = await admit(served, match, request, { ...rules, onEvent, withoutLimits });
        return { admitted, events, request };
    }
    const named = ["X-Key", "k"];
    const keyed = [...named, "x-api-key", "key-1"];

    it("hands on what the authorizer said, and the key with its id (UK4)", async () => {
        const { admitted } = await admission({ apiKeyRequired: true }, keyed);
        assert.ok(!("statusCode" in admitted));
        const { authorizer: said, apiKey } = admitted;
        assert.deepEqual([said?.principalId, apiKey], ["u", { id: "kid", value: "key-1" }]);
    });

    it("shows the authorizer the key, although that is judged after it (AU5, AU43)", async () => {
        const { events } = await admission({ apiKeyRequired: true }, keyed);
        const { apiKey, apiKeyId } = events[0]?.requestContext.identity ?? {};
        assert.deepEqual([apiKey, apiKeyId], ["key-1", "kid"]);
        const unasked = await admission({}, keyed);
        assert.equal("apiKey" in (unasked.events[0]?.requestContext.identity ?? {}), false);
        const denied = { policyDocument: { Statement: [] } };
        const { admitted } = await admission({ apiKeyRequired: true }, named, { result: denied });
        assert.equal("own" in admitted && admitted.own?.type, "ACCESS_DENIED");
        assert.deepEqual(
            (await admission({ apiKeyRequired: true }, named)).admitted,
            gatewayResponse("INVALID_API_KEY"),
        );
    });

    it("takes the authorizer's key, where the API says so (UK8)", async () => {
        const api = { apiKeySource: "AUTHORIZER" } as const;
        const { admitted } = await admission({ apiKeyRequired: true }, named, { api });
        assert.deepEqual("apiKey" in admitted && admitted.apiKey, { id: "kid", value: "key-1" });
    });

    it("refuses what is over a limit, last of all, unless nothing is limited (UK6)", async () => {
        const throttle = { rateLimit: 0, burstLimit: 0 };
        const limited = { apiKeyRequired: true, throttle };
        assert.deepEqual((await admission(limited, keyed)).admitted, gatewayResponse("THROTTLED"));
        assert.deepEqual((await admission(limited, named)).admitted, gatewayResponse("INVALID_API_KEY"));
        assert.ok(!("statusCode" in (await admission(limited, keyed, { withoutLimits: true })).admitted));
        const quota = { limit: 0, period: "DAY", offset: 0 } as const;
        const { admitted } = await admission({ apiKeyRequired: true }, keyed, {
            api: { usagePlans: [{ ...plan, quota }] },
        });
        assert.deepEqual(admitted, gatewayResponse("QUOTA_EXCEEDED"));
    });

    it("leaves what is known of the caller to whatever refuses the request from there on (GR7)", async () => {
        const limited = { apiKeyRequired: true, throttle: { rateLimit: 0, burstLimit: 0 } };
        const of = async (rawHeaders: string[]) => {
            const { authorizer: said, apiKey } = (await admission(limited, rawHeaders)).request;
            return [said?.principalId, apiKey];
        };
        assert.deepEqual(await of(keyed), ["u", { id: "kid", value: "key-1" }]);
        assert.deepEqual(await of(named), ["u", undefined]);
        assert.deepEqual(await of([]), [undefined, undefined]);
    });

    it("does not look at a key that nobody asks for (UK5)", async () => {
        const quota = { limit: 0, period: "DAY", offset: 0 } as const;
        const { admitted } = await admission({}, keyed, { api: { usagePlans: [{ ...plan, quota }] } });
        assert.equal("statusCode" in admitted || "apiKey" in admitted, false);
    });

    it("ends at once on a route that is not served, with the sentence that says why", async () => {
        const { admitted, events } = await admission({ unserved: "It is not." }, named);
        assert.deepEqual("statusCode" in admitted && [admitted.statusCode, admitted.body], [501, "It is not.\n"]);
        assert.equal(events.length, 0);
    });
});
