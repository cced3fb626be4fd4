import { isBefore24 } from "./runtime-error";
import { streamingGlobals } from "./runtime-streaming-globals";

const requestIdKey = Symbol.for("_AWS_LAMBDA_REQUEST_ID");
const traceIdKey = Symbol.for("_AWS_LAMBDA_X_RAY_TRACE_ID");
const tenantIdKey = Symbol.for("_AWS_LAMBDA_TENANT_ID");
const ownKeys: PropertyKey[] = [requestIdKey, traceIdKey, tenantIdKey];

type Values = Record<PropertyKey, unknown>;

let values: Values | undefined;

// What @aws/lambda-invoke-store takes for its own where it is there; the AWS SDK and Powertools ask it for ids.
const invokeStore = {
    run: <Result>(given: Values, fn: () => Result): Result => {
        values = given;
        return fn();
    },
    getContext: () => values,
    hasContext: () => values !== undefined,
    get: (key: PropertyKey) => values?.[key],
    set: (key: PropertyKey, value: unknown) => {
        if (ownKeys.includes(key)) throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
        values = { ...values, [key]: value };
    },
    getRequestId: () => values?.[requestIdKey] ?? "-",
    getXRayTraceId: () => values?.[traceIdKey],
    getTenantId: () => values?.[tenantIdKey],
};

/** Puts `awslambda` where modules look for it while they load. */
export function defineGlobals(runtime: string): void {
    const awslambda = isBefore24(runtime) ? streamingGlobals : { ...streamingGlobals, InvokeStore: invokeStore };
    Object.assign(globalThis, { awslambda });
}

/** Tells the store which invocation this is; what the one before left there is gone. */
export function storeInvocation(requestId: string, traceId: string): void {
    values = { [requestIdKey]: requestId, [traceIdKey]: traceId };
}
