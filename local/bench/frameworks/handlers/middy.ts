import middy from "@middy/core";
import cors from "@middy/http-cors";
import httpErrorHandler from "@middy/http-error-handler";
import httpHeaderNormalizer from "@middy/http-header-normalizer";
import jsonBodyParser from "@middy/http-json-body-parser";
import type { APIGatewayProxyEvent } from "aws-lambda";

const post = (body: string) => ({
    ...{ method: "POST", path: "/", headers: { "Content-Type": "application/json", "X-ASKED": "yes" } },
    body,
});

/** It has no server: what its documentation says of each request. */
export const requests = [
    {
        ...post('{"name":"Ada"}'),
        wanted: { status: 200, body: '{"name":"Ada","asked":"yes"}', headers: { "access-control-allow-origin": "*" } },
    },
    { ...post("{"), wanted: { status: 422, body: "Invalid or malformed JSON was provided" } },
    { ...post("{}"), wanted: { status: 403, body: "name is missing" } },
];

export const handler = middy()
    .use(httpHeaderNormalizer())
    .use(jsonBodyParser<APIGatewayProxyEvent>())
    .use(cors({ origin: "*" }))
    .use(httpErrorHandler({ logger: false }))
    .handler(async ({ body, headers }) => {
        const { name } = body as { name?: string };
        if (!name) throw Object.assign(new Error("name is missing"), { statusCode: 403, expose: true });
        return { statusCode: 200, body: JSON.stringify({ name, asked: headers["x-asked"] }) };
    });
