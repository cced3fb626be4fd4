import { createHash } from "node:crypto";

/** Of what a text is made up: the resource it belongs to. */
export interface Form {
    /** `sqs`; empty for what is not AWS's. */
    service: string;
    /** Physical name. */
    name: string;
    region: string;
    partition: string;
    accountId: string;
}

/** A random-looking number of n hexadecimal digits that is the same for the same text. */
export function hexOf(text: string, length: number): string {
    return createHash("sha256").update(text).digest("hex").slice(0, length);
}

/** A random-looking id as of `uuid()`, the same for the same text. */
export function uuidOf(text: string): string {
    return hexOf(text, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-a$4-$5");
}

// What properties that hold another resource's id end with.
const ids: [RegExp, string][] = [
    [/vpcId$/i, "vpc-"],
    [/subnetIds?$/i, "subnet-"],
    [/securityGroups?(Ids?)?$/i, "sg-"],
    [/routeTableId$/i, "rtb-"],
    [/networkAclId$/i, "acl-"],
    [/(networkInterface|eni)Ids?$/i, "eni-"],
    [/dhcpOptionsId$/i, "dopt-"],
    [/(imageId|^ami)$/i, "ami-"],
    [/instanceIds?$/i, "i-"],
    [/volumeId$/i, "vol-"],
    [/allocationId$/i, "eipalloc-"],
    [/associationId$/i, "assoc-"],
];

/** A text of the form that AWS gives a property of that name; no two resources have the same, but for account and region. */
export function textOf(property: string, form: Form): string {
    const { service, name, region, partition, accountId } = form;
    const own = `${name}-${property}`;
    if (service === "") return own;
    const prefix = ids.find(([ending]) => ending.test(property))?.[1];
    if (prefix) return prefix + hexOf(own, 17);
    if (/^region$/.test(property)) return region;
    if (/^availabilityZones?$/.test(property)) return `${region}a`;
    if (/^(ownerId|accountId|registryId|awsAccountId)$/.test(property)) return accountId;
    if (/arns?$/i.test(property)) return `arn:${partition}:${service}:${region}:${accountId}:${own}`;
    if (/zoneId$/i.test(property)) return `Z${hexOf(own, 20).toUpperCase()}`;
    if (/(domainName|dnsName|hostname|fqdn|nameServers)$/i.test(property)) return `${own}.${region}.amazonaws.com`;
    if (/(url|uri|endpoint)$/i.test(property)) return `https://${own}.${region}.amazonaws.com`;
    const [a = 0, b = 0] = [0, 2].map((at) => Number.parseInt(hexOf(own, 4).slice(at, at + 2), 16));
    if (/ipv6CidrBlock$/i.test(property)) return `2001:db8:${hexOf(own, 4)}::/56`;
    if (/cidrBlocks?$/i.test(property)) return `10.${a}.0.0/16`;
    if (/ip(Address(es)?|s)?$/i.test(property)) return `10.0.${a}.${b}`;
    if (/(date|time|timestamp|notBefore|notAfter|createdAt)$/i.test(property))
        return `2026-01-01T00:${String(a % 60).padStart(2, "0")}:${String(b % 60).padStart(2, "0")}Z`;
    return own;
}
