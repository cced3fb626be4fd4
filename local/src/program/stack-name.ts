/** A stack as Pulumi names it: `dev`, `org/dev` or `org/project/dev`. */
export interface StackName {
    organization: string | undefined;
    project: string | undefined;
    stack: string;
}

/** Takes a stack's name apart. Throws a sentence where it is none. */
export function stackName(name: string): StackName {
    const parts = name.split("/");
    if (parts.length > 3 || parts.includes("")) {
        throw new Error(`--stack: ${JSON.stringify(name)} must be STACK or ORGANIZATION/PROJECT/STACK`);
    }
    const stack = parts.pop() ?? "";
    const [organization, project] = parts;
    return { organization, project, stack };
}
