import type { LambdaFunction } from "../program/program";
import type { InitPayload } from "./frames";

/** What an environment is told of its function before it loads the handler. */
export function initPayload(fn: LambdaFunction, taskRoot: string, logStreamName: string): InitPayload {
    const { handler, runtime, logFormat, name: functionName, arn: functionArn, memorySize, logGroup } = fn;
    const names = { functionName, functionArn, memorySize, logGroupName: logGroup, logStreamName };
    return { taskRoot, handler, runtime, logFormat, ...names };
}
