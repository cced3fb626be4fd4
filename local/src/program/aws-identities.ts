import { type Form, hexOf, uuidOf } from "./aws-forms";
import { arnKinds, arnServices, idIsArn, numbered } from "./aws-names";

type Values = Record<string, unknown>;

/** The id, the ARN and what else follows from the name of a resource of AWS: `module` is its type's, `sqs/queue`. */
export function awsIdentity(module: string, inputs: Values, form: Form): { id: string } & Values {
    const { service, name, region, partition, accountId } = form;
    const [, kind = ""] = module.split("/");
    const arnOf = (last: string) => {
        const place = { iam: `:${accountId}`, cloudfront: `:${accountId}`, route53: ":", s3: ":" }[service];
        const arnService = arnServices[module] ?? arnServices[service] ?? service;
        return `arn:${partition}:${arnService}:${place ?? `${region}:${accountId}`}:${last.replace("//", "/")}`;
    };
    const number = hexOf(`${module}/${name}`, 17);
    const prefix = numbered[module];
    if (prefix) {
        const id = prefix + number;
        const what = arnKinds[module] ?? `${kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}/`;
        return { id, arn: arnOf(what + id) };
    }
    const own = special[module]?.(inputs, form, { number, arnOf }) ?? { id: name, name };
    const arn = arnOf(`${arnKinds[module] ?? ""}${own.id}`);
    return idIsArn.test(module) ? { arn, ...own, id: arn } : { arn, ...own };
}

interface Made {
    number: string;
    arnOf(last: string): string;
}

const special: Record<string, (inputs: Values, form: Form, made: Made) => { id: string } & Values> = {
    "acm/certificate": ({ domainName, subjectAlternativeNames = [] }, { name }) => {
        const names = [...new Set([domainName, subjectAlternativeNames].flat())].map(String);
        const record = (domain: string) => ({
            domainName: domain,
            resourceRecordName: `_${hexOf(domain, 32)}.${domain.replace(/^\*\./, "")}.`,
            resourceRecordType: "CNAME",
            resourceRecordValue: `_${hexOf(`${domain}.`, 32)}.acm-validations.aws.`,
        });
        return { id: uuidOf(name), domainValidationOptions: names.map(record), subjectAlternativeNames: names };
    },
    "cloudfront/distribution": (_, { name }, { number }) => ({
        id: `E${number.slice(0, 13).toUpperCase()}`,
        domainName: `d${hexOf(name, 13)}.cloudfront.net`,
        hostedZoneId: "Z2FDTNDATAQYW2",
    }),
    "cognito/userPool": (_, { name, region }, { number }) => {
        const id = `${region}_${number.slice(0, 9)}`;
        return { id, name, endpoint: `cognito-idp.${region}.amazonaws.com/${id}` };
    },
    "cognito/userPoolClient": (_, { name }) => ({ id: hexOf(name, 26), name }),
    "dynamodb/table": (_, { name }, { arnOf }) => ({
        id: name,
        name,
        streamArn: arnOf(`table/${name}/stream/2026-01-01T00:00:00.000`),
        streamLabel: "2026-01-01T00:00:00.000",
    }),
    "ecr/repository": (_, { name, region, accountId }) => ({
        id: name,
        name,
        repositoryUrl: `${accountId}.dkr.ecr.${region}.amazonaws.com/${name}`,
    }),
    "kms/alias": ({ name: given }, { name }) => ({
        id: String(given ?? `alias/${name}`),
        name: given ?? `alias/${name}`,
    }),
    "kms/key": (_, { name }) => ({ id: uuidOf(name), keyId: uuidOf(name) }),
    "route53/record": ({ zoneId, name, type }) => ({ id: `${zoneId}_${name}_${type}`, fqdn: name }),
    "route53/zone": (_, { name }, { number }) => {
        const id = `Z${number.toUpperCase()}`;
        const nameServers = [1, 2, 3, 4].map((server) => `ns-${server}.awsdns-${hexOf(name, 2)}.com`);
        return { id, name, zoneId: id, nameServers };
    },
    "s3/bucket": (_, form) => bucket(form),
    "s3/bucketV2": (_, form) => bucket(form),
    "secretsmanager/secret": (_, { name }, { number }) => ({ id: `${name}-${number.slice(0, 6)}`, name }),
    "sqs/queue": (_, { name, region, accountId }, { arnOf }) => {
        const url = `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
        return { id: url, name, url, arn: arnOf(name) };
    },
};

function bucket({ name, region }: Form): { id: string } & Values {
    return {
        id: name,
        name,
        bucket: name,
        bucketDomainName: `${name}.s3.amazonaws.com`,
        bucketRegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    };
}
