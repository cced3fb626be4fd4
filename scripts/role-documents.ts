import type { RegisteredResource } from "api-gateway-local/testing";
import { statements } from "./policy-statements";
import { providerCalls, requests } from "./provider-calls";

/** A policy, as IAM takes it. */
export interface Document {
    Version: "2012-10-17";
    Statement: object[];
}

/** What the documents are written for; each is a placeholder such as `<account>` where it is not known. */
export interface Place {
    project: string;
    account: string;
    region: string;
    /** `owner/name`, or GitHub's form with ids. */
    repository: string;
}

/**
 * What a role may do to the resources of a stack: exactly the calls that the AWS provider makes, `reads` of a preview,
 * `writes` of a deployment too. Ids and the random ends of names are wildcards. A type that provider-calls.ts does not have
 * gets all actions of its service on the project's name prefix, in a statement that says it is to be narrowed.
 */
export function policy(resources: RegisteredResource[], kinds: ("reads" | "writes")[], place: Place): Document {
    const asked = resources
        .map(wildcards)
        .flatMap((resource) => kinds.flatMap((kind) => requests(resource, kind, place)))
        // AWS looks for a group among all of them, and asks for the right on a name that is none.
        .map((request) => ({
            ...request,
            resource: request.resource.replace(/:log-group::log-stream:$/, ":log-group:*"),
        }));
    const others = [...new Set(resources.map(({ type }) => type).filter((type) => !(type in providerCalls)))];
    const own = others.filter((type) => type.startsWith("aws:")).map((type) => type.slice(4).split("/")[0] ?? "");
    return {
        Version: "2012-10-17",
        Statement: [...statements(asked), ...[...new Set(own)].map((service) => toBeNarrowed(service, place))],
    };
}

/** Who may take a role: jobs of the repository with one of these subjects of GitHub's. */
export function trust(subjects: string[], { account, repository }: Place): Document {
    const subs = subjects.map((subject) => `repo:${repository}:${subject}`);
    const statement = {
        Sid: "GitHubJobs",
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
            StringEquals: {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": subs.length === 1 ? subs[0] : subs,
            },
        },
    };
    return { Version: "2012-10-17", Statement: [statement] };
}

/** What a role may do with the state of the project in its bucket. */
export function state(keeps: boolean, place: Place): Document {
    const actions = keeps ? keeping : "s3:GetObject";
    const objects = objectStatement(keeps ? "KeepState" : "ReadState", actions, ".pulumi/*", place);
    return { Version: "2012-10-17", Statement: [list(place), objects, secrets("kms:Decrypt", "state", place)] };
}

/**
 * What a role may do with the state of stacks whose names begin with a prefix, `pr-`: nothing with that of others, whose
 * secrets it could not read either, since these have a key of their own. A new stack's data key is encrypted with it.
 */
export function stateOf(prefix: string, place: Place): Document {
    const own = objectStatement("KeepState", keeping, `.pulumi/*/${place.project}/${prefix}*`, place);
    const version = objectStatement("ReadVersion", "s3:GetObject", ".pulumi/meta.yaml", place);
    const encrypt = secrets(["kms:Decrypt", "kms:Encrypt"], `${prefix}state`, place);
    return { Version: "2012-10-17", Statement: [list(place), version, own, encrypt] };
}

const keeping = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"];

function list(place: Place): object {
    return { Sid: "ListState", Effect: "Allow", Action: "s3:ListBucket", Resource: bucketOf(place) };
}

function objectStatement(Sid: string, Action: string | string[], path: string, place: Place): object {
    return { Sid, Effect: "Allow", Action, Resource: `${bucketOf(place)}/${path}` };
}

function secrets(Action: string | string[], alias: string, { project, account, region }: Place): object {
    const Resource = `arn:aws:kms:${region}:${account}:key/*`;
    const Condition = { "ForAnyValue:StringEquals": { "kms:ResourceAliases": `alias/${project}-${alias}` } };
    return { Sid: "DecryptSecrets", Effect: "Allow", Action, Resource, Condition };
}

function bucketOf({ project, account, region }: Place): string {
    return `arn:aws:s3:::${project}-state-${account}-${region}`;
}

function toBeNarrowed(service: string, { project, account, region }: Place): object {
    const Resource = `arn:aws:${service}:${service === "s3" ? "" : region}:${service === "s3" ? "" : account}:*${project}-*`;
    return { Sid: `NARROW${service.replace(/\W/g, "")}`, Effect: "Allow", Action: `${service}:*`, Resource };
}

// What AWS or chance decides is a wildcard: ids of API Gateway wholly, names in their last seven digits, and
// those of functions from the word on: one more function needs no other role.
function wildcards(resource: RegisteredResource): RegisteredResource {
    const isApi = resource.type.startsWith("aws:apigateway/");
    const [, own] = /^(?:function|execution)-(.+)/.exec(resource.name) ?? [];
    const named = new RegExp(`-(function|execution)-${own}(?=-[0-9a-f]{7})`, "g");
    const open = (value: unknown) =>
        typeof value === "string" ? value.replace(named, "-$1").replace(/-[0-9a-f]{7}(?![0-9a-z])/g, "-*") : value;
    const ids = ["id", "restApi", "restApiId", "resourceId", "parentId", "rootResourceId", "usagePlanId", "keyId"];
    const entries = Object.entries(resource.state).map(([key, value]) => {
        if (isApi && (ids.includes(key) || key === "httpMethod" || key === "name" || key === "stageName"))
            return [key, "*"];
        if (isApi && key === "arn") return [key, String(value).replace(/\/(restapis|apikeys|usageplans)\/.*/, "/$1/*")];
        return [key, open(value)];
    });
    return { ...resource, id: isApi ? "*" : String(open(resource.id)), state: Object.fromEntries(entries) };
}
