import { existsSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type Bundle, besides, bundle, exportsHandler } from "./bundle";
import type { Given } from "./config";
import { plannedCors } from "./cors";

/** A file of handler/ as the function that it becomes. */
export interface PlannedFunction {
    /** `index` is handler/index.ts. */
    file: string;
    /** Logical name of the function and its log group. */
    name: string;
    /** Logical name of its role and that role's policy. */
    role: string;
    /** What API Gateway does with it. */
    actions: string[];
    environment: Record<string, string>;
    /** Those of the resource that are no output of another. */
    inputs: ReturnType<typeof inputs>;
}

/** The files of handler/ that become functions, index first: those that routes and authorizers name, and who does first. */
export function functionFiles({ routes = [], authorizers = [] }: Given): Map<string, string> {
    const named = [
        ...routes.map(({ key, settings }) => [settings.function ?? "index", `routes.${key}`] as const),
        ...authorizers.map((each) => [each.file, `authorizers.${each.name}`] as const),
    ];
    const first = new Map<string, string>();
    for (const [file, by] of named) if (file !== undefined && !first.has(file)) first.set(file, by);
    const order = (file: string) => (file === "index" ? "" : file);
    return new Map([...first].sort(([a], [b]) => (order(a) < order(b) ? -1 : 1)));
}

/** What is wrong with the names of functions and with sizes of them, a sentence each. */
export function functionRules(given: Given, files: Map<string, string>, projectDir: string): string[] {
    const problems = [...files].flatMap(([file, by]) => {
        const [place, missing] = [`${by}.function: ${JSON.stringify(file)}`, !existsSync(source(projectDir, file))];
        if (file === "index")
            return missing
                ? [`${by}: has no function, and handler/index.ts does not exist; write it or name another`]
                : [];
        if (!/^[a-z][a-z0-9-]{0,19}$/.test(file))
            return [`${place} must be 1 to 20 lower-case letters, digits and hyphens, a letter first`];
        if (missing) return [`${place} has no file handler/${file}.ts; write it, or name another`];
        // Lambda and IAM allow 64 characters; Pulumi adds a hyphen and seven digits.
        const physical = `${pulumi.getProject()}-${pulumi.getStack()}-execution-${file}`;
        if (physical.length > 56)
            return [
                `${place} makes the role's name longer than the 64 characters of AWS: ${physical}-0123456; shorten it`,
            ];
        return [];
    });
    for (const { key, settings } of given.routes ?? []) {
        if (settings.function === "index")
            problems.push(`routes.${key}.function: "index" is what a route without a function has; leave it away`);
    }
    for (const { name } of (given.authorizers ?? []).filter(({ file }) => file === "index"))
        problems.push(`authorizers.${name}.function: "index" is the function of routes; name a file of its own`);
    // Who names a function is not known while the routes or the authorizers break a rule.
    const unnamed = Object.keys(given.functions ?? {}).filter((name) => name !== "index" && !files.has(name));
    if (!given.routes || !given.authorizers) return problems;
    return [...problems, ...unnamed.map((name) => `functions.${name}: no route and no authorizer names this function`)];
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
            const environment = { ...cors, ...given.environment, ...given.functions?.[file]?.environment };
            functions.push({
                ...logical(file),
                actions: actions(given, file),
                environment,
                inputs: inputs(given, file, archive(code, projectDir)),
            });
            if (!exportsHandler(code))
                problems.push(`${by}.function: "${file}" is handler/${file}.ts, which exports no handler`);
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

function logical(file: string) {
    const suffix = file === "index" ? "" : `-${file}`;
    return { file, name: `function${suffix}`, role: `execution${suffix}` };
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

function source(projectDir: string, file: string): string {
    return join(projectDir, "handler", `${file}.ts`);
}
