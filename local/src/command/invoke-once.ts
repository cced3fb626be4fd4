import { randomUUID } from "node:crypto";
import { createTraceIds } from "../gateway/trace-id";
import { createFunction, type FunctionOptions } from "../lambda/function";
import type { TaskRoots } from "../lambda/task-root";
import type { RestApi } from "../program/rest-api";
import { readText } from "./option-files";

/**
 * Invokes the API's function once with the event in a file, prints its result on standard output and its log elsewhere.
 * Resolves to the exit code: 1 if the function failed.
 */
export async function invokeOnce(
    file: string,
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
    const [fn] = api.functions;
    if (!fn) throw new Error("--event: the program has no Function");
    const local = createFunction(options);
    const version = local.version(fn, taskRoots.write(fn.code));
    if (await version.ready) return 1;
    const invocation = await version.invoke(
        { requestId: randomUUID(), traceId: createTraceIds(undefined, Date.now()).sent, event: Buffer.from(event) },
        Number.POSITIVE_INFINITY,
    );
    await local.close();
    if (typeof invocation === "string" || "errorMessage" in invocation) return 1;
    process.stdout.write(`${JSON.stringify(JSON.parse(invocation.result), null, 2)}\n`);
    return 0;
}
