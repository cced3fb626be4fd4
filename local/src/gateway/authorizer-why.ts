import type { Why } from "./why";

/** AU8 to AU10 */
export function noIdentity(authorizer: string, sources: string[]): Why {
    return {
        fact: "AU9",
        reason: `authorizer ${authorizer} was not asked: the request has not all of what it goes by`,
        advice: `send ${sources.map(readable).join(" and ")}`,
    };
}

/** AU14 */
export function denied(authorizer: string, arn: string): Why {
    return {
        fact: "AU14",
        reason: `the policy of authorizer ${authorizer} denies it`,
        advice: `a statement with Deny matches ${arn}; the authorizer's log tells what it was asked`,
    };
}

/** AU15 */
export function notAllowed(authorizer: string, arn: string): Why {
    return {
        fact: "AU15",
        reason: `the policy of authorizer ${authorizer} does not allow it`,
        advice: `no statement with Allow matches ${arn}; a policy that is kept must name the next request too`,
    };
}

function readable(source: string): string {
    return source.replace(/^method\.request\.header\./, "the header ").replace(/^method\.request\.querystring\./, "?");
}
