import { rawHeader } from "./event-headers";
import type { HttpAnswer } from "./gateway-response";

/**
 * The answer of CloudFront itself, in front of an EDGE API, to a GET with a body: a page instead of API Gateway's JSON
 * (H9). Undefined for all that it lets pass; [H9] a chunked body is among that.
 */
export function cloudFrontRefusal(httpMethod: string, rawHeaders: string[]): HttpAnswer | undefined {
    // E53: an overridden method is not the one that CloudFront sees.
    if (httpMethod !== "GET" || rawHeader(rawHeaders, "x-http-method-override") !== undefined) return undefined;
    const length = rawHeader(rawHeaders, "content-length");
    if (length === undefined || Number(length) === 0) return undefined;
    return { statusCode: 403, headers: ["Content-Type", "text/html"], body: Buffer.from(page) };
}

const page = `<!DOCTYPE html>
<title>403 Bad request</title>
<h1>403 Bad request</h1>
<p>CloudFront, in front of an EDGE API, does not take a GET with a body.</p>
`;
