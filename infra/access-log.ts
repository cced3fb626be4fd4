const fields = [
    "requestId",
    "extendedRequestId",
    "integration.requestId",
    "requestTime",
    "identity.sourceIp",
    "httpMethod",
    "resourcePath",
    "status",
    "responseLength",
    "responseLatency",
    "integrationErrorMessage",
];

/**
 * One JSON line a request; `integration.requestId` is the id of the invocation in the function's log.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export const accessLogFormat = JSON.stringify(Object.fromEntries(fields.map((field) => [field, `$context.${field}`])));
