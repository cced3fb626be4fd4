import type { RegisteredResource } from "./engine";
import { functionType } from "./invoked-function";

type Values = Record<string, unknown>;

/** Types of which local does what AWS does, as far as a REST API's answers go. */
const imitated = new Set(
    [
        ...["account", "apiKey", "authorizer", "deployment", "integration", "integrationResponse", "method"],
        ...[
            "methodResponse",
            "methodSettings",
            "model",
            "requestValidator",
            "resource",
            "response",
            "restApi",
            "stage",
        ],
        ...["usagePlan", "usagePlanKey"],
    ].map((module) => `apigateway/${module}`),
);
const others = ["lambda/function", "lambda/permission", "lambda/alias", "cloudwatch/logGroup"];
const ofIam = ["role", "rolePolicy", "rolePolicyAttachment", "policy"];

/**
 * What a person must know of a program's resources: in one line how many are registered and not imitated, and by name each
 * thing that would change an answer of a route on AWS and does not here.
 */
export function notImitated(resources: RegisteredResource[]): string[] {
    const count = new Map<string, number>();
    for (const { type } of resources) {
        const [pkg, module = ""] = type.split(":");
        const isKnown =
            imitated.has(module) || others.includes(module) || ofIam.some((each) => module === `iam/${each}`);
        // Neither a provider nor a component is something on AWS.
        if (pkg === "pulumi" || isKnown || !type.includes("/")) continue;
        count.set(type, (count.get(type) ?? 0) + 1);
    }
    const all = [...count.values()].reduce((sum, each) => sum + each, 0);
    const types = [...count].map(([type, each]) => (each > 1 ? `${type} (${each})` : type)).sort();
    const line = `${all} resource${all > 1 ? "s are" : " is"} registered and not imitated: ${types.join(", ")}`;
    return [...(all > 0 ? [line] : []), ...resources.flatMap((resource) => changes(resource, resources)).sort()];
}

// Services that a function calls by the SDK, as far as a stand-in for AWS has them.
const called = /^aws:(?:dynamodb|sqs|sns|s3|secretsmanager|ssm|kinesis|kms|cloudwatch\/event|sfn|ses)/;

/** Says whether functions of the program likely call AWS: whether it registers what one calls. */
export function callsAws(resources: RegisteredResource[]): boolean {
    return resources.some(({ type }) => called.test(type));
}

/** What an input does on AWS that it does not do here, by type and input; a value that asks for nothing does nothing. */
const effects: Record<string, Record<string, string>> = {
    [functionType]: {
        layers: "its layers are not laid below its code",
        fileSystemConfig: "its file system is not mounted",
        imageConfig: "its image's settings do not apply",
    },
    "aws:apigateway/restApi:RestApi": {
        body: "the routes of its body are not served",
        policy: "its policy refuses nobody",
        minimumCompressionSize: "no answer is compressed",
    },
    "aws:apigateway/stage:Stage": {
        canarySettings: "its canary gets no requests",
        cacheClusterEnabled: "no answer comes from its cache",
    },
};

/** Resources that change answers by being there. */
const presences: Record<string, string> = {
    "aws:wafv2/webAclAssociation:WebAclAssociation": "its rules refuse nobody",
    "aws:wafregional/webAclAssociation:WebAclAssociation": "its rules refuse nobody",
    "aws:apigateway/restApiPolicy:RestApiPolicy": "it refuses nobody",
    "aws:apigateway/basePathMapping:BasePathMapping": "its domain's paths are not served; the stage's own are",
    "aws:lambda/eventSourceMapping:EventSourceMapping": "it invokes no function, but --event does",
    "aws:scheduler/schedule:Schedule": "it invokes no function, but --event does",
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": "environments start when requests come",
};

function changes(resource: RegisteredResource, resources: RegisteredResource[]): string[] {
    const { type, name, inputs } = resource;
    const kind = type.split(":").at(-1);
    const here = Object.entries(effects[type] ?? {}).filter(([input]) => asks(inputs[input]));
    const told = here.map(([input, effect]) => `${kind} ${name} has ${input}: ${effect} here`);
    const presence = presences[type];
    if (presence) told.push(`${kind} ${name}: ${presence} here`);
    if (type === "aws:apigateway/integration:Integration") told.push(...templates(resource));
    if (type === "aws:apigateway/methodSettings:MethodSettings" && asks((inputs.settings as Values)?.cachingEnabled)) {
        const stage = resources.find(
            (each) => each.inputs.stageName === inputs.stageName && asks(each.inputs.cacheClusterEnabled),
        );
        if (stage) told.push(`${kind} ${name} has cachingEnabled: no answer comes from a cache here`);
    }
    return told;
}

// What else than a proxy maps is told where its route is not served.
function templates({ name, inputs }: RegisteredResource): string[] {
    const mapped = ["requestParameters", "cacheKeyParameters"].filter((input) => asks(inputs[input]));
    return inputs.type === "AWS_PROXY"
        ? mapped.map((input) => `Integration ${name} has ${input}: it does not apply here`)
        : [];
}

function asks(value: unknown): boolean {
    if (value === undefined || value === null || value === false || value === "" || value === -1) return false;
    return typeof value !== "object" || Object.keys(value).length > 0;
}
