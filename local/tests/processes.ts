import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface RunningProcess {
    pid: number;
    parent: number;
    command: string;
}

/** The processes of this machine that are below one, and those below them; a process that has ended is none. */
export function descendants(ancestor: number): RunningProcess[] {
    const all = running();
    const below = (parent: number): RunningProcess[] =>
        all.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)]);
    return below(ancestor);
}

/** Says whether a process runs; one that has ended and was not yet waited for does not. */
export function isRunning(pid: number): boolean {
    return running().some((each) => each.pid === pid);
}

/**
 * The processor seconds that this machine has spent on a process that runs and, on Linux, on those that it waited for: whatever
 * else the machine does, they are about the same.
 */
export function processorSeconds(pid: number): number {
    if (process.platform !== "linux") {
        const time = execFileSync("ps", ["-o", "time=", "-p", String(pid)], { encoding: "utf8" });
        return time.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
    }
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // utime, stime, cutime and cstime; on every machine that runs Node.js, a hundredth of a second is their unit.
    const times = stat
        .slice(stat.lastIndexOf(")") + 2)
        .split(" ")
        .slice(11, 15);
    return times.reduce((sum, time) => sum + Number(time), 0) / 100;
}

/** How often a test that bounds time is tried again: that a machine stands still is no fault of what is tested. */
export const stalls = 2;

/** Waits until something holds; throws what it says, when it has not held for `limit` milliseconds. */
export async function until(holds: () => boolean, what: () => string, limit = 15_000): Promise<void> {
    const end = Date.now() + limit;
    while (!holds()) {
        if (Date.now() > end) throw new Error(`after ${limit} ms: ${what()}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
}

/** All processes of this machine. */
export function running(): RunningProcess[] {
    return process.platform === "linux" ? fromProc() : fromPs();
}

function fromProc(): RunningProcess[] {
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .flatMap((name) => {
            try {
                const stat = readFileSync(`/proc/${name}/stat`, "latin1");
                // The command's name, in parentheses, may hold anything.
                const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
                const command = readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ").trim();
                return state === "Z" || state === "X" ? [] : [{ pid: Number(name), parent: Number(parent), command }];
            } catch {
                return [];
            }
        });
}

function fromPs(): RunningProcess[] {
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,command="], { encoding: "utf8" }).split("\n");
    return lines.flatMap((line) => {
        const [, pid, parent, state = "Z", command = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
        return state.startsWith("Z") ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
    });
}
