import { readdirSync, readFileSync } from "node:fs";

/**
 * The memory of a process and all below it, in MB: proportional set size, which counts what several processes share once.
 * Linux only; NaN elsewhere.
 */
export function treeMemory(root: number): number {
    try {
        const children = new Map<number, number[]>();
        for (const pid of readdirSync("/proc")
            .filter((name) => /^\d+$/.test(name))
            .map(Number)) {
            const parent = parentOf(pid);
            if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
        }
        const tree = [root];
        for (const pid of tree) tree.push(...(children.get(pid) ?? []));
        return tree.reduce((sum, pid) => sum + proportionalSetSize(pid), 0) / 1024;
    } catch {
        return Number.NaN;
    }
}

function parentOf(pid: number): number | undefined {
    const status = read(`/proc/${pid}/status`);
    return status === undefined ? undefined : Number(/^PPid:\t(\d+)/m.exec(status)?.[1]);
}

function proportionalSetSize(pid: number): number {
    return Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? "")?.[1] ?? 0);
}

// It may have ended since it was listed.
function read(path: string): string | undefined {
    try {
        return readFileSync(path, "latin1");
    } catch {
        return undefined;
    }
}
