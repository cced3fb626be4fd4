import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { greetingDir, localDir } from "../tests/places";
import { bundle } from "../tests/programs/greeting/bundle";
import { cacheFolder, copyProgram } from "./fixture";

/** A program under measurement: how it is started, and where it answers. */
export interface Subject {
    name: string;
    /** Folder with the sources it serves. */
    dir: string;
    command(port: number): [file: string, args: string[]];
    path: string;
}

export interface Running {
    url: string;
    pid: number;
    /** Milliseconds from the command to its first answer. */
    startTime: number;
    stop(): Promise<void>;
}

const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** The tool, serving the program of its tests with so many routes; AWS's throttle would refuse what a quick machine asks. */
export function localApi(routes = 1): Subject {
    return {
        name: "npm start",
        dir: copyProgram(`routes-${routes}`, routes),
        command: (port) => [npm, ["start", "--silent", "--", "--port", String(port), "--no-limits"]],
        path: "/v0/lambda",
    };
}

/** What Node itself needs for the same answer. */
export function rawHttp(): Subject {
    const dir = cacheFolder("raw");
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, "server.cjs"), rawServer);
    return {
        name: "node:http",
        dir,
        command: (port) => [process.execPath, ["server.cjs", String(port)]],
        path: "/v0/lambda",
    };
}

const rawServer = `require("node:http").createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8" });
    response.end("Hello, World!");
}).listen(Number(process.argv[2]), "127.0.0.1");
`;

/** serverless-offline with its default, a worker thread a function, serving the same bundle. */
export function serverlessOffline(): Subject {
    const dir = join(localDir, "bench", "peers", "service");
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    for (const [name, text] of Object.entries(bundle(greetingDir))) writeFileSync(join(dir, name), text);
    cpSync(join(localDir, "bench", "serverless.yml"), join(dir, "serverless.yml"));
    const cli = join(localDir, "bench", "peers", "node_modules", "serverless", "bin", "serverless.js");
    return {
        name: "serverless-offline",
        dir,
        command: (port) => [
            process.execPath,
            [cli, "offline", "--httpPort", String(port), "--lambdaPort", String(port + 1)],
        ],
        path: "/v0/lambda",
    };
}

/** Starts a subject and waits for its first good answer. Throws when there is none within a minute. */
export async function start(subject: Subject): Promise<Running> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}${subject.path}`;
    const [file, args] = subject.command(port);
    const began = performance.now();
    const environment = {
        ...process.env,
        SLS_TELEMETRY_DISABLED: "1",
        SLS_NOTIFICATIONS_MODE: "off",
        NODE_OPTIONS: "",
    };
    const child = spawn(file, args, {
        cwd: subject.dir,
        env: environment,
        stdio: ["ignore", "ignore", "ignore"],
        detached: true,
    });
    while (!(await answers(url))) {
        if (child.exitCode !== null || performance.now() - began > 60_000)
            throw new Error(`${subject.name} does not answer at ${url}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return { url, pid: child.pid as number, startTime: performance.now() - began, stop: () => stop(child) };
}

async function answers(url: string): Promise<boolean> {
    try {
        const response = await fetch(url, { method: "POST" });
        await response.arrayBuffer();
        return response.status === 200;
    } catch {
        return false;
    }
}

function stop(child: ChildProcess): Promise<void> {
    const group = -(child.pid as number);
    return new Promise((resolve) => {
        const late = setTimeout(() => process.kill(group, "SIGKILL"), 3000);
        child.once("exit", () => {
            clearTimeout(late);
            resolve();
        });
        process.kill(group, "SIGTERM");
    });
}

// Two in a row: serverless-offline takes the next one for itself.
function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const server = createServer().once("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const { port } = server.address() as { port: number };
            server.close(() => resolve(port < 65_000 ? port : 3400));
        });
    });
}
