import { Router } from "@aws-lambda-powertools/event-handler/http";
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";

const logger = new Logger({ serviceName: "orders", logLevel: "INFO" });
const metrics = new Metrics({ namespace: "shop", serviceName: "orders" });
const app = new Router();
app.get("/items/:id", ({ params }) => ({ id: params.id }));
app.get("/error", () => {
    throw new Error("no");
});

/** It has no server: what its documentation says of each request, and what stands in the log then. */
export const requests = [
    {
        ...{ method: "GET", path: "/items/42" },
        wanted: {
            status: 200,
            body: '{"id":"42"}',
            logs: [
                /"level":"INFO","message":"asked",.*"service":"orders",.*"cold_start":true/,
                /"_aws":\{"Timestamp":\d+,"CloudWatchMetrics":\[\{"Namespace":"shop"/,
            ],
        },
    },
    { method: "GET", path: "/none", wanted: { status: 404, body: /"error":"NotFoundError"/ } },
    { method: "GET", path: "/error", wanted: { status: 500, body: /"error":"Internal Server Error"/ } },
];

class Lambda {
    async handler(event: APIGatewayProxyEvent, context: Context) {
        logger.addContext(context);
        logger.info("asked", { path: event.path });
        metrics.addMetric("asked", MetricUnit.Count, 1);
        metrics.publishStoredMetrics();
        return app.resolve(event, context);
    }
}

const lambda = new Lambda();
export const handler = lambda.handler.bind(lambda);
