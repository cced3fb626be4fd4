/** A stack as Pulumi names it: `dev`, `org/dev` or `org/project/dev`. */
export interface StackName {
    organization: string | undefined;
    stack: string;
}

/** Takes the name of a stack of a project apart. Throws a sentence where it is none, or that of another project's. */
export function stackName(name: string, ofProject: string): StackName {
    const parts = name.split("/");
    if (parts.length > 3 || parts.includes("")) {
        throw new Error(`--stack: ${JSON.stringify(name)} must be STACK or ORGANIZATION/PROJECT/STACK`);
    }
    const stack = parts.pop() ?? "";
    const [organization, project] = parts;
    if (project !== undefined && project !== ofProject) {
        throw new Error(`--stack: ${name} is a stack of project ${project}; this project is ${ofProject}`);
    }
    return { organization, stack };
}
