import * as pulumi from "@pulumi/pulumi";

interface Registered {
    protect: boolean;
    accessLogs: boolean;
    stageName: string;
    functions: { name: string; role: string }[];
    usagePlan?: { keys: string[] };
}

/**
 * What `protect` covers: what an API cannot be served without, its limits, and the logs and keys that a deletion would lose. All
 * else is below the stage's deployment: nothing of it is deleted before the stage is. A stage is called by its own name, since
 * AWS replaces one that gets another.
 */
export function protectable({ accessLogs, stageName, functions, usagePlan }: Registered): string[] {
    const ofFunctions = functions.flatMap(({ name, role }) => [
        `LogGroup ${name}`,
        `Role ${role}`,
        `RolePolicy ${role}`,
        `Function ${name}`,
    ]);
    const keys = (usagePlan?.keys ?? []).flatMap((name) => [`ApiKey ${name}`, `UsagePlanKey ${name}`]);
    const plan = usagePlan ? ["UsagePlan plan"] : [];
    const logs = accessLogs ? ["LogGroup access"] : [];
    return [
        "RestApi api",
        `Stage ${stageName}`,
        "MethodSettings settings",
        "Role gateway",
        "RolePolicy gateway",
        ...ofFunctions,
        ...plan,
        ...keys,
        ...logs,
    ].sort();
}

/**
 * `value`, unless the last update protected something that this program no longer has: Pulumi would refuse to delete that
 * only half-way, with the rest already changed, so this throws before. Warns of a stack that does not tell yet what it
 * protects. `previous` are the stack's own outputs.
 */
export function unlessUnprotected<T>(
    previous: pulumi.StackReference,
    registered: Registered,
    value: T,
): pulumi.Output<T> {
    const asked = ["protectedResources", "url"].map((name) => previous.getOutputDetails(name));
    // As a promise: what waits for it does not depend on the reference.
    const checked = Promise.all(asked).then(([protectedBefore, url]) => {
        refuse(protectedBefore?.value, url?.value, registered);
        return value;
    });
    return pulumi.output(checked) as pulumi.Output<T>;
}

function refuse(previous: string[] | undefined, url: unknown, registered: Registered): void {
    if (previous === undefined && url !== undefined) {
        pulumi.log.warn("The last update of this stack did not say what it protects; from this one on they do");
    }
    const current = protectable(registered);
    const gone = (previous ?? []).filter((name) => !current.includes(name));
    if (gone.length === 0) return;
    const sentence = `${gone.join(", ")}: protected, and not in the program any more; set protect: false, run \`pulumi up\` with the program as it was, then make this change`;
    // Pulumi puts what it cannot serialise before what is thrown, once for each resource that waits.
    pulumi.log.error(sentence);
    throw new pulumi.RunError(sentence);
}
