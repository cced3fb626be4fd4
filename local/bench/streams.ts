import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { localDir } from "../tests/places";
import { cacheFolder } from "./fixture";
import { type Figures, median } from "./measurements";
import { type Subject, start } from "./subjects";

/** The tool, serving a function that streams as many bytes as its query says. */
export function streamingApi(): Subject {
    const dir = cacheFolder("streams");
    rmSync(dir, { recursive: true, force: true });
    cpSync(join(localDir, "tests", "programs", "streams"), dir, { recursive: true });
    const bin = join(localDir, "bin", "api-gateway-local.cjs");
    return {
        name: "npm start",
        dir,
        command: (port) => [process.execPath, [bin, "--port", String(port), "--no-stream-limit", "--page", "off"]],
        path: "/v0/lambda",
    };
}

/** What Node itself needs to pipe the same. */
export function streamingHttp(): Subject {
    const dir = cacheFolder("raw-streams");
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, "server.cjs"), rawServer);
    return {
        name: "node:http",
        dir,
        command: (port) => [process.execPath, ["server.cjs", String(port)]],
        path: "/v0/lambda",
    };
}

const rawServer = `const { Readable } = require("node:stream");
const { pipeline } = require("node:stream/promises");
const chunk = Buffer.alloc(65536, "a");
require("node:http").createServer((request, response) => {
    let left = Number(new URL(request.url, "http://localhost").searchParams.get("bytes") ?? 2);
    const source = new Readable({
        read() {
            const bytes = Math.min(left, chunk.length);
            left -= bytes;
            this.push(bytes === 0 ? null : chunk.subarray(0, bytes));
        },
    });
    response.writeHead(200, { "Content-Type": "text/plain" });
    pipeline(source, response);
}).listen(Number(process.argv[2]), "127.0.0.1");
`;

const megabyte = 1024 * 1024;

/**
 * How soon the first byte of a stream comes, how fast 100 MB do, and what 1 GB does to the memory of each process. All by
 * turns, so that whatever else the machine does meets the subjects alike.
 */
export async function streamTimes(subjects: Subject[]): Promise<Figures[]> {
    const all = await Promise.all(subjects.map(start));
    try {
        const firsts = all.map(() => [] as number[]);
        const rates = all.map(() => [] as number[]);
        for (let round = -50; round < 200; round++) {
            for (const [index, { url }] of all.entries()) {
                const { first } = await receive(`${url}?bytes=2`);
                if (round >= 0) firsts[index]?.push(first);
            }
        }
        // Before anything large has come, as much as there is to grow.
        const grown: number[] = [];
        for (const { url, pid } of all) grown.push(await growth(pid, `${url}?bytes=${1024 * megabyte}`));
        for (let round = -1; round < 5; round++) {
            for (const [index, { url }] of all.entries()) {
                const { whole } = await receive(`${url}?bytes=${100 * megabyte}`);
                if (round >= 0) rates[index]?.push(100_000 / whole);
            }
        }
        return all.map((_, index) => ({
            "first byte of a stream, ms": median(firsts[index] ?? []),
            "stream of 100 MB, MB/s": median(rates[index] ?? []),
            "most that a process grows by a stream of 1 GB, MB": grown[index] ?? Number.NaN,
        }));
    } finally {
        await Promise.all(all.map(({ stop }) => stop()));
    }
}

async function growth(pid: number, url: string): Promise<number> {
    const before = residentMemory(pid);
    const most = new Map(before);
    const look = () => {
        for (const [each, bytes] of residentMemory(pid)) most.set(each, Math.max(bytes, most.get(each) ?? 0));
    };
    const timer = setInterval(look, 50);
    await receive(url);
    clearInterval(timer);
    look();
    return Math.max(...[...before].map(([each, bytes]) => ((most.get(each) ?? 0) - bytes) / megabyte));
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Milliseconds until the first byte of the body, and until the last. */
function receive(url: string): Promise<{ first: number; whole: number }> {
    const began = performance.now();
    return new Promise((resolve, reject) => {
        const take = (response: IncomingMessage) => {
            let first: number | undefined;
            response.on("data", () => {
                first ??= performance.now() - began;
            });
            response.on("error", reject);
            response.on("end", () => resolve({ first: first ?? Number.NaN, whole: performance.now() - began }));
        };
        request(url, { agent }, take).on("error", reject).end();
    });
}

/** Resident bytes of a process and all below it. Linux only. */
function residentMemory(root: number): Map<number, number> {
    const found = new Map<number, number>();
    for (const pid of readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(Number)) {
        const status = attempt(`/proc/${pid}/status`);
        const group = Number(/^NSpgid:\t(\d+)/m.exec(status)?.[1]);
        const parent = Number(/^PPid:\t(\d+)/m.exec(status)?.[1]);
        const resident = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
        if (pid === root || parent === root || group === root || found.has(parent)) found.set(pid, resident);
    }
    return found;
}

// It may have ended since it was listed.
function attempt(path: string): string {
    try {
        return readFileSync(path, "latin1");
    } catch {
        return "";
    }
}
