import type { LambdaFunction } from "../program/program";
import { heapFlags } from "./memory-limit";

/** The flags a function's Node.js is started with. */
export function nodeFlags(fn: LambdaFunction, inspectPort: number | undefined): string[] {
    const inspect = inspectPort === undefined ? [] : [`--inspect=127.0.0.1:${inspectPort}`];
    return [...heapFlags(fn.memorySize), ...experimentFlags(fn), ...inspect];
}

// What Node.js has on and Lambda turns off, by the runtimes that do.
const off: Record<string, RegExp> = {
    "require-module": /^nodejs(20|22)\./,
    "detect-module": /^nodejs22\./,
};

// Unless the function's NODE_OPTIONS ask for them. https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
function experimentFlags({ runtime, environment }: LambdaFunction): string[] {
    const wanted = environment.NODE_OPTIONS?.split(/\s+/) ?? [];
    return Object.keys(off)
        .filter((name) => off[name]?.test(runtime) && !wanted.includes(`--experimental-${name}`))
        .filter((name) => process.allowedNodeEnvironmentFlags.has(`--experimental-${name}`))
        .map((name) => `--no-experimental-${name}`);
}
