import type { RegisteredResource } from "./engine";

/** The managed policies of AWS that allow lambda:InvokeFunction on any function. */
export const invokingPolicies =
    /^arn:[\w-]+:iam::aws:policy\/(service-role\/AWSLambdaRole|AWSLambda_FullAccess|AdministratorAccess|PowerUserAccess)$/;

/** The policies of a role: the documents that the program writes, each with the resource it is in, and the ARNs of the rest. */
export function policiesOf(
    role: RegisteredResource,
    resources: RegisteredResource[],
): { documents: { of: RegisteredResource; policy: unknown }[]; arns: string[] } {
    const all = (type: string) => resources.filter((resource) => resource.type === `aws:iam/${type}`);
    const isOfRole = ({ inputs }: RegisteredResource) => inputs.role === role.id || inputs.role === role.state.arn;
    const inline = (role.inputs.inlinePolicies ?? []) as { policy?: unknown }[];
    const arns = [
        ...((role.inputs.managedPolicyArns ?? []) as string[]),
        ...all("rolePolicyAttachment:RolePolicyAttachment")
            .filter(isOfRole)
            .map(({ inputs }) => String(inputs.policyArn)),
    ];
    const attached = all("policy:Policy").filter(({ state }) => arns.includes(String(state.arn)));
    const own = [...all("rolePolicy:RolePolicy").filter(isOfRole), ...attached];
    return {
        documents: [
            ...inline.map(({ policy }) => ({ of: role, policy })),
            ...own.map((of) => ({ of, policy: of.inputs.policy })),
        ],
        arns,
    };
}
