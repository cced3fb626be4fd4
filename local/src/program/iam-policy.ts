import type { RegisteredResource } from "./engine";
import { type Condition, conditionHolds } from "./iam-condition";
import { invokingPolicies, policiesOf } from "./role-policies";
import { isLike } from "./wildcard";

interface Statement {
    Effect?: unknown;
    Action?: string | string[];
    NotAction?: string | string[];
    Resource?: string | string[];
    NotResource?: string | string[];
    Principal?: { Service?: string | string[] } | string;
    NotPrincipal?: { Service?: string | string[] } | string;
    Condition?: Condition;
}

/**
 * Says whether a role of the graph lets API Gateway invoke a function: API Gateway may assume the role, and the role's
 * policies allow lambda:InvokeFunction on the function's ARN and do not deny it. What of these statements only AWS can
 * judge, `tell` is told: it is taken to allow, and not to deny. What else a role may do is nothing to the local API.
 */
export function mayInvoke(
    resources: RegisteredResource[],
    roleArn: string,
    functionArn: string,
    tell: (line: string) => void = () => {},
): boolean {
    const role = resources.find(({ type, state }) => type === "aws:iam/role:Role" && state.arn === roleArn);
    if (!role) return false;
    const trusts = ({ Action, NotAction, Principal, NotPrincipal }: Statement) =>
        concerns(Action, NotAction, "sts:AssumeRole") && isFor(Principal, NotPrincipal);
    const allows = ({ Action, NotAction, Resource, NotResource }: Statement) =>
        concerns(Action, NotAction, "lambda:InvokeFunction") && concerns(Resource, NotResource, functionArn);
    const trusting = statements(role, "assumeRolePolicy", role.inputs.assumeRolePolicy, trusts, tell);
    const { documents, arns } = policiesOf(role, resources);
    const policies = documents.flatMap(({ of, policy }) => statements(of, "policy", policy, allows, tell));
    if (arns.some((arn) => invokingPolicies.test(arn))) policies.push("Allow");
    return [trusting, policies].every((effects) => effects.includes("Allow") && !effects.includes("Deny"));
}

// A list that is left out, or turned round, may name anything but what the other one says.
function concerns(list: Statement["Action"], not: Statement["Action"], value: string): boolean {
    return not === undefined ? matches(list, value) : !matches(not, value);
}

// Each list of principals is one of services, accounts or others; "*" is everybody.
function isFor(principal: Statement["Principal"], not: Statement["Principal"]): boolean {
    const service = "apigateway.amazonaws.com";
    if (not !== undefined) return !(typeof not === "object" ? matches(not.Service, service) : not === "*");
    return typeof principal === "object" ? matches(principal.Service, service) : principal === "*";
}

/** The effects of the statements that concern the question and whose conditions hold. */
function statements(
    resource: RegisteredResource,
    key: string,
    policy: unknown,
    concern: (statement: Statement) => boolean,
    tell: (line: string) => void,
): string[] {
    const list = [document(resource, key, policy).Statement ?? []].flat().filter(concern);
    return list.flatMap(({ Effect, Condition }) => {
        const holds = conditionHolds(Condition);
        if (holds === undefined) {
            const taken = Effect === "Deny" ? "it is taken not to hold" : "it is taken to hold";
            tell(
                `${resource.type} ${resource.name}: Condition ${JSON.stringify(Condition)} in ${key} is not judged here; ${taken}`,
            );
        }
        return (holds ?? Effect === "Allow") ? [String(Effect)] : [];
    });
}

function document(resource: RegisteredResource, key: string, value: unknown): { Statement?: Statement | Statement[] } {
    if (typeof value !== "string") return value ?? {};
    try {
        return JSON.parse(value);
    } catch (error) {
        throw new Error(`${resource.type} ${resource.name}: ${key} is not JSON (${(error as Error).message})`);
    }
}

// Actions are matched without regard to case.
export function matches(patterns: string | string[] | undefined, value: string): boolean {
    const folded = (text: string) => (value.startsWith("arn:") ? text : text.toLowerCase());
    return [patterns ?? []].flat().some((pattern) => isLike(folded(String(pattern)), folded(value)));
}
