import type { AdmissionRules } from "../../src/gateway/admission";
import { type Deployed, deployedApi } from "../../src/gateway/deployed";
import type { RequestHead } from "../../src/gateway/gateway-request";
import type { RestApi } from "../../src/program/rest-api";
import { trace } from "../gateway-headers";
import { restApi } from "../served-api";

export type Invoke = (request: { requestId: string; traceId: string; event: string }, patience: number) => unknown;

/** An API whose functions do what `invoke` does. */
export function deployed(overrides: Partial<RestApi>, invoke: Invoke = () => ({ result: "{}" })): Deployed {
    const api = restApi(overrides);
    const version = { invoke: async (...args: Parameters<Invoke>) => invoke(...args), missingFile: () => undefined };
    const arns = api.methods.flatMap(({ functionArn, authorizer }) =>
        authorizer && "functionArn" in authorizer ? [functionArn, authorizer.functionArn] : [functionArn],
    );
    const functions = new Map(arns.map((arn) => [arn, version]));
    return deployedApi(api, functions as unknown as Deployed["functions"]);
}

/** A request of which nothing is known yet. */
export const head: RequestHead = {
    httpMethod: "GET",
    path: "/v0/lambda",
    query: "",
    rawHeaders: [],
    sourceIp: "127.0.0.1",
    time: 0,
    ids: { requestId: "the request", extendedRequestId: "x=" },
    trace,
};

/** Nothing beside what the API says. */
export const rules: AdmissionRules = {
    apiKeys: [],
    withoutLimits: false,
    withoutTimeouts: false,
    onEvent: undefined,
};
