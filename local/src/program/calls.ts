import { accountId, partitionOf } from "./arns";
import { awsIdentity } from "./aws-identities";
import { entry, localAnswersFile } from "./local-answers";
import { isOptional, madeUp } from "./made-up";
import { outputShape } from "./output-shapes";
import { policyDocument } from "./policy-document";
import type { StackConfig } from "./stack-config";

type Values = Record<string, unknown>;

/** Answers to calls by token; an Error is what the call fails with. */
export type GivenCalls = Record<string, Values | Error>;

/** The calls of a program (`getRegion`, …), answered as AWS would for the stack. */
export interface Calls {
    answer(token: string, args: Values, region: string): Values;
    /** Says which calls somebody wrote an answer down for and nobody made. */
    unasked(): string[];
}

/**
 * Answers calls with what is `given`, what is written down for the stack, and what follows from it. What only AWS knows is
 * made up, and `warn` told so: the program runs on, but nothing should depend on it.
 */
export function createCalls(
    { stack, answers: local }: StackConfig,
    given: GivenCalls,
    warn: (line: string) => void,
): Calls {
    const asked = new Set<string>();
    return {
        answer: (token, args, region) => {
            const told = given[token] ?? local?.calls[token];
            // Of what a call throws the SDK tells the details alone.
            if (told instanceof Error) throw Object.assign(told, { details: told.message });
            const known = answers[token];
            const result = known
                ? { ...args, ...known(args, region) }
                : { ...madeUpAnswer(token, args, region), ...args };
            const first = !asked.has(token);
            asked.add(token);
            if (told) return { ...result, ...told };
            if (!known && first) {
                const some = Object.entries(result).filter(([key, value]) => !(key in args) && !isEmpty(value));
                const right = entry("calls", token, Object.fromEntries(some.slice(0, 5)));
                const where = localAnswersFile(stack);
                warn(`${token} is not asked of AWS; its answer is made up; to set it, write in ${where}: ${right}`);
            }
            return result;
        },
        unasked: () => {
            const never = Object.keys(local?.calls ?? {}).filter((token) => !asked.has(token));
            return never.map((token) => `${localAnswersFile(stack)}: calls: the program does not call ${token}`);
        },
    };
}

function isEmpty(value: unknown): boolean {
    return typeof value === "object" && Object.keys(value ?? {}).length === 0;
}

function madeUpAnswer(token: string, args: Values, region: string): Values {
    const [, path = ""] = token.split(":");
    // `aws:sqs/getQueue:getQueue` looks up a `sqs/queue`.
    const [module = "", call = ""] = path.split("/");
    const kind = call.replace(/^get(.)/, (_, first) => first.toLowerCase());
    const name = String(args.name ?? args.id ?? kind);
    const service = token.startsWith("aws:") ? module : "";
    const form = { service, name, region, partition: partitionOf(region), accountId };
    const { members = [], file = "" } = outputShape(token) ?? {};
    const sure = members.filter(({ optional, type }) => !optional && !isOptional(type));
    const rest = sure.map((member) => [member.name, madeUp(member.type, member.name, form, file)]);
    const identity = service ? awsIdentity(`${service}/${kind}`, args, form) : { id: name, name };
    return { ...Object.fromEntries(rest), region, ...identity };
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
