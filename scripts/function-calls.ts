import { type ProviderCalls, provider } from "./provider-source";

/** Of the functions, their roles and their logs. */
export const functionCalls: Record<string, ProviderCalls> = {
    "aws:lambda/function:Function": {
        sources: [
            provider("lambda/function.go", "0156d84e6bb47e4a5fe0c8e87cf2d14fb1dc3b8c"),
            provider("lambda/tags_gen.go", "01c08000ddb14181b5bd19201d8fca311dc570e4"),
        ],
        reads: [
            "GetFunction lambda:GetFunction {arn}",
            "ListVersionsByFunction lambda:ListVersionsByFunction {arn}",
            "GetFunctionCodeSigningConfig lambda:GetFunctionCodeSigningConfig {arn}",
        ],
        writes: [
            "CreateFunction lambda:CreateFunction {arn}",
            "CreateFunction lambda:TagResource {arn}",
            "CreateFunction iam:PassRole {role} to lambda.amazonaws.com",
            "UpdateFunctionCode lambda:UpdateFunctionCode {arn}",
            "UpdateFunctionConfiguration lambda:UpdateFunctionConfiguration {arn}",
            "UpdateFunctionConfiguration iam:PassRole {role} to lambda.amazonaws.com",
            "PutFunctionConcurrency lambda:PutFunctionConcurrency {arn}",
            "DeleteFunctionConcurrency lambda:DeleteFunctionConcurrency {arn}",
            "TagResource lambda:TagResource {arn}",
            "UntagResource lambda:UntagResource {arn}",
            "DeleteFunction lambda:DeleteFunction {arn}",
        ],
    },
    "aws:iam/role:Role": {
        sources: [
            provider("iam/role.go", "0040ea6911af00bea2cca6dbb14e86829826ad8e"),
            provider("iam/tags.go", "0413c661ec1b94f3033c98f3fbd1e8c1b2725589"),
        ],
        reads: [
            "GetRole iam:GetRole {arn}",
            "ListRolePolicies iam:ListRolePolicies {arn}",
            "GetRolePolicy iam:GetRolePolicy {arn}",
            "ListAttachedRolePolicies iam:ListAttachedRolePolicies {arn}",
        ],
        writes: [
            "CreateRole iam:CreateRole {arn}",
            "CreateRole iam:TagRole {arn}",
            "UpdateAssumeRolePolicy iam:UpdateAssumeRolePolicy {arn}",
            "TagRole iam:TagRole {arn}",
            "UntagRole iam:UntagRole {arn}",
            "ListInstanceProfilesForRole iam:ListInstanceProfilesForRole {arn}",
            "DeleteRole iam:DeleteRole {arn}",
        ],
    },
    "aws:iam/rolePolicy:RolePolicy": {
        sources: [provider("iam/role_policy.go", "02f97af85f89a04e8ed89f5e8b64a9a67f3cfe07")],
        reads: ["GetRolePolicy iam:GetRolePolicy arn:aws:iam::{account}:role/{role}"],
        writes: [
            "PutRolePolicy iam:PutRolePolicy arn:aws:iam::{account}:role/{role}",
            "DeleteRolePolicy iam:DeleteRolePolicy arn:aws:iam::{account}:role/{role}",
        ],
    },
    "aws:cloudwatch/logGroup:LogGroup": {
        sources: [
            provider("logs/group.go", "0073593e7d6993ba482409f4dc35438daaa79bb3"),
            provider("logs/tags_gen.go", "07e0d0b940f57c782f8fcc9ccfd8b19f59383b51"),
        ],
        reads: [
            // AWS asks for the right on a group without a name: github.com/hashicorp/terraform-provider-aws/issues/8804.
            "DescribeLogGroups logs:DescribeLogGroups arn:aws:logs:{region}:{account}:log-group::log-stream:",
            "ListTagsForResource logs:ListTagsForResource {arn}",
        ],
        writes: [
            "CreateLogGroup logs:CreateLogGroup {arn}",
            "CreateLogGroup logs:TagResource {arn}",
            "PutRetentionPolicy logs:PutRetentionPolicy {arn}",
            "DeleteRetentionPolicy logs:DeleteRetentionPolicy {arn}",
            "TagResource logs:TagResource {arn}",
            "UntagResource logs:UntagResource {arn}",
            "DeleteLogGroup logs:DeleteLogGroup {arn}",
        ],
    },
};
