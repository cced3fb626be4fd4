// What has an effect on the local API. All other resources only have outputs of AWS's form.
const imitated = new Set(
    [
        ...["restApi:RestApi", "resource:Resource", "method:Method", "methodResponse:MethodResponse"],
        ...["integration:Integration", "integrationResponse:IntegrationResponse", "deployment:Deployment"],
        ...["stage:Stage", "methodSettings:MethodSettings", "response:Response", "authorizer:Authorizer"],
        ...["model:Model", "requestValidator:RequestValidator", "apiKey:ApiKey", "usagePlan:UsagePlan"],
        ...["usagePlanKey:UsagePlanKey"],
    ]
        .map((type) => `aws:apigateway/${type}`)
        .concat(["aws:lambda/function:Function", "aws:lambda/permission:Permission"])
        .concat(["aws:cognito/userPool:UserPool"])
        .concat(["role:Role", "rolePolicy:RolePolicy", "policy:Policy"].map((type) => `aws:iam/${type}`))
        .concat(["aws:iam/rolePolicyAttachment:RolePolicyAttachment"]),
);

/** Says whether a resource of a type does something locally; component resources only hold others. */
export function isImitated(type: string): boolean {
    return imitated.has(type) || !/^[\w-]+:\w+\/\w+:\w+$/.test(type);
}
