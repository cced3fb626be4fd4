import { accountId } from "./arns";
import type { Evaluation, RegisteredResource } from "./engine";
import { type GatewayResponse, gatewayResponsesOf } from "./gateway-responses";
import { notRunHere } from "./invoked-function";
import { type LambdaFunction, lambdaFunction } from "./lambda-function";
import { type Method, methodsOf } from "./method";
import { modelsOf } from "./request-validation";
import { type UsagePlan, usagePlansOf } from "./usage-plan";

export type { Method };

/** All that the local API serves, as plain JSON. */
export interface RestApi {
    /** The API's logical name. */
    name: string;
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
    /** The other stages of the program, of this API and then of others; all have the same functions. */
    others?: StageModel[];
}

/** A stage, without the functions that it shares with others. */
export type StageModel = Omit<RestApi, "functions" | "others">;

/**
 * Assembles what the stages serve from the registered resources by the ids AWS uses: Stage → Deployment → RestApi,
 * Method.resourceId → Resource, Integration.uri → Function, Integration.credentials → Role, else Permission. APIs come in
 * the order of their names, the first one with its stages first. Throws a sentence that names the resource where the graph
 * holds together in no way; a route that is not served here says so itself.
 */
export function restApi(
    { resources }: Pick<Evaluation, "resources">,
    region: string,
    tell: (line: string) => void = () => {},
): RestApi {
    const all = (type: string) => resources.filter((resource) => resource.type === `aws:${type}`);
    const deployments = all("apigateway/deployment:Deployment");
    const stages = [...all("apigateway/stage:Stage"), ...deployments.flatMap(ownStage)].map((stage) => {
        const deployment = one(deployments, stage, "deployment");
        return { stage, deployment, api: one(all("apigateway/restApi:RestApi"), deployment, "restApi") };
    });
    stages.sort((a, b) => (a.api.name < b.api.name ? -1 : a.api.name > b.api.name ? 1 : 0));
    const [first, ...others] = stages.map((each) => stageModel(each, resources, region, tell));
    if (!first) throw new Error("local serves the Stages of REST APIs; this program has none");
    const run = all("lambda/function:Function").filter((fn) => notRunHere(fn) === undefined);
    const functions = run.map((fn) => lambdaFunction(fn, region));
    return { ...first, functions, ...(others.length > 0 && { others }) };
}

/** Every stage of a program by itself. */
export function stagesOf({ others = [], ...first }: RestApi): RestApi[] {
    return [first, ...others.map((other) => ({ ...other, functions: first.functions }))];
}

/** The APIs of a program, each as its stages. */
export function apisOf(api: RestApi): RestApi[][] {
    const byId = new Map<string, RestApi[]>();
    for (const stage of stagesOf(api)) byId.set(stage.apiId, [...(byId.get(stage.apiId) ?? []), stage]);
    return [...byId.values()];
}

// Before version 7 of @pulumi/aws a Deployment could make its stage.
function ownStage(deployment: RegisteredResource): RegisteredResource[] {
    const { stageName, variables } = deployment.inputs;
    if (typeof stageName !== "string" || stageName === "") return [];
    return [{ ...deployment, inputs: { ...deployment.inputs, deployment: deployment.id, stageName, variables } }];
}

interface StageParts {
    api: RegisteredResource;
    deployment: RegisteredResource;
    stage: RegisteredResource;
}

function stageModel(
    { api, deployment, stage }: StageParts,
    resources: RegisteredResource[],
    region: string,
    tell: (line: string) => void,
): StageModel {
    const paths = resourcePaths(
        api,
        resources.filter(
            ({ type, inputs }) => type === "aws:apigateway/resource:Resource" && inputs.restApi === api.id,
        ),
    );
    const stageName = String(stage.inputs.stageName);
    const variables = (stage.inputs.variables ?? {}) as Record<string, string>;
    const { types = "EDGE" } = (api.inputs.endpointConfiguration ?? {}) as { types?: RestApi["endpointType"] };
    return {
        name: api.name,
        apiId: api.id,
        accountId,
        region,
        endpointType: types,
        apiKeySource: (api.inputs.apiKeySource as RestApi["apiKeySource"]) ?? "HEADER",
        binaryMediaTypes: (api.inputs.binaryMediaTypes as string[]) ?? [],
        stageName,
        stageVariables: Object.keys(variables).length > 0 ? variables : null,
        deploymentId: deployment.id,
        methods: methodsOf({ api, stage, resources, paths, tell }),
        gatewayResponses: gatewayResponsesOf(api, resources),
        usagePlans: usagePlansOf(api, stageName, resources),
        models: modelsOf(api, resources),
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
