import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { bundle } from "../bundle";
import { createComplaint } from "./complaint";
import { evaluateApart } from "./evaluation";
import { invokeOnce } from "./invoke-once";
import { help, type Options, parseOptions } from "./options";
import { createPrinter } from "./printer";
import { startReaper } from "./reaper";
import { type Change, watchSources } from "./reload";
import type { RestApi } from "./rest-api";
import { routeTable, startNotes } from "./route-table";
import { bundleRuntime } from "./runtime-bundle";
import { createLocalServer } from "./server";
import { createServing } from "./serving";
import { createTaskRoots } from "./task-root";

const projectDir = process.cwd();

async function main(options: Options): Promise<void> {
    // First what takes longest.
    const evaluation = evaluateApart(projectDir, options.stack, options.verbose);
    evaluation.catch(() => {});
    const taskRoots = createTaskRoots(projectDir);
    const print = createPrinter(options.event === undefined ? process.stdout : process.stderr);
    const poolOptions = {
        runtimeFile: `${taskRoots.write({ "runtime.js": bundleRuntime(__dirname) })}/runtime.js`,
        passedEnv: options.passedEnv,
        inspectPort: options.inspectPort,
        reaper: startReaper(),
        maxConcurrency: options.maxConcurrency,
        idleLimit: 10_000,
        print,
    };
    const serving = createServing(poolOptions, taskRoots);
    process.on("exit", () => {
        serving.close();
        taskRoots.remove();
    });
    let handlerCode = attempt(() => bundle(projectDir));
    const evaluated = await evaluation;
    let api = withEnvironment(evaluated.restApi, options);
    if (options.event !== undefined) {
        process.exitCode = await invokeOnce(options.event, api, poolOptions, taskRoots);
        return process.exit();
    }

    const complain = createComplaint(process.stderr, options.verbose);
    const server = createLocalServer({
        ...options,
        deployed: serving.deployed,
        onError: complain,
        onMalformed: print,
        onEvent: options.printEvent ? (event) => print(JSON.stringify(JSON.parse(event), null, 2)) : undefined,
        withoutTimeouts: options.inspectPort !== undefined,
    });
    const loading = serving.deploy(api);
    const port = await listen(server, options);
    for (const note of startNotes(evaluated, options)) print(note);
    print(routeTable(api, options.host, port));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => close(server));

    const reload = async (change: Change) => {
        const began = performance.now();
        try {
            const before = handlerCode;
            handlerCode = bundle(projectDir);
            if (change === "handler" && api.functions.some(({ code }) => sameCode(code, before))) {
                if (sameCode(handlerCode, before)) return;
                const next = handlerCode;
                api = {
                    ...api,
                    functions: api.functions.map((fn) => (sameCode(fn.code, before) ? { ...fn, code: next } : fn)),
                };
            } else {
                const again = await evaluateApart(projectDir, options.stack, options.verbose);
                api = withEnvironment(again.restApi, options);
                for (const note of startNotes(again, options)) print(note);
                print(routeTable(api, options.host, port));
            }
            await serving.deploy(api);
            complain(undefined);
            print(`Reloaded the ${change} in ${Math.round(performance.now() - began)} ms`);
        } catch (error) {
            complain(error);
        }
    };
    await loading.catch(complain);
    watchSources(projectDir, reload);
}

function withEnvironment(api: RestApi, { environment }: Options): RestApi {
    return {
        ...api,
        functions: api.functions.map((fn) => ({ ...fn, environment: { ...fn.environment, ...environment } })),
    };
}

function sameCode(a: Record<string, string>, b: Record<string, string> | undefined): boolean {
    return a["index.js"] === b?.["index.js"];
}

function attempt<T>(work: () => T): T | undefined {
    try {
        return work();
    } catch {
        // The evaluation fails of the same, and tells.
        return undefined;
    }
}

function listen(server: Server, { host, port }: Options): Promise<number> {
    return new Promise((resolve, reject) => {
        server.once("error", (error: NodeJS.ErrnoException) => {
            const reasons: Record<string, string> = {
                EADDRINUSE: "is in use; choose another with --port, 0 for any free one",
                EACCES: "may not be used by this user; choose one above 1023 with --port",
                EADDRNOTAVAIL: "is no address of this machine",
                ENOTFOUND: "is no address of this machine",
            };
            reject(
                new Error(`${host}:${port} ${reasons[error.code ?? ""] ?? `cannot be listened on (${error.message})`}`),
            );
        });
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
    });
}

// What runs may end, for a second; at the second signal nothing may.
function close(server: Server): void {
    if (!server.listening) process.exit(0);
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => process.exit(0), 1000);
}

const complainAtStart = createComplaint(process.stderr, process.argv.includes("--verbose"));
try {
    const options = parseOptions(process.argv.slice(2));
    if (options === "help") process.stdout.write(help);
    else main(options).catch(fail);
} catch (error) {
    fail(error);
}

function fail(error: unknown): void {
    complainAtStart(error);
    process.exit(1);
}
