import type { Given } from "./config";

/**
 * What is wrong with routes and authorizers together and beside the stack's configuration, a sentence each. What breaks a
 * rule of its own has no value here, and breaks no other.
 */
export function servedRules({ routes = [], authorizers, userPoolArns = {} }: Given): string[] {
    const problems: string[] = [];
    if (!authorizers) return problems;
    const known = authorizers.map(({ name }) => name).join(", ") || "none";
    for (const { key, settings } of routes) {
        const { authorizer, authorization, scopes } = settings;
        const type = authorizers.find(({ name }) => name === authorizer)?.inputs.type;
        if (authorizer !== undefined && type === undefined)
            problems.push(
                `routes.${key}.authorizer: "${authorizer}" is no authorizer of routes.ts; known are ${known}`,
            );
        if (authorizer !== undefined && authorization !== undefined)
            problems.push(
                `routes.${key}.authorization: "${authorization}" beside authorizer "${authorizer}"; leave one away`,
            );
        if (scopes && type !== "COGNITO_USER_POOLS" && (type !== undefined || authorizer === undefined))
            problems.push(
                `routes.${key}.scopes: need an authorizer of type COGNITO_USER_POOLS, which knows a token's scopes`,
            );
    }
    const pools = authorizers.filter(({ inputs }) => inputs.type === "COGNITO_USER_POOLS").map(({ name }) => name);
    for (const name of pools.filter((each) => !(each in userPoolArns)))
        problems.push(
            `userPoolArns.${name}: has no value; the authorizer "${name}" of routes.ts asks the user pools named here`,
        );
    for (const name of Object.keys(userPoolArns).filter((each) => !pools.includes(each)))
        problems.push(
            `userPoolArns.${name}: is no COGNITO_USER_POOLS authorizer of routes.ts; known are ${pools.join(", ") || "none"}`,
        );
    return problems;
}
