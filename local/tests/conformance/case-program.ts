import type { ApiOfCase, RouteOfCase } from "./api-of-case";
import type { Case } from "./case";
import { handlerCode } from "./handler-code";

/** What the fixture program below programs/conformance registers. */
export interface CaseProgram {
    api: ApiOfCase;
    /** Of each function: of `handler`, and of `authorizer-NAME` for each Lambda authorizer. */
    code: Record<string, Record<string, string>>;
    /** The role API Gateway assumes may not invoke the handler. */
    denied: boolean;
    /** The handler's reserved concurrency. */
    reserved?: number;
}

/** A case as configuration of the fixture program. Throws one sentence that names what this runner does not know. */
export function caseProgram({ api, handler }: Pick<Case, "api" | "handler">): CaseProgram {
    refuseUnknown(api, apiKeys, "api");
    for (const route of api.routes ?? []) refuseUnknown(route, routeKeys, `api.routes: ${route.method} ${route.path}`);
    const authorizers = Object.entries(api.authorizers ?? {});
    for (const [name, authorizer] of authorizers) refuseUnknown(authorizer, authorizerKeys, `api.authorizers.${name}`);
    const code = authorizers.flatMap(([name, authorizer]) =>
        authorizer.handler ? [[`authorizer-${name}`, handlerCode(authorizer.handler)]] : [],
    );
    return {
        api,
        code: Object.fromEntries(code),
        denied: handler.lambdaError === "AccessDeniedException",
        ...(handler.lambdaError === "TooManyRequestsException" ? { reserved: 0 } : {}),
    };
}

function refuseUnknown(value: object, known: Set<string>, where: string): void {
    const unknown = Object.keys(value).find((key) => !known.has(key));
    if (unknown) throw new Error(`${where}: this runner does not know ${JSON.stringify(unknown)}`);
}

const apiKeys = new Set<keyof ApiOfCase | string>([
    ...["routes", "stage", "stageVariables", "binaryMediaTypes", "endpointType", "apiKeySource", "apiKeyRequired"],
    ...["apiKeys", "functionTimeoutMs", "integrationTimeoutMs", "runtime", "authorizers", "gatewayResponses"],
    ...["usagePlans", "looseApiKeys", "methodSettings", "models"],
]);
const routeKeys = new Set<keyof RouteOfCase | string>([
    ...["path", "method", "operationName", "apiKeyRequired", "authorization", "authorizer", "authorizationScopes"],
    ...["requestValidator", "requestParameters", "requestModels", "integration", "responseTransferMode"],
]);
const authorizerKeys = new Set([
    ...["type", "identitySource", "identityValidationExpression", "resultTtlInSeconds", "functionTimeoutMs"],
    ...["handler", "userPool"],
]);
