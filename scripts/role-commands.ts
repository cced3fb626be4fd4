import type { Document, Place } from "./role-documents";
import type { Row } from "./roles";

/** The commands, in bash, that make what a stack needs. What is there already is left, so they may run again. */
export function roleCommands(
    { stack, environment, role, label }: Row,
    documents: Record<string, Document>,
    { project, account, region }: Place,
    repository: string,
): string {
    const bucket = `${project}-state-${account}-${region}`;
    const constraint = region === "us-east-1" ? "" : ` --create-bucket-configuration LocationConstraint=${region}`;
    const provider = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
    const variable = (name: string, value: string, more = "") =>
        `gh variable set ${name} --repo ${repository}${more} --body "${value}"`;
    const arn = (name: string) => `arn:aws:iam::${account}:role/${project}-${name}`;
    const deployRole = makeRole(`${project}-${role}`, "deploy", "policy");
    // Stacks of pull requests have a key of their own, so that a pull request's code reads no other stack's secrets.
    const { key, made, guard, more } =
        label === undefined
            ? {
                  key: `alias/${project}-state`,
                  made: `# The two roles. The preview role reads the stacks that it was made for, each by a policy of its own.
${makeRole(`${project}-preview`, "preview", stack)}
${deployRole}`,
                  guard: "Give the environment its reviewers, and let only main deploy to it",
                  more: variable("AWS_PREVIEW_ROLE_ARN", arn("preview")),
              }
            : {
                  key: `alias/${project}-${stack}-state`,
                  made: `# The role, one for all pull requests.
${deployRole}`,
                  guard: "Let every branch deploy to the environment, and give it reviewers unless all who push may do all in the account",
                  more: `gh label create "${label}" --repo ${repository} --force --description "Has a stack of its own in AWS"
${variable("PULUMI_SECRETS_PROVIDER", `awskms://alias/${project}-${stack}-state?region=${region}`, ` --env ${environment}`)}`,
              };
    return `# Makes what the stack ${stack} of ${project} needs in account ${account} and on GitHub. For an administrator, in bash.
set -euo pipefail
there() { "$@" > /dev/null 2>&1; }
documents=$(mktemp -d)
# The form that GitHub uses in the subjects of this repository's jobs.
subject=$(gh api "repos/${repository}" --jq '"\\(.owner.login)@\\(.owner.id)/\\(.name)@\\(.id)"')
${Object.entries(documents)
    .map(([file, document]) => here(file, document))
    .join("\n")}

# Once in an account.
there aws iam get-open-id-connect-provider --open-id-connect-provider-arn ${provider} ||
    aws iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com
# A stage with tracing needs the first, one with accessLogs the rest.
there aws iam get-role --role-name AWSServiceRoleForAPIGateway ||
    aws iam create-service-linked-role --aws-service-name ops.apigateway.amazonaws.com
if ! there aws iam get-role --role-name api-gateway-logs; then
    aws iam create-role --role-name api-gateway-logs --assume-role-policy-document \\
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
    aws iam attach-role-policy --role-name api-gateway-logs \\
        --policy-arn arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs
fi
aws apigateway update-account --region ${region} --patch-operations \\
    "op=replace,path=/cloudwatchRoleArn,value=arn:aws:iam::${account}:role/api-gateway-logs"

# Once in a project: the state, in a bucket, and the key of its secrets.
if ! there aws s3api head-bucket --bucket ${bucket}; then
    aws s3api create-bucket --bucket ${bucket} --region ${region}${constraint}
    aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled
    aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration \\
        BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
fi
if ! there aws kms describe-key --region ${region} --key-id ${key}; then
    key=$(aws kms create-key --region ${region} --description "Pulumi secrets of ${project}" --query KeyMetadata.KeyId --output text)
    aws kms enable-key-rotation --region ${region} --key-id "$key"
    aws kms create-alias --region ${region} --alias-name ${key} --target-key-id "$key"
fi

${made}

# On GitHub. ${guard}: Settings, Environments, ${environment}.
gh api --method PUT repos/${repository}/environments/${environment}
${variable("AWS_DEPLOY_ROLE_ARN", arn(role), ` --env ${environment}`)}
${more}
${variable("AWS_REGION", region)}
${variable("PULUMI_BACKEND_URL", `s3://${bucket}?region=${region}`)}
`;
}

function here(file: string, document: Document): string {
    return `cat > "$documents/${file}" <<END\n${JSON.stringify(document, null, 4)}\nEND`;
}

function makeRole(name: string, kind: "preview" | "deploy", policyName: string): string {
    const put = (policy: string, file: string) =>
        `aws iam put-role-policy --role-name ${name} --policy-name ${policy} --policy-document "file://$documents/${kind}-${file}.json"`;
    return `there aws iam get-role --role-name ${name} ||
    aws iam create-role --role-name ${name} --assume-role-policy-document "file://$documents/${kind}-trust.json"
${put(policyName, "policy")}
${put("state", "state")}`;
}
