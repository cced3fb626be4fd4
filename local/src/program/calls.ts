import { accountId, partitionOf } from "./aws-outputs";
import { madeUp, outputShape } from "./output-shapes";
import { policyDocument } from "./policy-document";

type Values = Record<string, unknown>;

/** Answers to calls by token; an Error is what the call fails with. */
export type GivenCalls = Record<string, Values | Error>;

/**
 * Answers a call of the program (`getRegion`, …) as AWS would for the stack. What only AWS knows is made up, and
 * `warn` told so: the program runs on, but nothing should depend on it. What is `given` comes first.
 */
export function answer(
    token: string,
    args: Values,
    stackRegion: string,
    given: GivenCalls,
    warn: (line: string) => void,
): Values {
    const told = given[token];
    // Of what a call throws the SDK tells the details alone.
    if (told instanceof Error) throw Object.assign(told, { details: told.message });
    if (told) return { ...args, ...told };
    const region = String(args.region ?? stackRegion);
    const known = answers[token];
    if (known) return { ...args, ...known(args, region) };
    warn(`${token} is not asked of AWS; its answer is made up`);
    const partition = partitionOf(region);
    const [, path = ""] = token.split(":");
    const [service = "", call = ""] = path.split("/");
    const name = String(args.name ?? args.id ?? call.replace(/^get/, "").toLowerCase());
    const arn = args.arn ?? `arn:${partition}:${service}:${region}:${accountId}:${name}`;
    const shape = outputShape(token) ?? {};
    const rest = Object.entries(shape).map(([property, type]) => [property, madeUp(type, `${name}-${property}`)]);
    return { ...Object.fromEntries(rest), id: name, name, arn, ...args };
}

const answers: Record<string, (args: Values, region: string) => Values> = {
    "aws:index/getRegion:getRegion": (_, region) => ({
        id: region,
        name: region,
        region,
        description: region,
        endpoint: `ec2.${region}.${suffix(region)}`,
    }),
    "aws:index/getCallerIdentity:getCallerIdentity": (_, region) => ({
        id: accountId,
        accountId,
        arn: `arn:${partitionOf(region)}:iam::${accountId}:root`,
        userId: accountId,
    }),
    "aws:index/getPartition:getPartition": (_, region) => ({
        id: partitionOf(region),
        partition: partitionOf(region),
        dnsSuffix: suffix(region),
        reverseDnsPrefix: suffix(region).split(".").reverse().join("."),
    }),
    "aws:index/getAvailabilityZones:getAvailabilityZones": (_, region) => ({
        id: region,
        region,
        names: ["a", "b", "c"].map((letter) => region + letter),
        zoneIds: [1, 2, 3].map((zone) => `${region.replace(/^(..)-(.).*-(\d)$/, "$1$2$3")}-az${zone}`),
        groupNames: [`${region}-zg-1`],
    }),
    "aws:iam/getPolicyDocument:getPolicyDocument": (args) => {
        const json = policyDocument(args);
        return { id: "document", json, minifiedJson: JSON.stringify(JSON.parse(json)) };
    },
};

function suffix(region: string): string {
    return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}
