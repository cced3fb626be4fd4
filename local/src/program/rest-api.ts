import { accountId } from "./aws-outputs";
import type { Evaluation, RegisteredResource } from "./engine";
import { type GatewayResponse, gatewayResponsesOf } from "./gateway-responses";
import { type LambdaFunction, lambdaFunction } from "./lambda-function";
import { type Method, methodsOf } from "./method";
import { modelsOf } from "./request-validation";
import { type UsagePlan, usagePlansOf } from "./usage-plan";

export type { Method };

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
    /** By type. */
    gatewayResponses: Record<string, GatewayResponse>;
    /** Those the stage is in. */
    usagePlans: UsagePlan[];
    /** Schema by name. */
    models: Record<string, string>;
    functions: LambdaFunction[];
}

/**
 * Assembles what the stage serves from the registered resources by the ids AWS uses: Stage → Deployment → RestApi,
 * Method.resourceId → Resource, Integration.uri → Function, Integration.credentials → Role, else Permission. Throws a
 * sentence that names the resource where the graph holds together in no way; a route that is not served here says so itself.
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
    const paths = resourcePaths(
        api,
        all("apigateway/resource:Resource").filter(({ inputs }) => inputs.restApi === api.id),
    );
    const stageName = String(stage.inputs.stageName);
    const variables = (stage.inputs.variables ?? {}) as Record<string, string>;
    const { types = "EDGE" } = (api.inputs.endpointConfiguration ?? {}) as { types?: RestApi["endpointType"] };
    return {
        apiId: api.id,
        accountId,
        region,
        endpointType: types,
        apiKeySource: (api.inputs.apiKeySource as RestApi["apiKeySource"]) ?? "HEADER",
        binaryMediaTypes: (api.inputs.binaryMediaTypes as string[]) ?? [],
        stageName,
        stageVariables: Object.keys(variables).length > 0 ? variables : null,
        deploymentId: deployment.id,
        methods: methodsOf({ api, stage, resources, paths }),
        gatewayResponses: gatewayResponsesOf(api, resources),
        usagePlans: usagePlansOf(api, stageName, resources),
        models: modelsOf(api, resources),
        functions: all("lambda/function:Function").map((fn) => lambdaFunction(fn, region)),
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
