import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";

type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

// What the program says where `corsOrigins` lists origins; nothing otherwise.
const said: { origins: string[]; always: Record<string, string>; preflight: Record<string, string> } = JSON.parse(
    process.env.CORS ?? '{"origins":[],"always":{},"preflight":{}}',
);

/** Lets pages of the stack's origins read what a handler answers, and answers preflights that API Gateway leaves to it. */
export function cors(handler: Handler): Handler {
    if (said.origins.length === 0) return handler;
    return async (event) => {
        const allowed = corsHeaders(event);
        const isPreflight = event.httpMethod === "OPTIONS" && header(event, "access-control-request-method");
        if (isPreflight) return { statusCode: 204, headers: { ...allowed, ...said.preflight }, body: "" };
        const result = await handler(event);
        return { ...result, headers: { ...result.headers, ...allowed } };
    };
}

/** The headers that an answer to a request needs, for a handler that streams; none where no origin is allowed. */
export function corsHeaders(event: Pick<APIGatewayProxyEvent, "headers">): Record<string, string> {
    const [first = "", ...others] = said.origins;
    const origin = header(event, "origin");
    if (others.length === 0) return first === "" ? {} : { "Access-Control-Allow-Origin": first, ...said.always };
    // A cache must not give one origin's answer to another, whichever came first.
    if (origin === undefined || !said.origins.includes(origin)) return { Vary: "Origin" };
    return { "Access-Control-Allow-Origin": origin, ...said.always };
}

function header({ headers }: Pick<APIGatewayProxyEvent, "headers">, name: string): string | undefined {
    return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}
