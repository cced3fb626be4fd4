import { existsSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { type Authorizer, authorizers } from "./authorizer-rules";
import { keys, type StackConfig, schema } from "./config-schema";
import { cors, corsRules } from "./cors-rules";
import { crossRules } from "./cross-rules";
import { functionFiles, functionRules } from "./function-rules";
import { planFunctions } from "./functions";
import { nearest } from "./nearest";
import { type Plan, plan } from "./plan";
import { models, type PlannedModel, requestRules } from "./request-rules";
import { type GivenRoute, routes } from "./route-rules";
import type { Authorizers, CorsSettings, Models, Routes, Workers } from "./route-settings";
import { servedRules } from "./served-rules";
import { workers } from "./worker-rules";

/** What index.ts registers: the configuration of the stack, and what becomes of routes.ts in it. */
export type Config = Omit<StackConfig, "functions"> & Plan;

/** What keeps its own rule, of the stack and of routes.ts. */
export type Given = Partial<StackConfig & ServedParts>;

interface ServedParts {
    routes: GivenRoute[];
    authorizers: Authorizer[];
    models: PlannedModel[];
    cors: v.InferOutput<typeof cors>;
    workers: string[];
}

/** What routes.ts exports. */
interface Served {
    routes: Routes;
    authorizers?: Authorizers;
    models?: Models;
    cors?: CorsSettings;
    workers?: Workers;
}

const exported = v.object({
    routes,
    authorizers: v.optional(authorizers, {}),
    models: v.optional(models, {}),
    cors: v.optional(cors, {}),
    workers: v.optional(workers, []),
});

/**
 * Reads and checks the configuration of the current stack, what routes.ts exports and the files of handler/ that it names.
 * Throws one error for all that is wrong, a sentence each that names the key, the value and the rule; and esbuild's own
 * where nothing else is wrong but a file that does not compile.
 */
export function readConfig(served: Served, projectDir: string): Config {
    const source = new pulumi.Config();
    const problems = unknownKeys(source.name);
    const given: Given = {};
    const read = (key: string, schema: v.GenericSchema, value: unknown) => {
        const { success, output, issues = [] } = v.safeParse(schema, value);
        if (success) Object.assign(given, { [key]: output });
        problems.push(...issues.map((issue) => sentence(key, issue)));
    };
    for (const key of keys) read(key, schema.entries[key], source.get(key));
    for (const [key, schema] of Object.entries(exported.entries)) read(key, schema, Object(served)[key]);
    problems.push(
        ...crossRules(given, source.name),
        ...servedRules(given),
        ...requestRules(given),
        ...corsRules(given),
    );
    const files = functionFiles(given);
    problems.push(...functionRules(given, files, projectDir));
    const planned = planFunctions(given, files, projectDir);
    problems.push(...planned.problems);
    if (problems.length > 0) throw new pulumi.RunError(problems.join("\n"));
    if (planned.failure) throw planned.failure;
    if ((given.integrationTimeout ?? 0) > 29_000) {
        pulumi.log.warn(
            `integrationTimeout: ${given.integrationTimeout} is above 29000; AWS accepts it only with a raised quota`,
        );
    }
    const config = given as Required<Given>;
    return { ...config, ...plan(config, planned.functions) };
}

/**
 * Refuses, in one sentence each, what index.ts gives to a function that has no file: it would be lost without a word. `given`
 * are maps by the name of a file of handler/, by what index.ts calls them.
 */
export function refuseNamesWithoutFile(projectDir: string, given: Record<string, object>): void {
    const problems = Object.entries(given).flatMap(([what, byFile]) =>
        Object.keys(byFile)
            .filter((name) => !existsSync(join(projectDir, "handler", `${name}.ts`)))
            .map((name) => `${what}: ${JSON.stringify(name)} has no file handler/${name}.ts`),
    );
    if (problems.length > 0) throw new pulumi.RunError(problems.join("\n"));
}

function unknownKeys(project: string): string[] {
    return Object.keys(pulumi.runtime.allConfig())
        .filter((key) => key.startsWith(`${project}:`))
        .map((key) => key.slice(project.length + 1))
        .filter((key) => !(keys as string[]).includes(key))
        .map((key) => {
            if (key === "routes")
                return "routes: is no key of a stack any more, every stack serves the same; move its routes to routes.ts";
            const meant = nearest(key, keys);
            const way = meant === undefined ? `known are ${keys.join(", ")}` : `did you mean ${meant}?`;
            return `${key}: is no key of this project; ${way}`;
        });
}

function sentence(key: string, { input, message, path }: v.BaseIssue<unknown>): string {
    const name = [key, ...(path ?? []).map((item) => String(item.key))].join(".");
    if (input === undefined) return `${name}: has no value`;
    // A variable of a function may be a secret: its name is enough to find it.
    const shown =
        name.split(".").includes("environment") || typeof input === "object" ? "" : ` ${JSON.stringify(input)}`;
    return `${name}:${shown} ${message}`;
}
