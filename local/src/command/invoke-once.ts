import { randomUUID } from "node:crypto";
import { createTraceIds } from "../gateway/gateway";
import type { TaskRoots } from "../lambda/lambda";
import { createFunction, type FunctionOptions } from "../lambda/lambda";
import type { LambdaFunction, RestApi } from "../program/program";
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
    const fn = chosen(api.functions, name);
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

// By its name in the program or, as logs and AWS have it, by the other one.
function chosen(functions: LambdaFunction[], name: string | undefined): LambdaFunction {
    const names = functions.map(({ logicalName }) => logicalName).join(", ");
    const [first, ...others] = functions;
    if (!first) throw new Error("--event: the program has no Function");
    if (name === undefined) {
        if (others.length === 0) return first;
        throw new Error(`--event: the program has ${functions.length} functions; choose with --function: ${names}`);
    }
    const found = functions.find((fn) => fn.logicalName === name || fn.name === name);
    if (found) return found;
    throw new Error(`--function: ${JSON.stringify(name)} is no function of the program; it has ${names}`);
}
