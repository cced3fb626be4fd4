import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { createServing, type Serving } from "../src/command/serving";
import { createLocalServer, type ServerOptions } from "../src/gateway/server";
import type { FunctionOptions } from "../src/lambda/function";
import { startReaper } from "../src/lambda/reaper";
import { writeRuntimes } from "../src/lambda/runtime-bundle";
import { createTaskRoots } from "../src/lambda/task-root";
import type { RestApi } from "../src/program/rest-api";
import { greetingModel, type ModelSettings } from "./greeting-model";
import { type Answer, ask, type Question } from "./http";
import { localDir, packagesDir } from "./places";
import { descendants, type RunningProcess, running } from "./processes";

/** The local API over real HTTP, in this process; the handler in processes of its own. */
export interface LocalApi {
    server: Server;
    serving: Serving;
    port: number;
    /** What is served. */
    model: RestApi;
    /** All that `npm start` would print. */
    lines: string[];
    /** Resolves to the first line that matches, as soon as it is printed. */
    printed(pattern: RegExp): Promise<string>;
    ask(question: Question): Promise<Answer>;
    /** POST /v0/lambda with the header that makes a `faulty` handler fail. */
    fail(question?: Partial<Question>): Promise<Answer>;
    /** POST /v0/lambda as everybody would; throws unless the answer is 200 `fine`. */
    succeed(): Promise<void>;
    /** Serves another handler, or the same with other settings. */
    deploy(handler: string, settings?: Settings): Promise<void>;
    /** The processes of the handler's environments, the one in reserve included. */
    environments(): RunningProcess[];
    /** The temporary folders of environments. */
    temporaryFolders(): string[];
    /** The environment that takes the first request; the one in reserve comes after it, on a slow machine before you look. */
    environment(): number;
    /** What the handler started, by its command line. */
    grandchildren(command: string): RunningProcess[];
    close(): Promise<void>;
}

/** What is set otherwise than by the graph of dev and by `npm start` without options. */
export interface Settings extends ModelSettings {
    server?: Partial<ServerOptions>;
    pool?: Partial<FunctionOptions>;
}

/** Runs a test against a handler, the text of its index.js, and ends all of it afterwards. */
export async function withLocalApi(
    handler: string,
    settings: Settings,
    test: (api: LocalApi) => Promise<unknown>,
): Promise<void> {
    const api = await startLocalApi(handler, settings);
    try {
        await test(api);
    } finally {
        await api.close();
    }
}

/** A handler that answers 200 `fine`, and runs `fault` before if the request asks for it: JavaScript that sees `event` and `context`. */
export function faulty(fault: string, before = ""): string {
    return `${before}
exports.handler = async (event, context) => {
    if (event.headers["X-Fault"]) { ${fault} }
    return { statusCode: 200, body: "fine" };
};`;
}

/** Starts the local API on a free port, and resolves when its first environment is ready or has failed. */
export async function startLocalApi(handler: string, settings: Settings = {}): Promise<LocalApi> {
    const lines: string[] = [];
    const listeners = new Set<() => void>();
    const print = (text: string | undefined) => {
        if (text === undefined) return;
        lines.push(...text.split("\n"));
        for (const listener of listeners) listener();
    };
    const serving = createServing(
        {
            runtimesDir: runtimesDir(),
            passedEnv: {},
            inspectPort: undefined,
            reaper: reaper(),
            maxConcurrency: 10,
            idleLimit: 10_000,
            print,
            ...settings.pool,
        },
        taskRoots(),
    );
    const server = createLocalServer({
        apiKeys: [],
        allowedHosts: [],
        allowCrossSite: false,
        deployed: serving.deployed,
        onError: (error) => print(`onError: ${error instanceof Error ? error.stack : error}`),
        onErrorAnswer: print,
        onEvent: undefined,
        withoutTimeouts: false,
        withoutLimits: true,
        ...settings.server,
    });
    const deploy = async (text: string, changed: Settings = settings) =>
        serving.deploy(await greetingModel(text, changed));
    const first = await greetingModel(handler, settings);
    await serving.deploy(first).catch((error) => print(error.message));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const question = { path: `/${first.stageName}/lambda` };
    const environments = () => descendants(process.pid).filter(({ command }) => command.includes(runtimesDir()));
    return {
        server,
        serving,
        port,
        model: first,
        lines,
        printed: (pattern) =>
            new Promise((resolve) => {
                const look = () => {
                    const line = lines.find((each) => pattern.test(each));
                    if (line === undefined) return;
                    listeners.delete(look);
                    resolve(line);
                };
                listeners.add(look);
                look();
            }),
        ask: (asked) => ask(port, asked),
        fail: (more = {}) => ask(port, { ...question, ...more, headers: { "X-Fault": "yes", ...more.headers } }),
        succeed: async () => {
            const { status, body } = await ask(port, question);
            assert.deepEqual({ status, body }, { status: 200, body: "fine" });
        },
        deploy,
        environments,
        temporaryFolders: () => readdirSync(runtimesDir()).filter((name) => /^t\d+$/.test(name)),
        environment: () => {
            const pids = environments().map(({ pid }) => pid);
            assert.ok(pids.length > 0, "no environment");
            return Math.min(...pids);
        },
        grandchildren: (wanted) => running().filter(({ command }) => command === wanted),
        close: async () => {
            server.closeAllConnections();
            await Promise.all([new Promise((resolve) => server.close(resolve)), serving.close()]);
        },
    };
}

// Made once a process, when the first test needs them.
const reaper = once(startReaper);
const taskRoots = once(() => createTaskRoots(dirname(packagesDir), reaper()));
const runtimesDir = once(() => {
    const { folder } = taskRoots();
    writeRuntimes(join(localDir, "src/lambda"), folder);
    return folder;
});

function once<T>(make: () => T): () => T {
    let made: { value: T } | undefined;
    return () => {
        made ??= { value: make() };
        return made.value;
    };
}
