// A Pulumi program becomes resources, and resources become the model of what is served.

export { accountId, partitionOf } from "./arns";
export type { CognitoAuthorizer, LambdaAuthorizer } from "./authorizer";
export { type Build, buildAgain } from "./builds";
export { type Evaluation, evaluate, type RegisteredResource } from "./engine";
export { type Evaluated, evaluateApart, runApart } from "./evaluation";
export type { Files } from "./files";
export type { GatewayResponse } from "./gateway-responses";
export { javaExpression } from "./java-expression";
export type { LambdaFunction } from "./lambda-function";
export { noAnswers } from "./local-answers";
export { missingModules } from "./missing-modules";
export type { MockIntegration } from "./mock-integration";
export { apisOf, type Method, type RestApi, restApi, stagesOf } from "./rest-api";
export { readStackConfig, type StackConfig, stackNames } from "./stack-config";
export type { Quota, Throttle, UsagePlan } from "./usage-plan";
export { isLike } from "./wildcard";
