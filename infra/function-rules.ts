import { existsSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Given } from "./config";

/**
 * The files of handler/ that become functions, and who names each first: index, the others that routes and authorizers name,
 * and then those that are workers alone.
 */
export function functionFiles({ routes = [], authorizers = [], workers = [] }: Given): Map<string, string> {
    const named = [
        ...routes.map(({ key, settings }) => [settings.function ?? "index", `routes.${key}.function`] as const),
        ...authorizers.map((each) => [each.file, `authorizers.${each.name}.function`] as const),
        ...workers.map((file, index) => [file, `workers.${index}`] as const),
    ];
    const first = new Map<string, string>();
    for (const [file, by] of named) if (file !== undefined && !first.has(file)) first.set(file, by);
    const order = ([file, by]: [string, string]) => `${isWorker(by) ? 1 : 0} ${file === "index" ? "" : file}`;
    return new Map([...first].sort((a, b) => (order(a) < order(b) ? -1 : 1)));
}

/** Whether it is no route and no authorizer that names a function. */
export function isWorker(by: string): boolean {
    return by.startsWith("workers.");
}

/** What is wrong with the names of functions and with sizes of them, a sentence each. */
export function functionRules(given: Given, files: Map<string, string>, projectDir: string): string[] {
    const problems = [...files].flatMap(([file, by]) => {
        const [place, missing] = [`${by}: ${JSON.stringify(file)}`, !existsSync(source(projectDir, file))];
        // Lambda and IAM allow 64 characters; Pulumi adds a hyphen and seven digits.
        const physical = `${pulumi.getProject()}-${pulumi.getStack()}-${logical(file).role}`;
        const long =
            physical.length > 56
                ? `makes the role's name longer than the 64 characters of AWS: ${physical}-0123456; shorten`
                : "";
        if (file === "index" && isWorker(by)) return [];
        if (file === "index") {
            const route = by.replace(/\.function$/, "");
            if (missing)
                return [`${route}: has no function, and handler/index.ts does not exist; write it or name another`];
            return long ? [`${route}: ${long} the name of the project or the stack`] : [];
        }
        if (!/^[a-z][a-z0-9-]{0,19}$/.test(file))
            return [`${place} must be 1 to 20 lower-case letters, digits and hyphens, a letter first`];
        if (missing) return [`${place} has no file handler/${file}.ts; write it, or name another`];
        return long ? [`${place} ${long} it`] : [];
    });
    for (const { key, settings } of given.routes ?? []) {
        if (settings.function === "index")
            problems.push(`routes.${key}.function: "index" is what a route without a function has; leave it away`);
    }
    for (const { name } of (given.authorizers ?? []).filter(({ file }) => file === "index"))
        problems.push(`authorizers.${name}.function: "index" is the function of routes; name a file of its own`);
    for (const [index] of (given.workers ?? []).entries())
        if (given.workers?.[index] === "index")
            problems.push(`workers.${index}: "index" is the function of routes; name a file of its own`);
    // Who names a function is not known while the routes, the authorizers or the workers break a rule.
    const unnamed = Object.keys(given.functions ?? {}).filter((name) => name !== "index" && !files.has(name));
    if (!given.routes || !given.authorizers || !given.workers) return problems;
    const way = "routes.ts may list it in workers, if something else calls it";
    return [
        ...problems,
        ...unnamed.map((name) => `functions.${name}: no route and no authorizer names this function; ${way}`),
    ];
}

/** The logical names of what a file of handler/ becomes. */
export function logical(file: string) {
    const suffix = file === "index" ? "" : `-${file}`;
    return { file, name: `function${suffix}`, role: `execution${suffix}` };
}

/** Where the code of a function begins. */
export function source(projectDir: string, file: string): string {
    return join(projectDir, "handler", `${file}.ts`);
}
