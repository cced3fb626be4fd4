import { accountId } from "./aws-outputs";
import type { RegisteredResource } from "./engine";
import { matches } from "./iam-policy";

/**
 * Says whether a Permission of the graph lets API Gateway invoke a function for a method without a role. `methodArn` is the
 * method as the stage serves it: `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`. A Permission with a qualifier
 * is one for a version or an alias, not for the function.
 */
export function isPermitted(resources: RegisteredResource[], fn: RegisteredResource, methodArn: string): boolean {
    const arn = String(fn.state.arn);
    const names = [fn.state.name, arn, arn.split(":").slice(4).join(":")];
    const permissions = resources.filter(({ type }) => type === "aws:lambda/permission:Permission");
    return permissions.some(({ inputs }) => {
        const { action, principal, sourceArn, sourceAccount, qualifier } = inputs as Record<string, string | undefined>;
        return (
            names.includes(inputs.function) &&
            !qualifier &&
            matches(action, "lambda:InvokeFunction") &&
            (principal === "apigateway.amazonaws.com" || principal === "*") &&
            (sourceAccount === undefined || sourceAccount === accountId) &&
            (sourceArn === undefined || arnLike(sourceArn, methodArn))
        );
    });
}

/** IAM's ArnLike: each of the six parts by itself, so that no `*` stands for a colon before the last one. */
function arnLike(pattern: string, arn: string): boolean {
    const parts = (text: string) => {
        const all = text.split(":");
        return [...all.slice(0, 5), all.slice(5).join(":")];
    };
    // A part is matched with regard to case, unlike an action.
    return parts(arn).every((part, index) => matches(`arn:${parts(pattern)[index]}`, `arn:${part}`));
}
