import type { LambdaFunction } from "../program/program";
import type { InitPayload } from "./frames";

/** What an environment is told when it is to load a function's handler. */
export function initPayload(fn: LambdaFunction, taskRoot: string): InitPayload {
    return { taskRoot, handler: fn.handler, runtime: fn.runtime, functionArn: fn.arn };
}
