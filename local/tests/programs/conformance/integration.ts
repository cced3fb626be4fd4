import * as apigateway from "@pulumi/aws/apigateway";
import type * as iam from "@pulumi/aws/iam";
import type * as lambda from "@pulumi/aws/lambda";
import type * as pulumi from "@pulumi/pulumi";
import type { MockOfCase, RouteOfCase } from "../../conformance/api-of-case";

/** The integration of a route: the handler by way of a role, or a MOCK with its responses. */
export function integrationResources(
    api: apigateway.RestApi,
    method: apigateway.Method,
    { path, method: httpMethod, integration, responseTransferMode }: RouteOfCase,
    fn: lambda.Function,
    role: iam.Role,
    timeoutMilliseconds: number | undefined,
): pulumi.Resource[] {
    const name = `${httpMethod} ${path}`;
    const place = { restApi: api.id, resourceId: method.resourceId, httpMethod: method.httpMethod };
    if (integration) return mockResources(name, place, integration);
    const streams = responseTransferMode === "STREAM";
    return [
        new apigateway.Integration(name, {
            ...place,
            type: "AWS_PROXY",
            integrationHttpMethod: "POST",
            uri: streams ? fn.responseStreamingInvokeArn : fn.invokeArn,
            credentials: role.arn,
            timeoutMilliseconds,
            responseTransferMode,
        }),
    ];
}

type Place = Pick<apigateway.IntegrationArgs, "restApi" | "resourceId" | "httpMethod">;

function mockResources(name: string, place: Place, { integrationResponses, ...mock }: MockOfCase): pulumi.Resource[] {
    const integration = new apigateway.Integration(name, { ...place, ...mock });
    return [
        integration,
        ...(integrationResponses ?? []).flatMap((response, index) => {
            const { statusCode, responseParameters = {} } = response;
            const declared = Object.fromEntries(Object.keys(responseParameters).map((header) => [header, true]));
            const settings = { ...place, statusCode, responseParameters: declared };
            const methodResponse = new apigateway.MethodResponse(`${name} ${index}`, settings);
            const options = { dependsOn: [integration, methodResponse] };
            return [
                methodResponse,
                new apigateway.IntegrationResponse(`${name} ${index}`, { ...place, ...response }, options),
            ];
        }),
    ];
}
