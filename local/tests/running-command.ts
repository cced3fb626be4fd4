import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { type Answer, ask, type Question } from "./http";
import { localDir } from "./places";
import { isRunning } from "./processes";

/** What `npm start` runs, in a process of its own. */
export interface Running {
    child: ChildProcess;
    pid: number;
    port: number;
    /** All it has printed on standard output. */
    out(): string;
    /** All it has printed on standard error, but for what it tells on a busy machine: that it takes long. */
    err(): string;
    /** Resolves as soon as a line on standard output, after those already waited for, matches. */
    printed(pattern: RegExp): Promise<string>;
    /** Resolves as soon as standard error matches. */
    complained(pattern: RegExp): Promise<string>;
    ask(question?: Partial<Question>): Promise<Answer>;
    ended: Promise<Ended>;
}

export interface Ended {
    code: number | null;
    signal: NodeJS.Signals | null;
    out: string;
    err: string;
}

const running = new Set<Running>();

/** Runs the tool's command line in a folder to its end; standard input is empty unless given. */
export function run(
    folder: string,
    args: string[],
    options: { input?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
    const { child, ended } = spawned(folder, args, options.env);
    child.stdin?.end(options.input);
    return ended;
}

/** Serves a folder's project on a free port; resolves when it listens, rejects with what it complained of. */
export async function start(folder: string, args: string[] = [], env?: NodeJS.ProcessEnv): Promise<Running> {
    const server = launch(folder, ["--port", "0", ...args], env);
    const [, port] = /:(\d+)\/\w+$/.exec(await server.printed(/^Listening on /)) ?? [];
    server.port = Number(port);
    return server;
}

/** Runs the command line, by `npm start` if that is asked for, and waits for nothing. */
export function launch(folder: string, args: string[], env?: NodeJS.ProcessEnv, command = direct): Running {
    return spawned(folder, args, env, command);
}

/** Ends what `start` and `launch` left, and a `run` that did not come to its end. */
export async function stopAll(): Promise<void> {
    const all = [...running];
    running.clear();
    for (const { child } of all) child.kill("SIGTERM");
    await Promise.all(all.map(({ ended }) => ended));
}

const direct = [process.execPath, "--", join(localDir, "bin/api-gateway-local.cjs")];
export const byNpm = ["npm", "start", "--silent", "--"];

function spawned(folder: string, args: string[], env: NodeJS.ProcessEnv = {}, command = direct): Running {
    const [file = "", ...first] = command;
    const child = spawn(file, [...first, ...args], {
        cwd: folder,
        env: { ...process.env, ...env },
        stdio: ["pipe", "pipe", "pipe"],
    });
    const texts = { out: "", err: "" };
    const listeners = new Set<() => void>();
    const collect = (stream: NodeJS.ReadableStream | null, name: "out" | "err") =>
        stream?.setEncoding("utf8").on("data", (text: string) => {
            texts[name] += text;
            for (const listener of listeners) listener();
        });
    collect(child.stdout, "out");
    collect(child.stderr, "err");
    const ended = new Promise<Ended>((resolve) =>
        child.on("close", (code, signal) => resolve({ code, signal, out: texts.out, err: withoutLong(texts.err) })),
    );
    let read = 0;
    const awaited = <T>(look: () => T | undefined): Promise<T> =>
        new Promise((resolve, reject) => {
            const listener = () => {
                const found = look();
                if (found === undefined) return;
                listeners.delete(listener);
                resolve(found);
            };
            listeners.add(listener);
            listener();
            ended.then(({ out, err }) => reject(new Error(`It ended before:\n${out}${err}`)));
        });
    const server: Running = {
        child,
        pid: child.pid ?? 0,
        port: 0,
        out: () => texts.out,
        err: () => withoutLong(texts.err),
        printed: (pattern) =>
            awaited(() => {
                for (let end = texts.out.indexOf("\n", read); end !== -1; end = texts.out.indexOf("\n", read)) {
                    const line = texts.out.slice(read, end);
                    read = end + 1;
                    if (pattern.test(line)) return line;
                }
                return undefined;
            }),
        complained: (pattern) => awaited(() => pattern.exec(texts.err)?.[0]),
        ask: (question = {}) => ask(server.port, { path: "/v0/lambda", ...question }),
        ended,
    };
    running.add(server);
    ended.then(() => running.delete(server));
    return server;
}

function withoutLong(err: string): string {
    return err.replace(/^note: the program is still being evaluated, for 5 seconds now\n/gm, "");
}

/** Those of some processes that still run. */
export function stillRunning(pids: number[]): number[] {
    return pids.filter(isRunning);
}
