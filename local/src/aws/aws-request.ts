import { accountId } from "../program/program";

/** One call of AWS's: its service's name for signing, and what it sends. */
export interface AwsRequest {
    service: string;
    /** `X-Amz-Target` of a service that speaks JSON; the action of one that takes a form. */
    action?: string;
    /** Sent as JSON with a target, else as a form. */
    input?: Record<string, unknown>;
    method?: string;
    path?: string;
    /** In place of an action and its input. */
    body?: string;
}

/** How a resource is found and made. */
export interface Making {
    kind: string;
    name: string;
    /** Answered with 200 where the resource is there. */
    find?: AwsRequest;
    make: AwsRequest[];
}

export interface StandIn {
    url: string;
    region: string;
}

/** The credentials that functions get: the key is the account's number, by which MiniStack tells accounts apart. */
export const standInCredentials = { AWS_ACCESS_KEY_ID: accountId, AWS_SECRET_ACCESS_KEY: "local" };

/** Resolves to the status and the text that a stand-in answers; it checks no signature, and gets none. */
export async function askStandIn(
    { service, action, input = {}, method = "POST", path = "/", body: given }: AwsRequest,
    { url, region }: StandIn,
): Promise<{ status: number; text: string }> {
    const scope = `${accountId}/20260101/${region}/${service}/aws4_request`;
    const headers: Record<string, string> = {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    };
    let body = given;
    if (action?.includes(".")) {
        headers["x-amz-target"] = action;
        headers["content-type"] = `application/x-amz-json-1.${service === "dynamodb" || service === "sqs" ? 0 : 1}`;
        body = JSON.stringify(input);
    } else if (action) {
        headers["content-type"] = "application/x-www-form-urlencoded";
        body = new URLSearchParams({ Action: action, ...(input as Record<string, string>) }).toString();
    }
    const answer = await fetch(url + path, { method, headers, body });
    return { status: answer.status, text: await answer.text() };
}
