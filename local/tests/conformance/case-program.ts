import type { Case } from "./case";

/** A case's `api` as stack configuration: every key that shapes an answer, whatever the stack file says of it. */
export function configuration({ api, handler }: Pick<Case, "api" | "handler">): Record<string, unknown> {
    const unknown = Object.keys(api).find((key) => !known.has(key));
    if (unknown) throw new Error(`api.${unknown} is not known to this runner`);
    const { routes = [{ path: "/{proxy+}", method: "ANY" }], apiKeyRequired = false } = api;
    return {
        routes: Object.fromEntries(
            routes.map(({ path, method, ...settings }) => [`${method} ${path}`, { apiKeyRequired, ...settings }]),
        ),
        stageName: api.stage ?? "v0",
        stageVariables: api.stageVariables ?? {},
        binaryMediaTypes: api.binaryMediaTypes ?? [],
        endpointType: api.endpointType ?? "EDGE",
        apiKeySource: api.apiKeySource ?? "HEADER",
        integrationTimeout: api.integrationTimeoutMs ?? 29_000,
        // Lambda counts whole seconds.
        timeout: Math.ceil((api.functionTimeoutMs ?? 60_000) / 1000),
        reservedConcurrentExecutions: handler.lambdaError === "TooManyRequestsException" ? 0 : -1,
        environment: {},
    };
}

const known = new Set([
    ...["routes", "stage", "stageVariables", "binaryMediaTypes", "endpointType", "apiKeySource", "apiKeyRequired"],
    ...["apiKeys", "functionTimeoutMs", "integrationTimeoutMs"],
]);
