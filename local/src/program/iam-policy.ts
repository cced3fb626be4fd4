import type { RegisteredResource } from "./engine";
import { invokingPolicies, policiesOf } from "./role-policies";
import { isLike } from "./wildcard";

interface Statement {
    Effect?: unknown;
    Action?: string | string[];
    NotAction?: string | string[];
    Resource?: string | string[];
    NotResource?: string | string[];
    Principal?: { Service?: string | string[] };
    [key: string]: unknown;
}

/**
 * Says whether a role of the graph lets API Gateway invoke a function: API Gateway may assume the role, and one of the
 * role's policies allows lambda:InvokeFunction on the function's ARN. Knows Allow with exact names or `*`; refuses any
 * other statement about just that, since a wrong answer here would be worse than none. What else a role may do is nothing
 * to the local API.
 */
export function mayInvoke(resources: RegisteredResource[], roleArn: string, functionArn: string): boolean {
    const role = resources.find(({ type, state }) => type === "aws:iam/role:Role" && state.arn === roleArn);
    if (!role) return false;
    const [trust, policyKeys] = [
        ["Effect", "Action", "Principal", "Sid"],
        ["Effect", "Action", "Resource", "Sid"],
    ];
    const trusts = ({ Action, NotAction, Principal }: Statement) =>
        concerns(Action, NotAction, "sts:AssumeRole") &&
        (typeof Principal !== "object" || matches(Principal.Service, "apigateway.amazonaws.com"));
    const allows = ({ Action, NotAction, Resource, NotResource }: Statement) =>
        concerns(Action, NotAction, "lambda:InvokeFunction") && concerns(Resource, NotResource, functionArn);
    const assumable = statements(role, "assumeRolePolicy", trust, trusts, role.inputs.assumeRolePolicy);
    const { documents, arns } = policiesOf(role, resources);
    const allowed = documents.flatMap(({ of, policy }) => statements(of, "policy", policyKeys, allows, policy));
    return assumable.length > 0 && (allowed.length > 0 || arns.some((arn) => invokingPolicies.test(arn)));
}

// A list that is left out, or turned round, may name anything but what the other one says.
function concerns(list: Statement["Action"], not: Statement["Action"], value: string): boolean {
    return not === undefined ? matches(list, value) : !matches(not, value);
}

/** The statements that concern the question; each must be one that can be answered. */
function statements(
    resource: RegisteredResource,
    key: string,
    known: string[],
    concern: (statement: Statement) => boolean,
    policy: unknown,
): Statement[] {
    const list = [document(resource, key, policy).Statement ?? []].flat().filter(concern);
    for (const statement of list) {
        const unknown = Object.keys(statement).find((name) => !known.includes(name)) ?? unknownValue(statement);
        if (unknown) {
            throw new Error(
                `${resource.type} ${resource.name}: ${unknown} in ${key}; the local API evaluates only Allow statements of ${known.slice(1, 3).join(" and ")}`,
            );
        }
    }
    return list;
}

function document(resource: RegisteredResource, key: string, value: unknown): { Statement?: Statement | Statement[] } {
    if (typeof value !== "string") return value ?? {};
    try {
        return JSON.parse(value);
    } catch (error) {
        throw new Error(`${resource.type} ${resource.name}: ${key} is not JSON (${(error as Error).message})`);
    }
}

function unknownValue({ Effect, Principal }: Statement): string | undefined {
    if (Effect !== "Allow") return `Effect ${Effect}`;
    // "*" stands for everybody; whether that means a service depends.
    if (Principal !== undefined && typeof Principal !== "object") return `Principal ${Principal}`;
    return undefined;
}

// Actions are matched without regard to case.
export function matches(patterns: string | string[] | undefined, value: string): boolean {
    const folded = (text: string) => (value.startsWith("arn:") ? text : text.toLowerCase());
    return [patterns ?? []].flat().some((pattern) => isLike(folded(String(pattern)), folded(value)));
}
