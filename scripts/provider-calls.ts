import type { RegisteredResource } from "api-gateway-local/testing";

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

// TagResource was seen to need PATCH on the resource beside PUT on its tags: github.com/iann0036/iam-dataset/pull/39.
const apiTags = [
    "TagResource PUT /tags/{encoded arn}",
    "TagResource PATCH {path}",
    "UntagResource DELETE /tags/{encoded arn}",
];

const method = "/restapis/{restApi}/resources/{resourceId}/methods/{httpMethod}";

export const providerCalls: Record<string, ProviderCalls> = {
    "aws:apigateway/restApi:RestApi": {
        sources: [
            provider("apigateway/rest_api.go", "00a35305dc1b297a6fcdecdfbba33f1e63c3da39"),
            provider("apigateway/tags_gen.go", "050ac11163cab8cdae5936a7f40b0e528ff780df"),
        ],
        reads: ["GetRestApi GET /restapis/{id}", "GetResources GET /restapis/{id}/resources"],
        writes: [
            "CreateRestApi POST /restapis",
            "UpdateRestApi PATCH /restapis/{id}",
            "DeleteRestApi DELETE /restapis/{id}",
            ...apiTags,
        ],
    },
    "aws:apigateway/model:Model": {
        sources: [provider("apigateway/model.go", "0593466d96e383de3f75587805537f6e590ebf4e")],
        reads: ["GetModel GET /restapis/{restApi}/models/{name}"],
        writes: [
            "CreateModel POST /restapis/{restApi}/models",
            "UpdateModel PATCH /restapis/{restApi}/models/{name}",
            "DeleteModel DELETE /restapis/{restApi}/models/{name}",
        ],
    },
    "aws:apigateway/authorizer:Authorizer": {
        sources: [provider("apigateway/authorizer.go", "2f5832ae595b9d167bb656e4d6a2dd130fd562c8")],
        reads: ["GetAuthorizer GET /restapis/{restApi}/authorizers/{id}"],
        writes: [
            "CreateAuthorizer POST /restapis/{restApi}/authorizers",
            "CreateAuthorizer iam:PassRole {authorizerCredentials} to apigateway.amazonaws.com",
            "UpdateAuthorizer PATCH /restapis/{restApi}/authorizers/{id}",
            "DeleteAuthorizer DELETE /restapis/{restApi}/authorizers/{id}",
        ],
    },
    "aws:apigateway/response:Response": {
        sources: [provider("apigateway/gateway_response.go", "85bb8c750b628d013d93d63a0e360f42b22cbe32")],
        reads: ["GetGatewayResponse GET /restapis/{restApiId}/gatewayresponses/{responseType}"],
        writes: [
            "PutGatewayResponse PUT /restapis/{restApiId}/gatewayresponses/{responseType}",
            "DeleteGatewayResponse DELETE /restapis/{restApiId}/gatewayresponses/{responseType}",
        ],
    },
    "aws:apigateway/methodResponse:MethodResponse": {
        sources: [provider("apigateway/method_response.go", "552c04685ba292dfddee527549fd43a1fd5db195")],
        reads: [`GetMethodResponse GET ${method}/responses/{statusCode}`],
        writes: [
            `PutMethodResponse PUT ${method}/responses/{statusCode}`,
            `UpdateMethodResponse PATCH ${method}/responses/{statusCode}`,
            `DeleteMethodResponse DELETE ${method}/responses/{statusCode}`,
        ],
    },
    "aws:apigateway/integrationResponse:IntegrationResponse": {
        sources: [provider("apigateway/integration_response.go", "bbb4af8736c1da565708c36f6eceda54a1062731")],
        reads: [`GetIntegrationResponse GET ${method}/integration/responses/{statusCode}`],
        writes: [
            `PutIntegrationResponse PUT ${method}/integration/responses/{statusCode}`,
            `DeleteIntegrationResponse DELETE ${method}/integration/responses/{statusCode}`,
        ],
    },
    "aws:apigateway/apiKey:ApiKey": {
        sources: [provider("apigateway/api_key.go", "52740ef13dd9c870852ae5605b62a42eb7b6de8a")],
        reads: ["GetApiKey GET /apikeys/{id}"],
        writes: [
            "CreateApiKey POST /apikeys",
            "UpdateApiKey PATCH /apikeys/{id}",
            "DeleteApiKey DELETE /apikeys/{id}",
            ...apiTags,
        ],
    },
    "aws:apigateway/usagePlan:UsagePlan": {
        sources: [provider("apigateway/usage_plan.go", "552c04685ba292dfddee527549fd43a1fd5db195")],
        reads: ["GetUsagePlan GET /usageplans/{id}"],
        writes: [
            "CreateUsagePlan POST /usageplans",
            "UpdateUsagePlan PATCH /usageplans/{id}",
            "DeleteUsagePlan DELETE /usageplans/{id}",
            ...apiTags,
        ],
    },
    "aws:apigateway/usagePlanKey:UsagePlanKey": {
        sources: [provider("apigateway/usage_plan_key.go", "85bb8c750b628d013d93d63a0e360f42b22cbe32")],
        reads: ["GetUsagePlanKey GET /usageplans/{usagePlanId}/keys/{keyId}"],
        writes: [
            "CreateUsagePlanKey POST /usageplans/{usagePlanId}/keys",
            "DeleteUsagePlanKey DELETE /usageplans/{usagePlanId}/keys/{keyId}",
        ],
    },
    "aws:apigateway/requestValidator:RequestValidator": {
        sources: [provider("apigateway/request_validator.go", "85bb8c750b628d013d93d63a0e360f42b22cbe32")],
        reads: ["GetRequestValidator GET /restapis/{restApi}/requestvalidators/{id}"],
        writes: [
            "CreateRequestValidator POST /restapis/{restApi}/requestvalidators",
            "UpdateRequestValidator PATCH /restapis/{restApi}/requestvalidators/{id}",
            "DeleteRequestValidator DELETE /restapis/{restApi}/requestvalidators/{id}",
        ],
    },
    "aws:apigateway/resource:Resource": {
        sources: [provider("apigateway/resource.go", "06739b22cee5cb2a12cc0ca4458e3f84767869af")],
        reads: ["GetResource GET /restapis/{restApi}/resources/{id}"],
        writes: [
            "CreateResource POST /restapis/{restApi}/resources/{parentId}",
            "UpdateResource PATCH /restapis/{restApi}/resources/{id}",
            "DeleteResource DELETE /restapis/{restApi}/resources/{id}",
        ],
    },
    "aws:apigateway/method:Method": {
        sources: [provider("apigateway/method.go", "0657871b7b47a26226bc031abac2e998ead1b088")],
        reads: ["GetMethod GET /restapis/{restApi}/resources/{resourceId}/methods/{httpMethod}"],
        writes: [
            "PutMethod PUT /restapis/{restApi}/resources/{resourceId}/methods/{httpMethod}",
            "UpdateMethod PATCH /restapis/{restApi}/resources/{resourceId}/methods/{httpMethod}",
            "GetIntegration GET /restapis/{restApi}/resources/{resourceId}/methods/{httpMethod}/integration",
            "DeleteMethod DELETE /restapis/{restApi}/resources/{resourceId}/methods/{httpMethod}",
        ],
    },
    "aws:apigateway/integration:Integration": {
        sources: [provider("apigateway/integration.go", "0196297b77a41283fa7ac1660cea82f48f142e07")],
        reads: ["GetIntegration GET /restapis/{restApi}/resources/{resourceId}/methods/{httpMethod}/integration"],
        writes: [
            "PutIntegration PUT /restapis/{restApi}/resources/{resourceId}/methods/{httpMethod}/integration",
            "PutIntegration iam:PassRole {credentials} to apigateway.amazonaws.com",
            "UpdateIntegration PATCH /restapis/{restApi}/resources/{resourceId}/methods/{httpMethod}/integration",
            "DeleteIntegration DELETE /restapis/{restApi}/resources/{resourceId}/methods/{httpMethod}/integration",
        ],
    },
    "aws:apigateway/deployment:Deployment": {
        sources: [provider("apigateway/deployment.go", "00a35305dc1b297a6fcdecdfbba33f1e63c3da39")],
        reads: ["GetDeployment GET /restapis/{restApi}/deployments/{id}"],
        writes: [
            "CreateDeployment POST /restapis/{restApi}/deployments",
            "UpdateDeployment PATCH /restapis/{restApi}/deployments/{id}",
            "DeleteDeployment DELETE /restapis/{restApi}/deployments/{id}",
        ],
    },
    "aws:apigateway/stage:Stage": {
        sources: [
            provider("apigateway/stage.go", "050ac11163cab8cdae5936a7f40b0e528ff780df"),
            provider("apigateway/tags_gen.go", "050ac11163cab8cdae5936a7f40b0e528ff780df"),
        ],
        reads: ["GetStage GET /restapis/{restApi}/stages/{stageName}"],
        writes: [
            "CreateStage POST /restapis/{restApi}/stages",
            "UpdateStage PATCH /restapis/{restApi}/stages/{stageName}",
            "DeleteStage DELETE /restapis/{restApi}/stages/{stageName}",
            ...apiTags,
        ],
    },
    "aws:apigateway/methodSettings:MethodSettings": {
        sources: [provider("apigateway/method_settings.go", "9b0117973671f275d85ec531060aa48d85e40324")],
        reads: ["GetStage GET /restapis/{restApi}/stages/{stageName}"],
        writes: ["UpdateStage PATCH /restapis/{restApi}/stages/{stageName}"],
    },
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

/** What IAM is asked for a call. */
export interface Request {
    call: string;
    action: string;
    resource: string;
    /** The service a role is handed to. */
    passedTo?: string;
}

/** The requests that a resource's calls come to, in an account and a region. */
export function requests(
    { type, name, id, state }: RegisteredResource,
    kind: "reads" | "writes",
    { account, region }: { account: string; region: string },
): Request[] {
    const known: Record<string, unknown> = { ...state, id, account, region };
    known["encoded arn"] = encodeURIComponent(String(state.arn));
    known.path = String(state.arn).split("::")[1];
    return (providerCalls[type]?.[kind] ?? []).flatMap((line) => {
        const [call = "", action = "", on = "", , passedTo] = line.split(/ (?![^{]*\})/);
        const resource = on.replace(/\{([^}]+)\}/g, (_, key) => String(known[key] ?? `no ${key}`));
        const isPath = resource.startsWith("/");
        // Not every integration and authorizer is handed a role.
        if (passedTo && resource.startsWith("no ")) return [];
        return {
            call: `${call} of ${type} ${name}`,
            action: action.includes(":") ? action : `apigateway:${action}`,
            resource: isPath ? `arn:aws:apigateway:${region}::${resource}` : resource,
            ...(passedTo && { passedTo }),
        };
    });
}

function provider(path: string, commit: string): string {
    return `https://github.com/hashicorp/terraform-provider-aws/blob/${commit}/internal/service/${path}`;
}
