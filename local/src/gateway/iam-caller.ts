import { partitionOf, type RestApi } from "../program/program";
import { rawHeader } from "./event-headers";
import type { RequestHead } from "./gateway-request";
import { isSignature } from "./gateway-response";

/**
 * What the event's identity says of who signed a request (AU42). Whose the access key is, only AWS knows: here it is a user
 * `local` of the API's account. Undefined for a request that is not signed.
 */
export function iamCaller(
    { accountId, region }: RestApi,
    request: Pick<RequestHead, "rawHeaders" | "query">,
): IamCaller | undefined {
    const signature = signatureOf(request);
    if (signature === undefined) return undefined;
    const accessKey = /Credential=([^/,\s]+)/.exec(signature)?.[1] ?? null;
    const userArn = `arn:${partitionOf(region)}:iam::${accountId}:user/local`;
    return { accountId, caller: madeUpUser, accessKey, userArn, user: madeUpUser };
}

export interface IamCaller {
    accountId: string;
    caller: string;
    accessKey: string | null;
    userArn: string;
    user: string;
}

// A user's id in AWS's form. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
const madeUpUser = "AIDALOCAL000000000000";

/** A request's signature, version 4: its header, or the query if it is signed by that; undefined if it is neither (X7). */
export function signatureOf({ rawHeaders, query }: Pick<RequestHead, "rawHeaders" | "query">): string | undefined {
    const authorization = rawHeader(rawHeaders, "authorization");
    if (authorization !== undefined && isSignature(authorization)) return authorization;
    return /(^|&)X-Amz-Signature=/.test(query) ? query.replaceAll(/%2f/gi, "/") : undefined;
}
