const requestIdKey = Symbol.for("_AWS_LAMBDA_REQUEST_ID");
const traceIdKey = Symbol.for("_AWS_LAMBDA_X_RAY_TRACE_ID");
const tenantIdKey = Symbol.for("_AWS_LAMBDA_TENANT_ID");

type Context = Record<PropertyKey, unknown>;

/** What a store has that no store of its own kind changes. */
abstract class InvokeStoreBase {
    static PROTECTED_KEYS = { REQUEST_ID: requestIdKey, X_RAY_TRACE_ID: traceIdKey, TENANT_ID: tenantIdKey };

    abstract get(key: PropertyKey): unknown;

    isProtectedKey(key: PropertyKey): boolean {
        return Object.values<PropertyKey>(InvokeStoreBase.PROTECTED_KEYS).includes(key);
    }

    getRequestId(): unknown {
        return this.get(requestIdKey) ?? "-";
    }

    getXRayTraceId(): unknown {
        return this.get(traceIdKey);
    }

    getTenantId(): unknown {
        return this.get(tenantIdKey);
    }
}

/**
 * `awslambda.InvokeStore` of the runtimes from Node.js 24 on: @aws/lambda-invoke-store takes it for its own where it is
 * there, and the AWS SDK and Powertools ask that for ids. What one invocation leaves there is gone with the next.
 */
export class InvokeStore extends InvokeStoreBase {
    currentContext: Context | undefined;

    getContext(): Context | undefined {
        return this.currentContext;
    }

    hasContext(): boolean {
        return this.currentContext !== undefined;
    }

    get(key: PropertyKey): unknown {
        return this.currentContext?.[key];
    }

    set(key: PropertyKey, value: unknown): void {
        if (this.isProtectedKey(key)) throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
        this.currentContext = this.currentContext || {};
        this.currentContext[key] = value;
    }

    run<Result>(context: Context, fn: () => Result): Result {
        this.currentContext = context;
        return fn();
    }
}

/** What the runtime puts into the store for an invocation. */
export function storedContext(requestId: string, traceId: string | undefined): Context {
    return { [requestIdKey]: requestId, [traceIdKey]: traceId };
}
