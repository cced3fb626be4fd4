import * as Sentry from "@sentry/aws-serverless";
import type { APIGatewayProxyEvent } from "aws-lambda";

interface SentEvent {
    exception?: { values?: { type?: string; value?: string; mechanism?: { type: string } }[] };
}

// In place of Sentry's own server: what it would be sent is logged.
Sentry.init({
    dsn: "https://key@sentry.invalid/1",
    transport: () => ({
        flush: async () => true,
        send: async ([, items]) => {
            for (const [, payload] of items as [unknown, SentEvent][]) {
                const [{ type = "", value = "", mechanism } = {}] = payload.exception?.values ?? [];
                if (type) console.log(`sent ${type}: ${value} (${mechanism?.type})`);
            }
            return {};
        },
    }),
    tracesSampleRate: 0,
});

/** It has no server: what its documentation says of each request, and what Sentry hears of it. */
export const requests = [
    { method: "GET", path: "/items/42", wanted: { status: 200, body: "fine" } },
    {
        ...{ method: "GET", path: "/error" },
        wanted: { status: 502, logs: [/sent RangeError: no \(auto\.function\.aws_serverless\.handler\)/] },
    },
    {
        ...{ method: "GET", path: "/left-behind" },
        wanted: {
            status: 200,
            body: "fine",
            logs: [/sent RangeError: left behind \(auto\.node\.onunhandledrejection\)/],
        },
    },
    { method: "GET", path: "/items/43", wanted: { status: 200, body: "fine" } },
];

export const handler = Sentry.wrapHandler(async ({ path }: APIGatewayProxyEvent) => {
    if (path === "/error") throw new RangeError("no");
    if (path === "/left-behind") {
        Promise.reject(new RangeError("left behind"));
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { statusCode: 200, body: "fine" };
});
