import { accountId } from "./arns";
import type { RegisteredResource } from "./engine";
import { matches } from "./iam-policy";
import type { InvokedFunction } from "./invoked-function";

/**
 * Says whether a Permission of the graph lets API Gateway invoke a function for a method without a role. `methodArn` is the
 * method as the stage serves it: `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`. A Permission with a qualifier
 * is one for that version or alias, not for the function.
 */
export function isPermitted(
    resources: RegisteredResource[],
    { fn, functionArn, qualifier }: InvokedFunction,
    methodArn: string,
): boolean {
    // A name, a partial ARN, or the whole one.
    const names = [String(fn.state.name), functionArn.split(":").slice(4).join(":"), functionArn];
    const permissions = resources.filter(({ type }) => type === "aws:lambda/permission:Permission");
    return permissions.some(({ inputs }) => {
        const { action, principal, sourceArn, sourceAccount } = inputs as Record<string, string | undefined>;
        const given = String(inputs.function);
        const name = names.find((each) => given === each || given.startsWith(`${each}:`));
        if (name === undefined) return false;
        const own = inputs.qualifier || given.slice(name.length + 1) || undefined;
        return (
            latest(own) === latest(qualifier) &&
            matches(action, "lambda:InvokeFunction") &&
            (principal === "apigateway.amazonaws.com" || principal === "*") &&
            (sourceAccount === undefined || sourceAccount === accountId) &&
            // What another service's token or a function URL asks for, API Gateway does not have.
            inputs.eventSourceToken === undefined &&
            inputs.functionUrlAuthType === undefined &&
            (sourceArn === undefined || arnLike(sourceArn, methodArn))
        );
    });
}

function latest(qualifier: unknown): unknown {
    return qualifier === "$LATEST" ? undefined : qualifier;
}

/** IAM's ArnLike: each of the six parts by itself, so that no `*` stands for a colon before the last one. */
export function arnLike(pattern: string, arn: string): boolean {
    const parts = (text: string) => {
        const all = text.split(":");
        return [...all.slice(0, 5), all.slice(5).join(":")];
    };
    // A part is matched with regard to case, unlike an action.
    return parts(arn).every((part, index) => matches(`arn:${parts(pattern)[index]}`, `arn:${part}`));
}
