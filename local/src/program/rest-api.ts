import { accountId } from "./aws-outputs";
import type { Evaluation, RegisteredResource } from "./engine";
import { mayInvoke } from "./iam-policy";
import { type LambdaFunction, lambdaFunction } from "./lambda-function";
import { isPermitted } from "./lambda-permission";

/** All that the local API serves, as plain JSON. */
export interface RestApi {
    apiId: string;
    accountId: string;
    region: string;
    endpointType: "EDGE" | "REGIONAL";
    apiKeySource: "HEADER" | "AUTHORIZER";
    binaryMediaTypes: string[];
    stageName: string;
    stageVariables: Record<string, string> | null;
    deploymentId: string;
    methods: Method[];
    functions: LambdaFunction[];
}

/** A method and its Lambda proxy integration. */
export interface Method {
    resourceId: string;
    /** `/users/{id}` */
    resourcePath: string;
    /** GET, POST … or ANY. */
    httpMethod: string;
    operationName: string | undefined;
    apiKeyRequired: boolean;
    authorization: "NONE" | "AWS_IAM";
    /** Milliseconds API Gateway waits for the function. */
    timeoutMilliseconds: number;
    functionArn: string;
    /** What AWS would answer instead of invoking: no right to, or an integration that is not called by POST. */
    invocable: boolean;
}

/**
 * Assembles what the stage serves from the registered resources by the ids AWS uses: Stage → Deployment → RestApi,
 * Method.resourceId → Resource, Integration.uri → Function, Integration.credentials → Role, else Permission. Throws a sentence that names
 * the resource when the graph holds something that is not served here.
 */
export function restApi({ resources }: Pick<Evaluation, "resources">, region: string): RestApi {
    const all = (type: string) => resources.filter((resource) => resource.type === `aws:${type}`);
    const [stage, ...others] = all("apigateway/stage:Stage");
    if (!stage || others.length > 0) {
        throw new Error(
            `The local API serves a program with one Stage; this one has ${others.length + (stage ? 1 : 0)}`,
        );
    }
    const deployment = one(all("apigateway/deployment:Deployment"), stage, "deployment");
    const api = one(all("apigateway/restApi:RestApi"), deployment, "restApi");
    const ofApi = (type: string) => all(type).filter(({ inputs }) => inputs.restApi === api.id);
    const integrations = ofApi("apigateway/integration:Integration");
    const functions = all("lambda/function:Function");
    const paths = resourcePaths(api, ofApi("apigateway/resource:Resource"));
    const methods = ofApi("apigateway/method:Method").map((method): Method => {
        const { resourceId, httpMethod } = method.inputs;
        const integration = integrations.find(
            ({ inputs }) => inputs.resourceId === resourceId && inputs.httpMethod === httpMethod,
        );
        if (!integration) throw new Error(`Method ${method.name} has no Integration; API Gateway refuses to deploy it`);
        const fn = target(integration, functions);
        const { credentials } = integration.inputs;
        const resourcePath = paths.get(String(resourceId)) ?? refuse(method, "resourceId", resourceId);
        // P23: without the right to invoke, by a role or by the function's own permissions, AWS answers 500.
        const mayBeInvoked = () =>
            credentials
                ? mayInvoke(resources, String(credentials), String(fn.state.arn))
                : isPermitted(resources, fn, `${stage.state.executionArn}/${httpMethod}${resourcePath}`);
        return {
            resourceId: String(resourceId),
            resourcePath,
            httpMethod: String(httpMethod),
            operationName: method.inputs.operationName as string | undefined,
            apiKeyRequired: method.inputs.apiKeyRequired === true,
            authorization: authorization(method),
            timeoutMilliseconds: Number(integration.inputs.timeoutMilliseconds ?? 29_000),
            functionArn: String(fn.state.arn),
            // P25: with another method than POST, AWS answers 500.
            invocable: integration.inputs.integrationHttpMethod === "POST" && mayBeInvoked(),
        };
    });
    const variables = (stage.inputs.variables ?? {}) as Record<string, string>;
    const { types = "EDGE" } = (api.inputs.endpointConfiguration ?? {}) as { types?: RestApi["endpointType"] };
    return {
        apiId: api.id,
        accountId,
        region,
        endpointType: types,
        apiKeySource: (api.inputs.apiKeySource as RestApi["apiKeySource"]) ?? "HEADER",
        binaryMediaTypes: (api.inputs.binaryMediaTypes as string[]) ?? [],
        stageName: String(stage.inputs.stageName),
        stageVariables: Object.keys(variables).length > 0 ? variables : null,
        deploymentId: deployment.id,
        methods,
        functions: functions.map((fn) => lambdaFunction(fn, region)),
    };
}

function one(candidates: RegisteredResource[], from: RegisteredResource, key: string): RegisteredResource {
    return candidates.find(({ id }) => id === from.inputs[key]) ?? refuse(from, key, from.inputs[key]);
}

function refuse(resource: RegisteredResource, key: string, value: unknown): never {
    throw new Error(
        `${resource.type} ${resource.name}: ${key} ${JSON.stringify(value)} is no resource of this program`,
    );
}

function resourcePaths(api: RegisteredResource, resources: RegisteredResource[]): Map<string, string> {
    const byId = new Map(resources.map((resource) => [resource.id, resource]));
    const root = api.state.rootResourceId;
    const path = (resource: RegisteredResource): string => {
        const { parentId, pathPart } = resource.inputs;
        if (parentId === root) return `/${pathPart}`;
        return `${path(byId.get(String(parentId)) ?? refuse(resource, "parentId", parentId))}/${pathPart}`;
    };
    return new Map([[String(root), "/"], ...resources.map((each) => [each.id, path(each)] as [string, string])]);
}

function authorization({ name, inputs }: RegisteredResource): Method["authorization"] {
    const value = inputs.authorization;
    if (value === "NONE" || value === "AWS_IAM") return value;
    throw new Error(`Method ${name}: authorization ${value} is not served locally; NONE and AWS_IAM are`);
}

function target(integration: RegisteredResource, functions: RegisteredResource[]): RegisteredResource {
    const { type, uri } = integration.inputs;
    const fn = functions.find(({ state }) => state.invokeArn === uri);
    if (type === "AWS_PROXY" && fn) return fn;
    const what = type === "AWS_PROXY" ? `AWS_PROXY to ${uri}, which is no Function of this program` : String(type);
    throw new Error(
        `Integration ${integration.name} is ${what}; the local API serves only AWS_PROXY to a Lambda function`,
    );
}
