import { randomBase64Url } from "./request-ids";

// What CloudFront, in front of an EDGE API, adds (E51, H1). A REGIONAL API has none of it.

/** The address an EDGE API is called from; documentation range, as there is no CloudFront here (E49). */
export const cloudFrontIp = "192.0.2.1";

/** Request headers, beside the client's own. */
export function cloudFrontRequestHeaders(): [name: string, value: string][] {
    return [
        ["CloudFront-Forwarded-Proto", "https"],
        ["CloudFront-Is-Desktop-Viewer", "true"],
        ["CloudFront-Is-Mobile-Viewer", "false"],
        ["CloudFront-Is-SmartTV-Viewer", "false"],
        ["CloudFront-Is-Tablet-Viewer", "false"],
        ["CloudFront-Viewer-ASN", "64496"],
        ["CloudFront-Viewer-Country", "US"],
        ["Via", via],
        ["X-Amz-Cf-Id", cloudFrontId()],
    ];
}

/** Response headers, flat. */
export function cloudFrontResponseHeaders(statusCode: number): string[] {
    const cache = statusCode >= 400 ? "Error from cloudfront" : "Miss from cloudfront";
    return ["X-Cache", cache, "Via", via, "X-Amz-Cf-Pop", "LOC50-P1", "X-Amz-Cf-Id", cloudFrontId()];
}

const via = "1.1 00000000000000000000000000000000.cloudfront.net (CloudFront)";

// 54 base64url characters and ==, as on AWS.
function cloudFrontId(): string {
    return `${randomBase64Url(54)}==`;
}
