import { createHash } from "node:crypto";
import { anyIdentity, missingOutputs } from "./any-resource";
import { type ArnPlace, accountId, apiPart, functionArn, invokeArn, partitionOf, stageUrls } from "./arns";
import type { StackConfig } from "./stack-config";

/** A registration as the program made it. */
export interface Named {
    type: string;
    name: string;
    inputs: Record<string, unknown>;
    /** Of a resource that is taken over as it stands, by the option `import` for one. */
    id?: string | undefined;
}

/**
 * The id and the outputs AWS would give a resource: its inputs, and what AWS, not the program, decides. Ids are made from
 * the logical name, so the same program gets the same ids. `properties` are those that the
 * resource's class names beside its inputs; without them the state holds only what is known of the type.
 */
export function computedByAws(
    resource: Named,
    config: StackConfig,
    properties?: string[],
): { id: string; state: Record<string, unknown> } {
    const made = context(resource, config);
    const { type, inputs } = resource;
    const place = { ...made, accountId };
    const compute = outputs[type];
    const { id, ...computed } = compute ? compute(inputs, made) : anyIdentity(type, inputs, place);
    const state: Inputs = { ...inputs, ...computed };
    const missing = properties ? missingOutputs(type, inputs, state, properties, place) : {};
    return { id, state: { ...state, ...missing } };
}

interface Context extends ArnPlace {
    /** The id it has already; empty, as the SDK has it, or undefined if none. */
    given: string | undefined;
    /** A random-looking id of n lower-case letters and digits. */
    shortId(length: number): string;
    /** The physical name: the given one or Pulumi's automatic one. */
    physicalName: string;
}

type Inputs = Record<string, unknown>;

const outputs: Record<string, (inputs: Inputs, context: Context) => { id: string } & Inputs> = {
    "aws:cloudwatch/logGroup:LogGroup": (_, { region, partition, physicalName: name }) => ({
        id: name,
        name,
        arn: `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`,
    }),
    "aws:iam/role:Role": (
        { path = "/", inlinePolicies = [], managedPolicyArns = [] },
        { partition, physicalName: name },
    ) => ({
        id: name,
        name,
        arn: `arn:${partition}:iam::${accountId}:role${path}${name}`,
        // It has those that the program gives it, and no others.
        inlinePolicies,
        managedPolicyArns,
    }),
    "aws:iam/rolePolicy:RolePolicy": ({ role }, { physicalName: name }) => ({ id: `${role}:${name}`, name }),
    "aws:lambda/function:Function": ({ publish }, made) => {
        const { physicalName: name } = made;
        const arn = functionArn(name, made);
        const version = publish ? "1" : "$LATEST";
        const qualifiedArn = `${arn}:${version}`;
        return {
            ...{ id: name, name, arn, qualifiedArn, version },
            invokeArn: invokeArn(arn, made),
            qualifiedInvokeArn: invokeArn(qualifiedArn, made),
            responseStreamingInvokeArn: invokeArn(arn, made, "2021-11-15", "response-streaming-invocations"), // ST1
        };
    },
    "aws:lambda/alias:Alias": ({ functionName }, made) => {
        const arn = `${functionArn(String(functionName), made)}:${made.physicalName}`;
        return { id: arn, name: made.physicalName, arn, invokeArn: invokeArn(arn, made) };
    },
    "aws:apigateway/restApi:RestApi": (_, { region, partition, given, shortId, physicalName: name }) => {
        const id = given || shortId(10);
        return {
            id,
            name,
            arn: `arn:${partition}:apigateway:${region}::/restapis/${id}`,
            executionArn: `arn:${partition}:execute-api:${region}:${accountId}:${id}`,
            rootResourceId: shortId(20).slice(0, 10),
        };
    },
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
    "aws:apigateway/apiKey:ApiKey": (_, made) => apiPart("apikeys", made.shortId(10), made),
    "aws:apigateway/usagePlan:UsagePlan": (_, made) => apiPart("usageplans", made.shortId(6), made),
    "aws:apigateway/model:Model": (_, { shortId }) => ({ id: shortId(6) }),
    "aws:apigateway/resource:Resource": (_, { shortId }) => ({ id: shortId(6) }),
    "aws:apigateway/method:Method": ({ restApi, resourceId, httpMethod }) => ({
        id: `agm-${restApi}-${resourceId}-${httpMethod}`,
    }),
    "aws:apigateway/integration:Integration": ({ restApi, resourceId, httpMethod }) => ({
        id: `agi-${restApi}-${resourceId}-${httpMethod}`,
    }),
    // Before version 7 of the package it could make its stage.
    "aws:apigateway/deployment:Deployment": ({ restApi, stageName }, made) => ({
        id: made.shortId(6),
        ...(stageName ? stageUrls(restApi, stageName, made) : {}),
    }),
    "aws:apigateway/stage:Stage": ({ restApi, stageName }, made) => ({
        id: `ags-${restApi}-${stageName}`,
        arn: `arn:${made.partition}:apigateway:${made.region}::/restapis/${restApi}/stages/${stageName}`,
        ...stageUrls(restApi, stageName, made),
    }),
    "aws:apigateway/methodSettings:MethodSettings": ({ restApi, stageName, methodPath }) => ({
        id: `${restApi}-${stageName}-${methodPath}`,
    }),
};

function context({ type, name, inputs, id: given }: Named, config: StackConfig): Context {
    const digest = createHash("sha256").update(`${config.project}/${config.stack}/${type}/${name}`).digest("hex");
    const shortId = (length: number) => BigInt(`0x${digest}`).toString(36).slice(-length);
    const automatic = config.autonaming
        .replaceAll("${project}", config.project)
        .replaceAll("${stack}", config.stack)
        .replaceAll("${name}", name)
        .replace(/\$\{(hex|alphanum|string)\((\d+)\)\}/g, (_, __, length) => digest.slice(0, Number(length)));
    // A resource may name a region of its own.
    const region = typeof inputs.region === "string" && type.startsWith("aws:") ? inputs.region : config.region;
    const partition = partitionOf(region);
    return { region, partition, given, shortId, physicalName: String(inputs.name ?? automatic) };
}
