import { randomUUID } from "node:crypto";
import { createTraceIds } from "../gateway/gateway";
import type { TaskRoots } from "../lambda/lambda";
import { createFunction, type FunctionOptions } from "../lambda/lambda";
import type { RestApi } from "../program/program";
import { chosenFunction } from "./chosen-function";
import { readText } from "./option-files";

/**
 * Invokes a function of the API, the one there is or the one that is named, once with the event in a file, prints its result on standard output and its log elsewhere.
 * Resolves to the exit code: 1 if the function failed.
 */
export async function invokeOnce(
    file: string,
    name: string | undefined,
    api: RestApi,
    options: FunctionOptions,
    taskRoots: TaskRoots,
): Promise<number> {
    const event = readText("event", file);
    try {
        JSON.parse(event);
    } catch (error) {
        throw new Error(`--event: ${file} is not JSON (${(error as Error).message})`);
    }
    const fn = chosenFunction(api.functions, name);
    const local = createFunction(options);
    const version = local.version(fn, taskRoots.write(fn.code));
    if (await version.ready) return 1;
    const invocation = await version.invoke(
        { requestId: randomUUID(), traceId: createTraceIds(undefined, Date.now()).sent, event: Buffer.from(event) },
        Number.POSITIVE_INFINITY,
    );
    await local.close();
    if (typeof invocation === "string" || "errorMessage" in invocation) return 1;
    process.stdout.write(`${readable(invocation.result)}\n`);
    return 0;
}

// What a function streams may be anything.
function readable(result: string): string {
    try {
        return JSON.stringify(JSON.parse(result), null, 2);
    } catch {
        return result;
    }
}
