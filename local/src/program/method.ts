import { type Authorizer, authorizersOf } from "./authorizer";
import type { RegisteredResource } from "./engine";
import { mayInvoke } from "./iam-policy";
import { invokedFunction } from "./invoked-function";
import { isPermitted } from "./lambda-permission";
import { type MockIntegration, mockIntegration } from "./mock-integration";
import { type RequestValidation, requestValidation } from "./request-validation";
import { type ResponseTransferMode, responseTransferMode } from "./response-transfer-mode";
import { stageThrottles } from "./stage-throttles";
import type { Throttle } from "./usage-plan";

/** A method and its integration. */
export interface Method {
    resourceId: string;
    /** `/users/{id}` */
    resourcePath: string;
    /** GET, POST … or ANY. */
    httpMethod: string;
    operationName: string | undefined;
    apiKeyRequired: boolean;
    authorization: "NONE" | "AWS_IAM" | "CUSTOM" | "COGNITO_USER_POOLS";
    /** With CUSTOM and COGNITO_USER_POOLS. */
    authorizer?: Authorizer;
    /** With COGNITO_USER_POOLS: any of them is enough (AU47). */
    scopes?: string[];
    validation?: RequestValidation;
    /** Of the stage, for this method. */
    throttle?: Throttle;
    /** Milliseconds API Gateway waits for the function. */
    timeoutMilliseconds: number;
    /** Of a Lambda proxy integration; empty for a MOCK. */
    functionArn: string;
    responseTransferMode: ResponseTransferMode;
    /** What AWS would answer instead of invoking: no right to, or an integration that is not called by POST. */
    invocable: boolean;
    /** Instead of a function. */
    mock?: MockIntegration;
    /** Why local does not serve it, a sentence; it is what the route answers. */
    unserved?: string;
}

/** What the methods of a stage have in common. */
export interface MethodContext {
    api: RegisteredResource;
    stage: RegisteredResource;
    resources: RegisteredResource[];
    /** By resource id. */
    paths: Map<string, string>;
    /** Gets what a person must know. */
    tell?(line: string): void;
}

/** Reads the methods of an API as a stage serves them. Throws a sentence that names the resource where AWS would not deploy it. */
export function methodsOf(context: MethodContext): Method[] {
    const { api, resources } = context;
    const all = (type: string) =>
        resources.filter(
            (resource) => resource.type === `aws:apigateway/${type}` && resource.inputs.restApi === api.id,
        );
    const integrations = all("integration:Integration");
    const authorizers = authorizersOf(api, resources, context.tell);
    const throttles = stageThrottles(context.api, context.stage, resources);
    return all("method:Method").map((method) => {
        const { resourceId, httpMethod } = method.inputs;
        const integration = integrations.find(
            ({ inputs }) => inputs.resourceId === resourceId && inputs.httpMethod === httpMethod,
        );
        if (!integration) throw new Error(`Method ${method.name} has no Integration; API Gateway refuses to deploy it`);
        const resourcePath = context.paths.get(String(resourceId));
        if (resourcePath === undefined) {
            throw new Error(
                `${method.type} ${method.name}: resourceId ${JSON.stringify(resourceId)} is no resource of this program`,
            );
        }
        const key = `${httpMethod} ${resourcePath}`;
        const route: Method = {
            resourceId: String(resourceId),
            resourcePath,
            httpMethod: String(httpMethod),
            operationName: method.inputs.operationName as string | undefined,
            apiKeyRequired: method.inputs.apiKeyRequired === true,
            ...authorization(method, authorizers),
            ...optional("validation", requestValidation(method, resources)),
            ...optional("throttle", key in throttles ? throttles[key] : throttles["* /*"]),
            ...target(integration, `${httpMethod}${resourcePath}`, context),
        };
        return route;
    });
}

// A key that is there without a value would be another model than its own JSON.
function optional<K extends keyof Method>(key: K, value: Method[K] | undefined): Partial<Method> {
    return value === undefined ? {} : { [key]: value };
}

type Authorization = Pick<Method, "authorization" | "authorizer" | "scopes" | "unserved">;

function authorization(method: RegisteredResource, authorizers: Map<string, Authorizer | string>): Authorization {
    const { authorization: value, authorizerId, authorizationScopes = [] } = method.inputs;
    if (value === "NONE" || value === "AWS_IAM") return { authorization: value };
    if (value !== "CUSTOM" && value !== "COGNITO_USER_POOLS") {
        const unserved = `Method ${method.name}: authorization ${JSON.stringify(value)} is none that API Gateway knows`;
        return { authorization: "NONE", unserved };
    }
    const authorizer = authorizers.get(String(authorizerId));
    if (typeof authorizer === "string") return { authorization: value, unserved: authorizer };
    if (!authorizer) {
        const unserved = `Method ${method.name}: authorizerId ${JSON.stringify(authorizerId)} is no Authorizer of this API`;
        return { authorization: value, unserved };
    }
    const scopes = authorizationScopes as string[];
    return { authorization: value, authorizer, ...(scopes.length > 0 ? { scopes } : {}) };
}

type TargetKey = "timeoutMilliseconds" | "functionArn" | "responseTransferMode" | "invocable" | "mock" | "unserved";
type Target = Pick<Method, TargetKey>;

function target(integration: RegisteredResource, place: string, { stage, resources, tell }: MethodContext): Target {
    const { type, uri, credentials, integrationHttpMethod, timeoutMilliseconds = 29_000 } = integration.inputs;
    const variables = (stage.inputs.variables ?? {}) as Record<string, string>;
    const invoked = invokedFunction(uri, resources, variables);
    const none: Target = {
        timeoutMilliseconds: Number(timeoutMilliseconds),
        functionArn: "",
        responseTransferMode: responseTransferMode(integration, typeof invoked === "object"),
        invocable: true,
    };
    if (type === "MOCK") {
        const mock = mockIntegration(integration, resources);
        return typeof mock === "string" ? { ...none, unserved: mock } : { ...none, mock };
    }
    if (type !== "AWS_PROXY" || typeof invoked !== "object") {
        const to = invoked ?? `${uri}, which is no Function of this program`;
        const what = type === "AWS_PROXY" ? `AWS_PROXY to ${to}` : String(type);
        const unserved = `Integration ${integration.name} is ${what}; local serves AWS_PROXY to a Lambda function, and MOCK`;
        return { ...none, unserved };
    }
    const { functionArn } = invoked;
    // P23: without the right to invoke, by a role or by the function's own permissions, AWS answers 500.
    const mayBeInvoked = credentials
        ? mayInvoke(resources, String(credentials), functionArn, tell)
        : isPermitted(resources, invoked, `${stage.state.executionArn}/${place}`);
    // P25: with another method than POST, AWS answers 500.
    return { ...none, functionArn, invocable: integrationHttpMethod === "POST" && mayBeInvoked };
}
