import type { RegisteredResource } from "./engine";
import { mayInvoke } from "./iam-policy";
import { invokedFunction } from "./invoked-function";
import { javaExpression } from "./java-expression";
import { isPermitted } from "./lambda-permission";

/** An Authorizer of the graph. */
export type Authorizer = LambdaAuthorizer | CognitoAuthorizer;

interface Common {
    id: string;
    name: string;
    /** `method.request.header.X` and the like; a TOKEN or COGNITO_USER_POOLS authorizer has one. */
    identitySources: string[];
    /** What the token, or the audience of Cognito's, must be. */
    validationExpression: string | undefined;
}

export interface LambdaAuthorizer extends Common {
    type: "TOKEN" | "REQUEST";
    functionArn: string;
    /** Whether its role, or without one the function's own permissions, lets API Gateway invoke it (AU20). */
    invocable: boolean;
    /** Seconds a policy is kept (AU32); 0 for none. */
    ttl: number;
}

export interface CognitoAuthorizer extends Common {
    type: "COGNITO_USER_POOLS";
    /** Whose tokens are taken; undefined where a pool is the program's own, and its id made up. */
    issuers: string[] | undefined;
}

/** Reads the authorizers of an API; each is one, or the sentence that says why it is not served. */
export function authorizersOf(
    api: RegisteredResource,
    resources: RegisteredResource[],
    tell?: (line: string) => void,
): Map<string, Authorizer | string> {
    const own = resources.filter(
        ({ type, inputs }) => type === "aws:apigateway/authorizer:Authorizer" && inputs.restApi === api.id,
    );
    return new Map(
        own.map((authorizer) => {
            try {
                return [authorizer.id, read(api, authorizer, resources, tell)];
            } catch (error) {
                // Of a role's policy that local cannot judge.
                return [authorizer.id, (error as Error).message];
            }
        }),
    );
}

function read(
    api: RegisteredResource,
    authorizer: RegisteredResource,
    resources: RegisteredResource[],
    tell?: (line: string) => void,
): Authorizer | string {
    const { inputs, id } = authorizer;
    const name = String(inputs.name ?? authorizer.name);
    // The provider's default; an empty text is none.
    const source = String(inputs.identitySource ?? "method.request.header.Authorization");
    const identitySources = source
        .split(",")
        .map((each) => each.trim())
        .filter(Boolean);
    const unknown = identitySources.find((each) => !knownSource.test(each));
    if (unknown) return `Authorizer ${name}: identitySource ${JSON.stringify(unknown)} is none that API Gateway knows`;
    const validationExpression = (inputs.identityValidationExpression || undefined) as string | undefined;
    if (validationExpression !== undefined && !isExpression(validationExpression)) {
        return `Authorizer ${name}: identityValidationExpression ${JSON.stringify(validationExpression)} is none that JavaScript reads, as local does`;
    }
    const common = { id, name, identitySources, validationExpression };
    const type = inputs.type ?? "TOKEN";
    if (type === "COGNITO_USER_POOLS") return { ...common, type, issuers: issuersOf(inputs.providerArns, resources) };
    if (type !== "TOKEN" && type !== "REQUEST") return `Authorizer ${name}: type ${JSON.stringify(type)} is not served`;
    const invoked = invokedFunction(inputs.authorizerUri, resources);
    if (!invoked)
        return `Authorizer ${name}: authorizerUri ${JSON.stringify(inputs.authorizerUri)} is no Function of this program`;
    if (typeof invoked === "string") return `Authorizer ${name}: authorizerUri is that of ${invoked}`;
    const { functionArn } = invoked;
    const { authorizerCredentials: role, authorizerResultTtlInSeconds: ttl = 300 } = inputs;
    const invocable = role
        ? mayInvoke(resources, String(role), functionArn, tell)
        : isPermitted(resources, invoked, `${api.state.executionArn}/authorizers/${id}`);
    return { ...common, type, functionArn, invocable, ttl: Number(ttl) };
}

const knownSource = /^(method\.request\.(header|querystring)|stageVariables|context)\.[^,\s]+$/;

function isExpression(text: string): boolean {
    try {
        return Boolean(javaExpression(text));
    } catch {
        return false;
    }
}

function issuersOf(arns: unknown, resources: RegisteredResource[]): string[] | undefined {
    const pools = [arns ?? []].flat().map(String);
    const isOwn = (arn: string) =>
        resources.some(({ type, state }) => type === "aws:cognito/userPool:UserPool" && state.arn === arn);
    if (pools.some(isOwn)) return undefined;
    // arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID
    return pools.map((arn) => {
        const [, , , region, , pool = ""] = arn.split(":");
        return `https://cognito-idp.${region}.amazonaws.com/${pool.replace(/^userpool\//, "")}`;
    });
}
