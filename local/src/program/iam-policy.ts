import type { RegisteredResource } from "./engine";

interface Statement {
    Effect?: unknown;
    Action?: string | string[];
    Resource?: string | string[];
    Principal?: { Service?: string | string[] };
    [key: string]: unknown;
}

/**
 * Says whether a role of the graph lets API Gateway invoke a function: API Gateway may assume the role, and one of the
 * role's policies allows lambda:InvokeFunction on the function's ARN. Knows Allow with exact names or `*`; refuses any
 * other statement, since a wrong answer here would be worse than none.
 */
export function mayInvoke(resources: RegisteredResource[], roleArn: string, functionArn: string): boolean {
    const role = resources.find(({ type, state }) => type === "aws:iam/role:Role" && state.arn === roleArn);
    if (!role) return false;
    for (const key of ["inlinePolicies", "managedPolicyArns"]) {
        if (role.inputs[key] !== undefined)
            throw new Error(
                `${role.type} ${role.name}: ${key}; the local API evaluates only policies that are a RolePolicy`,
            );
    }
    const assumable = statements(role, "assumeRolePolicy", ["Effect", "Action", "Principal", "Sid"]).some(
        ({ Action, Principal }) =>
            matches(Principal?.Service, "apigateway.amazonaws.com") && matches(Action, "sts:AssumeRole"),
    );
    const policies = resources.filter(
        ({ type, inputs }) => type === "aws:iam/rolePolicy:RolePolicy" && inputs.role === role.id,
    );
    const allowed = policies
        .flatMap((policy) => statements(policy, "policy", ["Effect", "Action", "Resource", "Sid"]))
        .some(({ Action, Resource }) => matches(Action, "lambda:InvokeFunction") && matches(Resource, functionArn));
    return assumable && allowed;
}

function statements(resource: RegisteredResource, key: string, known: string[]): Statement[] {
    const list = [document(resource, key).Statement ?? []].flat();
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

function document(resource: RegisteredResource, key: string): { Statement?: Statement | Statement[] } {
    const value = resource.inputs[key];
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

// IAM's `*` stands for any characters, `?` for one; actions are matched without regard to case.
function matches(patterns: string | string[] | undefined, value: string): boolean {
    return [patterns ?? []].flat().some((pattern) => {
        const source = pattern
            .replace(/[.+^${}()|[\]\\]/g, "\\$&")
            .replaceAll("*", ".*")
            .replaceAll("?", ".");
        return new RegExp(`^${source}$`, value.startsWith("arn:") ? "s" : "si").test(value);
    });
}
