/**
 * The calls that the AWS provider makes for a resource type, over its whole life and for the properties this program
 * sets, as they stand in the provider's sources. A call is written as its name, the IAM action it needs and what it is
 * made on: `GetRole iam:GetRole {arn}`. What stands in braces is an output or input of the resource; a path is below
 * API Gateway's own ARN, and its action the HTTP verb. `reads` are those that `pulumi preview --refresh` makes.
 */
export interface ProviderCalls {
    sources: string[];
    reads: string[];
    writes: string[];
}

/** Where the provider's sources stand: a file below internal/service/ at a commit. */
export function provider(path: string, commit: string): string {
    return `https://github.com/hashicorp/terraform-provider-aws/blob/${commit}/internal/service/${path}`;
}
