import type { InvocationHead } from "./frames";
import { PlatformError } from "./runtime-error-24";

/**
 * The handler's second argument from Node.js 24 on. Puts the trace id where the X-Ray SDK looks for it.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export function context24(head: InvocationHead, functionArn: string): object {
    const deadline = Date.now() + head.limit;
    const given = {
        clientContext: parsed(head.clientContext, "lambda-runtime-client-context"),
        identity: parsed(head.cognitoIdentity, "lambda-runtime-cognito-identity"),
        invokedFunctionArn: functionArn,
        awsRequestId: head.requestId,
        tenantId: head.tenantId,
        xRayTraceId: head.traceId || undefined,
        getRemainingTimeInMillis: () => deadline - Date.now(),
    };
    const { env } = process;
    const environment = {
        functionName: env.AWS_LAMBDA_FUNCTION_NAME,
        functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
        memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
        logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
        logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    };
    if (head.traceId) env._X_AMZN_TRACE_ID = head.traceId;
    else delete env._X_AMZN_TRACE_ID;
    return Object.assign(given, environment);
}

function parsed(json: string | undefined, name: string): unknown {
    if (!json) return undefined;
    try {
        return JSON.parse(json);
    } catch (error) {
        throw new PlatformError(`Failed to parse ${name} as JSON: ${(error as Error).message}`);
    }
}
