import * as apigateway from "@pulumi/aws/apigateway";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import type { AuthorizerOfCase } from "../../conformance/api-of-case";
import { functionResource } from "./function";

/** An authorizer with its function, which a Permission of the function lets API Gateway invoke. */
export function authorizerResource(
    api: apigateway.RestApi,
    name: string,
    spec: AuthorizerOfCase,
    code: Record<string, string> = {},
    runtime?: string,
): apigateway.Authorizer {
    const { type, identityValidationExpression, resultTtlInSeconds, userPool, handler } = spec;
    const settings = {
        ...{ name, restApi: api.id, type, identityValidationExpression },
        // The provider puts in the Authorization header for one that is left out.
        identitySource: spec.identitySource ?? "",
        authorizerResultTtlInSeconds: resultTtlInSeconds,
    };
    if (type === "COGNITO_USER_POOLS") {
        const providerArns = [`arn:aws:cognito-idp:eu-west-1:123456789012:userpool/${userPool}`];
        return new apigateway.Authorizer(name, { ...settings, providerArns });
    }
    const reserved = handler?.lambdaError === "TooManyRequestsException" ? 0 : undefined;
    const timeoutMs = spec.functionTimeoutMs;
    const fn = functionResource(`authorizer-${name}`, code, { runtime, timeoutMs, reserved });
    const authorizer = new apigateway.Authorizer(name, { ...settings, authorizerUri: fn.invokeArn });
    if (handler?.lambdaError !== "AccessDeniedException") {
        new lambda.Permission(`authorizer-${name}`, {
            action: "lambda:InvokeFunction",
            function: fn.name,
            principal: "apigateway.amazonaws.com",
            sourceArn: pulumi.interpolate`${api.executionArn}/authorizers/${authorizer.id}`,
        });
    }
    return authorizer;
}
