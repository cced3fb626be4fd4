import type { Why } from "./why";

/** AU8 to AU10 */
export function noIdentity(authorizer: string, sources: string[]): Why {
    return {
        fact: "AU9",
        reason: `authorizer ${authorizer} was not asked: the request has not all of what it goes by`,
        advice: `send ${sources.map(readable).join(" and ")}`,
    };
}

/** AU11 */
export function identityOfOtherForm(authorizer: string, expression: string): Why {
    return {
        fact: "AU11",
        reason: `authorizer ${authorizer} was not asked: its identityValidationExpression does not match all of the identity`,
        advice: `send one that matches ${expression}, or change it`,
    };
}

/** AU16 */
export function saidUnauthorized(authorizer: string): Why {
    return {
        fact: "AU16",
        reason: `the function of authorizer ${authorizer} ran and said Unauthorized`,
        advice: "its log tells what it was asked",
    };
}

/** AU44, AU46 to AU48, of a user pool's token; `what` says what is wrong with it. */
export function tokenRefused(authorizer: string, fact: string, what: string): Why {
    return {
        fact,
        reason: `authorizer ${authorizer} does not take the token: ${what}`,
        advice: "sign in anew, and send the token that the route asks for",
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

/** AU17 */
export function authorizerFailed(authorizer: string): Why {
    return { fact: "AU17", reason: `the function of authorizer ${authorizer} failed`, advice: "its log says how" };
}

/** AU18, AU30 */
export function malformedPolicy(authorizer: string, sentence: string): Why {
    return {
        fact: "AU18",
        reason: `the answer of authorizer ${authorizer} is not of the form that API Gateway takes: ${sentence}`,
        advice: "return { principalId, policyDocument }",
    };
}

function readable(source: string): string {
    return source.replace(/^method\.request\.header\./, "the header ").replace(/^method\.request\.querystring\./, "?");
}
