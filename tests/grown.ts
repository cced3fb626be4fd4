const handler = "export const handler = async () => ({ statusCode: 200 });\n";

/** A program that uses all that routes.ts has, and the keys that go with it; overrides of `program`. */
export const grown = {
    routes: {
        "POST /lambda": { operationName: "lambda" },
        "GET /reports/{id}": { function: "reports", authorizer: "users" },
        "GET /events": { function: "events", responseTransferMode: "STREAM" },
        "POST /orders": {
            requestValidator: { validateRequestBody: true, validateRequestParameters: true },
            requestModels: { "application/json": "Order" },
            requestParameters: { "method.request.header.Idempotency-Key": true },
        },
        "GET /account": { authorizer: "members", scopes: ["account/read"] },
    },
    authorizers: {
        users: { type: "REQUEST", function: "authorize" },
        members: { type: "COGNITO_USER_POOLS" },
    },
    models: { Order: { type: "object", required: ["item"], properties: { item: { type: "string" } } } },
    workers: ["chores"],
    handlers: { authorize: handler, reports: handler, events: handler, chores: handler },
    corsOrigins: ["https://app.example.com"],
    usagePlan: {
        throttle: { rateLimit: 10, burstLimit: 20 },
        quota: { limit: 1000, period: "MONTH" },
        keys: ["partner"],
    },
    userPoolArns: { members: ["arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbC123"] },
    functions: { reports: { memorySize: 512 } },
};
