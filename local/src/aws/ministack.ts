import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";

export interface MiniStack {
    stop(): void;
    /** Resolves when it has ended. */
    ended: Promise<void>;
}

/** The version that the tests ran with. https://pypi.org/project/ministack */
export const version = "1.5.33";

const startLimit = 60_000;

/**
 * Starts MiniStack on a port of this machine alone, and resolves when it answers. It is the project's own below `.ministack`,
 * or comes through uvx or pipx. Throws a sentence with the command that would help.
 */
export async function startMiniStack(projectDir: string, port: number): Promise<MiniStack> {
    if (await isTaken(port)) {
        throw new Error(
            `--port: ${port} is taken by something that is not MiniStack; run npm run aws -- --port ${port + 1}`,
        );
    }
    const [file, ...args] = command(projectDir);
    const child = spawn(file, args, {
        env: { ...process.env, BIND_HOST: "127.0.0.1", GATEWAY_PORT: String(port) },
        stdio: ["ignore", "ignore", "pipe"],
    });
    let told = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
        told = (told + text).slice(-4000);
    });
    const stop = () => void child.kill("SIGTERM");
    process.once("exit", stop);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
    let over = false;
    const ended = new Promise<void>((resolve) => {
        const end = () => {
            over = true;
            resolve();
        };
        child.once("error", end).once("close", end);
    });
    const url = `http://127.0.0.1:${port}`;
    for (const began = Date.now(); !over && Date.now() - began < startLimit; ) {
        if (await isMiniStack(url)) return { stop, ended };
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    stop();
    throw new Error(`MiniStack did not start (${[file, ...args].join(" ")}): ${told.trim().split("\n").at(-1) ?? ""}`);
}

/** Whether MiniStack answers at a URL. */
export async function isMiniStack(url: string): Promise<boolean> {
    try {
        const answer = await fetch(`${url}/_ministack/health`, { signal: AbortSignal.timeout(2000) });
        return answer.ok && typeof ((await answer.json()) as { services?: object }).services === "object";
    } catch {
        return false;
    }
}

function command(projectDir: string): [string, ...string[]] {
    const own = join(projectDir, ".ministack/bin/ministack");
    if (existsSync(own)) return [own];
    const has = (name: string) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0;
    if (has("uvx")) return ["uvx", `ministack@${version}`];
    if (has("pipx")) return ["pipx", "run", `ministack==${version}`];
    throw new Error(
        `MiniStack needs Python 3 and is not installed; run python3 -m venv .ministack && .ministack/bin/pip install ministack==${version}`,
    );
}

function isTaken(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const socket = connect(port, "127.0.0.1");
        socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
        socket.once("connect", () => socket.destroy());
    });
}
