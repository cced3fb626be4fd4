import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { Tracer } from "@aws-lambda-powertools/tracer";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";

const logger = new Logger({ serviceName: "orders", logLevel: "INFO" });
const metrics = new Metrics({ namespace: "shop", serviceName: "orders" });
const tracer = new Tracer({ serviceName: "orders", enabled: false });

/** It has no server: what its documentation says of each request, and what stands in the log then. */
export const requests = [
    {
        ...{ method: "GET", path: "/items/42" },
        wanted: {
            status: 200,
            body: "[42]",
            logs: [
                /"level":"INFO","message":"asked",.*"function_request_id":"[-0-9a-f]{36}"/,
                /"_aws":\{"Timestamp":\d+,"CloudWatchMetrics":\[\{"Namespace":"shop"/,
                /"ColdStart":1/,
            ],
        },
    },
    { method: "GET", path: "/error", wanted: { status: 502, logs: [/"errorMessage":"no"/] } },
];

class Lambda {
    @tracer.captureLambdaHandler()
    @logger.injectLambdaContext()
    @metrics.logMetrics({ captureColdStartMetric: true })
    async handler({ path }: APIGatewayProxyEvent, _: Context) {
        if (path === "/error") throw new Error("no");
        logger.info("asked");
        metrics.addMetric("asked", MetricUnit.Count, 1);
        return { statusCode: 200, body: await this.inner(path) };
    }

    @tracer.captureMethod()
    async inner(path: string) {
        return `[${path.split("/").at(-1)}]`;
    }
}

const lambda = new Lambda();
export const handler = lambda.handler.bind(lambda);
