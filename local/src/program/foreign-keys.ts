import { nearest } from "./nearest";

/** https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html, and those of other partitions */
const regions = [
    ..."af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2".split(" "),
    ..."ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7".split(
        " ",
    ),
    ..."ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1".split(" "),
    ..."eu-south-2 eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 il-central-1 me-central-1 me-south-1".split(" "),
    ..."mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2".split(" "),
];

/** Keys that the AWS provider and the CLI know, beside those that only providers of one's own have. */
const known: Record<string, string[]> = {
    aws: [
        ..."accessKey allowedAccountIds assumeRole assumeRoles assumeRoleWithWebIdentity customCaBundle defaultTags".split(
            " ",
        ),
        ..."ec2MetadataServiceEndpoint ec2MetadataServiceEndpointMode endpoints forbiddenAccountIds httpProxy".split(
            " ",
        ),
        ..."httpsProxy ignoreTags insecure maxRetries noProxy profile region retryMode s3UsEast1RegionalEndpoint".split(
            " ",
        ),
        ..."s3UsePathStyle secretKey sharedConfigFiles sharedCredentialsFiles skipCredentialsValidation".split(" "),
        ..."skipMetadataApiCheck skipRegionValidation skipRequestingAccountId stsRegion tagPolicyCompliance token".split(
            " ",
        ),
        ..."tokenBucketRateLimiterCapacity useDualstackEndpoint useFipsEndpoint userAgents version".split(" "),
        "pluginDownloadURL",
    ],
    pulumi: ["autonaming", "disable-default-providers", "tags", "template"],
};

/**
 * What of a stack's configuration nothing will read, as far as can be told, a sentence each with what was meant: the CLI takes
 * any key and any region. `values`, `own`, the keys that the project declares, and those that are `given` go by full key.
 */
export function foreignKeys(
    project: string,
    values: Record<string, string>,
    own: string[],
    given: ReadonlyMap<string, unknown>,
): string[] {
    const region = values["aws:region"];
    const names = own.filter((key) => key.startsWith(`${project}:`)).map((key) => key.slice(project.length + 1));
    const sentences = Object.keys(values).flatMap((key) => {
        const [namespace = "", name = ""] = key.split(":");
        if (namespace === project) {
            // A program may read what it does not declare: only a key that stands in for another one was misspelt.
            const free = names.filter((each) => !given.has(`${project}:${each}`));
            const near = names.includes(name) ? undefined : nearest(name, free);
            return near ? [`${name} is no key that Pulumi.yaml declares; did you mean ${near}?`] : [];
        }
        const theirs = known[namespace];
        if (theirs) {
            return theirs.includes(name)
                ? []
                : [`${key} is no key that is known of ${namespace}${meant(name, theirs, `${namespace}:`)}`];
        }
        if (names.includes(name)) {
            return [`${key} is a key of project ${namespace}, and this one is ${project}; write ${project}:${name}`];
        }
        const near = nearest(namespace, [...Object.keys(known), project]);
        return near ? [`${key} stands in a namespace that is not known; did you mean ${near}:${name}?`] : [];
    });
    if (region === undefined || regions.includes(region)) return sentences;
    return [...sentences, `aws:region: ${region} is no region that is known${meant(region, regions, "")}`];
}

function meant(name: string, of: string[], before: string): string {
    const near = nearest(name, of);
    return near ? `; did you mean ${before}${near}?` : "";
}
