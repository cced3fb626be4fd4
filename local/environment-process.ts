import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { frameReader } from "./frames";
import type { Reaper } from "./reaper";
import { writeTogether } from "./write-together";

/** A Node process in a group of its own, with a channel of frames on its file descriptor 3. */
export interface EnvironmentProcess {
    alive(): boolean;
    /** Resolves to how it ended, when nothing more can come from it. */
    ended: Promise<string>;
    send(frame: Buffer): void;
    /** Ends the process and all it started, whatever they do. */
    kill(): void;
    /** Resident memory in bytes; 0 where this machine does not tell. */
    memory(): number;
}

export interface ProcessOptions {
    /** Flags of Node and the file to run. */
    args: string[];
    /** All the variables it has. */
    env: Record<string, string>;
    reaper: Reaper;
    /** May throw on a frame that makes no sense: then the process is ended. */
    onFrame(type: number, payload: Buffer): void;
    /** Its standard output and error, as text. */
    onOutput(text: string): void;
}

/** Starts the process. Never throws: one that cannot be started has ended. */
export function startProcess({ args, env, reaper, onFrame, onOutput }: ProcessOptions): EnvironmentProcess {
    const child = attempt(args, env);
    const pid = child instanceof Error ? undefined : child.pid;
    if (child instanceof Error || pid === undefined) return neverStarted(child);
    const channel = child.stdio[3] as Socket;
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
    const read = frameReader(onFrame);
    channel.on("data", (chunk: Buffer) => {
        try {
            read(chunk);
        } catch {
            // The handler wrote to the channel itself; nothing it says can be trusted any more.
            kill();
        }
    });
    // A write to a process that is gone; its exit tells more.
    channel.on("error", () => {});
    // Closed by the handler: no answer could come any more.
    channel.on("end", kill);
    const ended = new Promise<string>((resolve) => {
        child.on("exit", (code, signal) => {
            kill();
            alive = false;
            reaper.untrack(pid);
            // First what it said before it ended. What it left behind may hold its streams open for ever.
            const tell = () => {
                resolve(signal ? `signal: ${signal}` : `exit status ${code}`);
                clearTimeout(late);
                channel.destroy();
            };
            const late = setTimeout(tell, 100);
            child.once("close", tell);
        });
    });
    return {
        alive: () => alive,
        ended,
        send: (frame) => writeTogether("environment", () => channel.write(frame)),
        kill,
        memory: () => residentMemory(pid),
    };
}

function attempt(args: string[], env: Record<string, string>): ChildProcess | Error {
    try {
        return spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe", "pipe"], detached: true });
    } catch (error) {
        return error as Error;
    }
}

function neverStarted(child: ChildProcess | Error): EnvironmentProcess {
    const ended = new Promise<string>((resolve) => {
        if (child instanceof Error) resolve(child.message);
        else child.on("error", (error) => resolve(error.message));
    });
    return { alive: () => false, ended, send: () => {}, kill: () => {}, memory: () => 0 };
}

// Linux tells it in pages of 4 KB.
function residentMemory(pid: number): number {
    try {
        return Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) * 4096;
    } catch {
        return 0;
    }
}
