/** The API that a case is for. */
export interface ApiOfCase {
    routes?: RouteOfCase[];
    stage?: string;
    stageVariables?: Record<string, string> | null;
    binaryMediaTypes?: string[];
    endpointType?: string;
    apiKeySource?: string;
    /** Of every route that does not say otherwise. */
    apiKeyRequired?: boolean;
    /** The accepted ones; instead of usage plans. */
    apiKeys?: string[];
    functionTimeoutMs?: number;
    integrationTimeoutMs?: number;
    /** Lambda's, of every function. */
    runtime?: string;
    authorizers?: Record<string, AuthorizerOfCase>;
    /** Type to what PutGatewayResponse takes. */
    gatewayResponses?: Record<string, GatewayResponseOfCase>;
    usagePlans?: UsagePlanOfCase[];
    /** Keys in no plan. */
    looseApiKeys?: KeyOfCase[];
    /** By `*` + `/*`, or path without its first slash and method. */
    methodSettings?: Record<string, { throttlingRateLimit?: number; throttlingBurstLimit?: number }>;
    /** Name to schema; `{apiId}` in it stands for the API's id. */
    models?: Record<string, { contentType: string; schema: unknown }>;
}

export interface RouteOfCase {
    path: string;
    method: string;
    operationName?: string;
    apiKeyRequired?: boolean;
    authorization?: string;
    /** A name in `authorizers`. */
    authorizer?: string;
    authorizationScopes?: string[];
    requestValidator?: { validateRequestBody?: boolean; validateRequestParameters?: boolean };
    requestParameters?: Record<string, boolean>;
    /** Content type to model. */
    requestModels?: Record<string, string>;
    /** Instead of the handler. */
    integration?: MockOfCase;
    responseTransferMode?: string;
}

/** A MOCK; its method responses declare what its integration responses set. */
export interface MockOfCase {
    type: string;
    requestTemplates?: Record<string, string>;
    passthroughBehavior?: string;
    contentHandling?: string;
    integrationResponses?: {
        statusCode: string;
        selectionPattern?: string;
        responseParameters?: Record<string, string>;
        responseTemplates?: Record<string, string>;
    }[];
}

export interface AuthorizerOfCase {
    type: "TOKEN" | "REQUEST" | "COGNITO_USER_POOLS";
    identitySource?: string;
    identityValidationExpression?: string;
    resultTtlInSeconds?: number;
    functionTimeoutMs?: number;
    /** Of a Lambda authorizer. */
    handler?: HandlerOfCase;
    /** The id of the pool, whose keys the runner has. */
    userPool?: string;
}

export interface GatewayResponseOfCase {
    statusCode?: string;
    responseParameters?: Record<string, string>;
    responseTemplates?: Record<string, string>;
}

export interface UsagePlanOfCase {
    stages: string[];
    keys: KeyOfCase[];
    quota?: { limit: number; period: string; offset?: number };
    throttle?: { rateLimit?: number; burstLimit?: number };
}

export interface KeyOfCase {
    id?: string;
    value: string;
    enabled?: boolean;
}

/** What a function does. */
export interface HandlerOfCase {
    echoEvent?: boolean;
    returns?: unknown;
    /** What a handler returns that is no async function. */
    syncReturns?: unknown;
    /** Fills the body of `returns`. */
    bodyRepeat?: Repeated;
    throws?: unknown;
    sleepMs?: number;
    /** Lambda fails before the handler has a say. */
    lambdaError?: string;
    /** All of it, in CommonJS. */
    code?: string;
}

export interface Repeated {
    text: string;
    times: number;
}
