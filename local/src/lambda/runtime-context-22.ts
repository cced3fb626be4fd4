import type { InvocationHead } from "./frames";

/**
 * The handler's second argument on Node.js 22: `settlers`, and what the environment and the one who invokes tell. Puts the
 * trace id where the X-Ray SDK looks for it. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export function context22(settlers: object, head: InvocationHead, functionArn: string): object {
    if (head.traceId) process.env._X_AMZN_TRACE_ID = head.traceId;
    else delete process.env._X_AMZN_TRACE_ID;
    const { env } = process;
    const environment = {
        functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
        functionName: env.AWS_LAMBDA_FUNCTION_NAME,
        memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
        logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
        logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    };
    const deadline = Date.now() + head.limit;
    return Object.assign(settlers, environment, {
        clientContext: parsed(head.clientContext, "ClientContext"),
        identity: parsed(head.cognitoIdentity, "CognitoIdentity"),
        invokedFunctionArn: functionArn,
        awsRequestId: head.requestId,
        tenantId: head.tenantId,
        getRemainingTimeInMillis: () => deadline - Date.now(),
    });
}

function parsed(json: string | undefined, name: string): unknown {
    if (json === undefined) return undefined;
    try {
        return JSON.parse(json);
    } catch (error) {
        throw new Error(`Cannot parse ${name} as json: ${error}`);
    }
}
