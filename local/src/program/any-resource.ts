import { madeUp, outputShape } from "./output-shapes";

type Values = Record<string, unknown>;

/** Where a resource stands, and what it is called. */
export interface Place {
    region: string;
    partition: string;
    accountId: string;
    physicalName: string;
}

/** What stands before the name in the last part of an ARN; most services have nothing there. */
const arnKinds: Record<string, string> = {
    "dynamodb/table": "table/",
    "iam/policy": "policy/",
    "iam/user": "user/",
    "iam/group": "group/",
    "iam/instanceProfile": "instance-profile/",
    "kinesis/stream": "stream/",
    "secretsmanager/secret": "secret:",
    "cognito/userPool": "userpool/",
    "sfn/stateMachine": "stateMachine:",
    "ssm/parameter": "parameter/",
};
const arnServices: Record<string, string> = { cognito: "cognito-idp", sfn: "states" };

/** The id, the ARN and the name of a resource whose type nobody described: in AWS's form, made from its name. */
export function anyIdentity(type: string, inputs: Values, place: Place): { id: string } & Values {
    const { region, partition, accountId } = place;
    const [pkg = "", module = ""] = type.split(":");
    const [service = "", kind = ""] = module.split("/");
    // A bucket's name is its `bucket`, not its `name`.
    const given = inputs.name ?? inputs[kind] ?? inputs[kind.replace(/V\d$/, "")];
    const automatic = place.physicalName + (inputs.fifoQueue || inputs.fifoTopic ? ".fifo" : "");
    const name = typeof given === "string" ? given : automatic;
    if (!/^aws(-native)?$/.test(pkg)) return { id: name };
    if (service === "s3") return { id: name, name, bucket: name, arn: `arn:${partition}:s3:::${name}` };
    const where = service === "iam" ? `:${accountId}` : `${region}:${accountId}`;
    const last = `${arnKinds[module] ?? ""}${name}`.replace("//", "/");
    const arn = `arn:${partition}:${arnServices[service] ?? service}:${where}:${last}`;
    if (module === "iam/policy") return { id: arn, name, arn };
    if (module === "sns/topic") return { id: arn, name, arn };
    if (module === "sqs/queue") {
        const url = `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
        return { id: url, name, url, arn };
    }
    return { id: name, name, arn };
}

/**
 * What is still missing of the outputs of a resource: those its package declares, or, of a type without declarations,
 * those the program's class names. None may be undefined, since a program may use each of them.
 */
export function missingOutputs(type: string, state: Values, names: string[], name: string, region: string): Values {
    const shape = outputShape(type) ?? Object.fromEntries(names.map((property) => [property, "string"]));
    const missing = Object.entries(shape).filter(([property]) => state[property] === undefined);
    return Object.fromEntries(
        missing.map(([property, declared]) => {
            if (property === "tagsAll") return [property, state.tags ?? {}];
            if (property === "region") return [property, region];
            return [property, madeUp(declared, `${name}-${property}`)];
        }),
    );
}
