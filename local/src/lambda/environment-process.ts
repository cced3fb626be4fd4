import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { type Channel, createChannel } from "./channel";
import { type Claims, createClaims } from "./claims";
import type { MemoryUse } from "./memory-limit";
import type { Reaper } from "./reaper";

/**
 * A Node process in a group of its own. On file descriptor 3 it reads frames, on 4 the claims; to 5 it writes frames, and to 6
 * what handlers stream.
 */
export interface EnvironmentProcess extends Omit<Channel, "close"> {
    alive(): boolean;
    /** What handlers stream. */
    responses: Readable;
    /** Resolves to how it ended, when nothing more can come from it. */
    ended: Promise<string>;
    /** Ends the process and all it started, whatever they do. */
    kill(): void;
    /** Undefined where this machine does not tell. */
    memory(): MemoryUse | undefined;
}

export interface ProcessOptions {
    flags: string[];
    file: string;
    /** All the variables it has. */
    env: Record<string, string>;
    reaper: Pick<Reaper, "track" | "untrack">;
    /** Told when no event can reach the process any more, though it may still answer. */
    onDeaf(): void;
    /** May throw on a frame that makes no sense: then the process is ended. */
    onFrame(type: number, payload: Buffer): void;
    /** Its standard output and error, as text. */
    onOutput(text: string): void;
}

/** Starts the process. Never throws: one that cannot be started has ended. */
export function startProcess({
    flags,
    file,
    env,
    reaper,
    onFrame,
    onDeaf,
    onOutput,
}: ProcessOptions): EnvironmentProcess {
    const spawned = attempt([...flags, file], env, join(dirname(file), `claims-${randomUUID()}`));
    if (spawned instanceof Error) return neverStarted(Promise.resolve(spawned));
    const { child, claims } = spawned;
    const { pid } = child;
    if (pid === undefined) {
        claims.close();
        return neverStarted(new Promise((resolve) => child.once("error", resolve)));
    }
    let alive = true;
    reaper.track(pid);

    const kill = () => {
        if (!alive) return;
        try {
            process.kill(-pid, "SIGKILL");
        } catch {
            // Already gone.
        }
    };
    // A failed kill; the process's end tells more.
    child.on("error", () => {});
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", onOutput);
    const [, , , toEnvironment, , fromEnvironment, responses] = child.stdio as unknown as Socket[];
    if (!toEnvironment || !fromEnvironment || !responses) throw new Error("spawn gave no channel");
    const channel = createChannel({ toEnvironment, fromEnvironment }, claims, onFrame, { onBroken: kill, onDeaf });
    const ended = new Promise<string>((resolve) => {
        child.on("exit", (code, signal) => {
            kill();
            alive = false;
            reaper.untrack(pid);
            // First what it said before it ended. What it left behind may hold its streams open for ever.
            const tell = () => {
                channel.close();
                responses.destroy();
                clearTimeout(late);
                resolve(signal ? `signal: ${signal}` : `exit status ${code}`);
            };
            const late = setTimeout(() => setImmediate(tell), 100);
            child.once("close", tell);
        });
    });
    return {
        alive: () => alive,
        responses,
        ended,
        send: channel.send,
        offer: channel.offer,
        takeBack: channel.takeBack,
        kill,
        memory: () => memoryUse(pid),
    };
}

function attempt(
    args: string[],
    env: Record<string, string>,
    claimsFile: string,
): { child: ChildProcess; claims: Claims } | Error {
    let claims: Claims | undefined;
    try {
        claims = createClaims(claimsFile);
        const stdio: StdioOptions = ["ignore", "pipe", "pipe", "pipe", claims.fd, "pipe", "pipe"];
        return { child: spawn(process.execPath, args, { env, stdio, detached: true }), claims };
    } catch (error) {
        claims?.close();
        return error as Error;
    }
}

function neverStarted(failure: Promise<Error>): EnvironmentProcess {
    const ended = failure.then(({ message }) => message);
    const nothing = () => {};
    return {
        alive: () => false,
        responses: Readable.from([]),
        ended,
        send: nothing,
        offer: nothing,
        takeBack: () => 0,
        kill: nothing,
        memory: () => undefined,
    };
}

// Linux tells it in pages of 4 KB; other systems do not.
function memoryUse(pid: number): MemoryUse | undefined {
    try {
        const [, resident = 0, shared = 0] = readFileSync(`/proc/${pid}/statm`, "latin1").split(" ").map(Number);
        return { resident: resident * 4096, shared: shared * 4096 };
    } catch {
        return undefined;
    }
}
