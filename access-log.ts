const fields = [
    "requestId",
    "extendedRequestId",
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
 * One JSON line a request; `$context.requestId` ties it to the function's log.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export const accessLogFormat = JSON.stringify(Object.fromEntries(fields.map((field) => [field, `$context.${field}`])));
