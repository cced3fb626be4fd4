import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { type Bundle, besides, bundle, exportsHandler } from "./bundle";
import type { Given } from "./config";
import { plannedCors } from "./cors";
import { isWorker, logical, source } from "./function-rules";

/** A file of handler/ as the function that it becomes. */
export interface PlannedFunction {
    /** `index` is handler/index.ts. */
    file: string;
    /** Logical name of the function and its log group. */
    name: string;
    /** Logical name of its role and that role's policy. */
    role: string;
    /** What API Gateway does with it; nothing where it is a worker's alone. */
    actions: string[];
    environment: Record<string, string>;
    /** Those of the resource that are no output of another. */
    inputs: ReturnType<typeof inputs>;
}

/** The functions, with their code and sizes; `failure` is esbuild's, of the first file that does not compile. */
export function planFunctions(given: Given, files: Map<string, string>, projectDir: string) {
    const [functions, problems]: [PlannedFunction[], string[]] = [[], []];
    const variable = plannedCors(given)?.variable;
    const cors: Record<string, string> = variable === undefined ? {} : { CORS: variable };
    let failure: unknown;
    for (const [file, by] of files) {
        if (!/^[\w-]+$/.test(file) || !existsSync(source(projectDir, file))) continue;
        try {
            const code = bundle(projectDir, file);
            const environment = {
                ...(isWorker(by) ? {} : cors),
                ...given.environment,
                ...given.functions?.[file]?.environment,
            };
            functions.push({
                ...logical(file),
                actions: isWorker(by) ? [] : actions(given, file),
                environment,
                inputs: inputs(given, file, archive(code, projectDir)),
            });
            if (!exportsHandler(code))
                problems.push(`${by}: "${file}" is handler/${file}.ts, which exports no handler`);
        } catch (error) {
            failure ??= error;
        }
    }
    return { functions, problems, failure };
}

function archive(code: Bundle, projectDir: string): pulumi.asset.AssetArchive {
    const files = Object.entries(code).map(([name, text]) => [name, new pulumi.asset.StringAsset(text)]);
    return new pulumi.asset.AssetArchive({ ...Object.fromEntries(files), ...besides(projectDir) });
}

// ST1: whether the second is needed is on no record; AWS's own guide asks for it.
function actions({ routes = [] }: Given, file: string): string[] {
    const streams = routes.some(
        ({ settings }) => (settings.function ?? "index") === file && settings.responseTransferMode === "STREAM",
    );
    return ["lambda:InvokeFunction", ...(streams ? ["lambda:InvokeWithResponseStream"] : [])];
}

function inputs(given: Given, file: string, code: pulumi.asset.AssetArchive) {
    const { environment, ...own } = given.functions?.[file] ?? {};
    const { memorySize, timeout, reservedConcurrentExecutions } = { ...given, ...own };
    return {
        description: "AWS Lambda function",
        code,
        handler: "index.handler",
        runtime: given.runtime,
        architectures: [given.architecture ?? "arm64"],
        memorySize,
        timeout,
        reservedConcurrentExecutions,
        tracingConfig: { mode: given.tracing ? "Active" : "PassThrough" },
    };
}
