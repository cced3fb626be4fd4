import type { InitPayload, InvocationHead } from "./frames";

/**
 * The handler's second argument, without what only handlers with a callback have. Times in milliseconds.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export function invocationContext(init: InitPayload, { requestId, limit }: InvocationHead): object {
    const deadline = Date.now() + limit;
    return {
        functionVersion: "$LATEST",
        functionName: init.functionName,
        memoryLimitInMB: String(init.memorySize),
        logGroupName: init.logGroupName,
        logStreamName: init.logStreamName,
        invokedFunctionArn: init.functionArn,
        awsRequestId: requestId,
        getRemainingTimeInMillis: () => deadline - Date.now(),
    };
}
