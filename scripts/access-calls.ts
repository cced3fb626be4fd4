import { apiTags } from "./api-gateway-calls";
import { type ProviderCalls, provider } from "./provider-source";

/** Of what stands before the API's methods: who may call them, how often and with what, and what the others are told. */
export const accessCalls: Record<string, ProviderCalls> = {
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
};
