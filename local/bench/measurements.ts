import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { localDir } from "../tests/places";
import { lengthHandler } from "./fixture";
import { treeMemory } from "./process-memory";
import { type Running, type Subject, start } from "./subjects";

/** Figures by name; milliseconds, requests a second, or MB, as their names say. */
export type Figures = Record<string, number>;

interface LoadResult {
    requests: { average: number; total: number };
    /** Seconds. */
    duration: number;
    latency: { p99: number };
    errors: number;
    non2xx: number;
}

/** Milliseconds from the command to its first answer. */
export async function startTime(subject: Subject): Promise<Figures> {
    return withRunning(subject, async ({ startTime }) => ({ "start to first answer, ms": startTime }));
}

/** Milliseconds that the evaluation of the program takes, its process included. */
export async function evaluationTime({ dir }: Subject): Promise<Figures> {
    const args = [join(localDir, "bin/run.cjs"), join(localDir, "src/program/evaluate.ts"), dir, "dev"];
    const began = performance.now();
    const child = spawn(process.execPath, args, { cwd: dir, stdio: ["ignore", "ignore", "ignore", "pipe"] });
    let told = "";
    (child.stdio[3] as Readable).setEncoding("utf8").on("data", (text) => (told += text));
    await new Promise((resolve) => child.once("close", resolve));
    if (!("restApi" in JSON.parse(told))) throw new Error(`the program was not evaluated: ${told}`);
    return { "evaluation of the program, ms": performance.now() - began };
}

/** One run under load and one of requests in a row. */
export async function loadTimes(subject: Subject): Promise<Figures> {
    return withRunning(subject, async (running) => {
        const load = (connections: number, duration: number) => autocannon(running.url, connections, duration);
        await load(100, 2);
        const many = await load(100, 5);
        const memory = treeMemory(running.pid);
        await load(1, 1);
        const one = await load(1, 3);
        const failed = many.errors + many.non2xx + one.errors + one.non2xx;
        if (failed > 0) throw new Error(`${subject.name} failed ${failed} requests`);
        return {
            "requests/s, 100 connections": many.requests.average,
            "p99, 100 connections, ms": many.latency.p99,
            "time per request, 1 connection, ms": 1000 / one.requests.average,
            "p50, one after another, ms": median(await latencies(running.url, 500)),
            "memory after load, MB": memory,
        };
    });
}

/** Milliseconds from the save of a changed handler to the first answer of the new one. */
export async function reloadTime(subject: Subject): Promise<Figures> {
    const running = await start(subject);
    const file = join(subject.dir, "handler", "index.ts");
    const text = readFileSync(file, "utf8");
    try {
        await new Promise((resolve) => setTimeout(resolve, 1000));
        const began = performance.now();
        writeFileSync(file, text.replace('"World"', '"Reload"'));
        while ((await (await fetch(running.url, { method: "POST" })).text()) !== "Hello, Reload!") {
            if (performance.now() - began > 10_000) throw new Error("the changed handler never answered");
        }
        return { "save of the handler to new answer, ms": performance.now() - began };
    } finally {
        writeFileSync(file, text);
        await running.stop();
    }
}

/** Median time of a request with so many routes. */
export async function routesTime(subject: Subject, routes: number): Promise<Figures> {
    return withRunning(subject, async ({ url }) => {
        await latencies(url, 1000);
        return { [`p50, ${routes} routes, ms`]: median(await latencies(url, 2000)) };
    });
}

/** Median time of a request with a body of each size. */
export async function bodyTimes(subject: Subject): Promise<Figures> {
    writeFileSync(join(subject.dir, "handler", "index.ts"), lengthHandler);
    return withRunning(subject, async ({ url }) => {
        const figures: Figures = {};
        for (const [name, size, count] of [
            ["1 KB", 1e3, 300],
            ["100 KB", 1e5, 100],
            ["1 MB", 1e6, 30],
            ["5 MB", 5e6, 15],
        ] as const) {
            await latencies(url, Math.ceil(count / 5), size);
            figures[`p50, ${name} body, ms`] = median(await latencies(url, count, size));
        }
        return figures;
    });
}

export function median(values: number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    return sorted.length % 2 === 1
        ? (sorted[middle] ?? Number.NaN)
        : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

async function withRunning(subject: Subject, measure: (running: Running) => Promise<Figures>): Promise<Figures> {
    const running = await start(subject);
    try {
        return await measure(running);
    } finally {
        await running.stop();
    }
}

async function latencies(url: string, count: number, bodySize = 0): Promise<number[]> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const body = Buffer.alloc(bodySize, "a");
    const times: number[] = [];
    for (let index = 0; index < count; index++) {
        const began = performance.now();
        await new Promise<void>((resolve, reject) => {
            const headers = { "Content-Type": "text/plain", "Content-Length": bodySize };
            request(url, { method: "POST", agent, headers }, (response) => {
                response.resume().on("end", resolve);
            })
                .on("error", reject)
                .end(body);
        });
        times.push(performance.now() - began);
    }
    agent.destroy();
    return times;
}

/** Loads an address for so many seconds. */
export async function autocannon(url: string, connections: number, duration: number): Promise<LoadResult> {
    const load = createRequire(join(localDir, "bench", "package.json"))("autocannon");
    return load({ url, method: "POST", connections, duration });
}
