import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { frameReader } from "./frames";
import type { Reaper } from "./reaper";

/** A Node process in a group of its own, with a channel of frames on its file descriptor 3. */
export interface EnvironmentProcess {
    alive(): boolean;
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
    onFrame(type: number, payload: Buffer): void;
    /** Its standard output and error, as text. */
    onOutput(text: string): void;
    /** Called once, when nothing more can come from it. */
    onEnd(detail: string): void;
}

export function startProcess({ args, env, reaper, onFrame, onOutput, onEnd }: ProcessOptions): EnvironmentProcess {
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe", "pipe"], detached: true });
    const { pid } = child;
    const channel = child.stdio[3] as Socket;
    let alive = pid !== undefined;
    if (pid === undefined) child.on("error", (error) => onEnd(error.message));
    else reaper.track(pid);

    const kill = () => {
        if (pid === undefined || !alive) return;
        try {
            process.kill(-pid, "SIGKILL");
        } catch {
            // Already gone.
        }
    };
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
    child.on("exit", (code, signal) => {
        kill();
        alive = false;
        if (pid !== undefined) reaper.untrack(pid);
        // First what it said before it ended. What it left behind may hold its streams open for ever.
        let told = false;
        const tell = () => {
            if (!told) onEnd(signal ? `signal: ${signal}` : `exit status ${code}`);
            told = true;
            clearTimeout(late);
            channel.destroy();
        };
        const late = setTimeout(tell, 100);
        child.once("close", tell);
    });
    return {
        alive: () => alive,
        send: (frame) => channel.write(frame),
        kill,
        memory: () => residentMemory(pid),
    };
}

// Linux tells it in pages of 4 KB.
function residentMemory(pid: number | undefined): number {
    try {
        return Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) * 4096;
    } catch {
        return 0;
    }
}
