import { type ProviderCalls, provider } from "./provider-source";

// TagResource was seen to need PATCH on the resource beside PUT on its tags: github.com/iann0036/iam-dataset/pull/39.
export const apiTags = [
    "TagResource PUT /tags/{encoded arn}",
    "TagResource PATCH {path}",
    "UntagResource DELETE /tags/{encoded arn}",
];

const method = "/restapis/{restApi}/resources/{resourceId}/methods/{httpMethod}";

/** Of the API itself: what it serves, and its stages. */
export const apiGatewayCalls: Record<string, ProviderCalls> = {
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
};
