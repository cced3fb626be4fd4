// npm run fuzz [-- --seed N] [--requests N]: hostile requests against a real `npm start`. Exits with 0 only if the server
// lives, no execution environment is left over, and an ordinary request is answered as ever.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { descendants, until } from "../processes";
import { type Ending, sendHostile } from "./connection";
import { hostileRequest, random } from "./hostile-request";

const projectDir = process.cwd();
const { values } = parseArgs({ options: { seed: { type: "string" }, requests: { type: "string", default: "10000" } } });
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const requests = Number(values.requests);
const connections = 48;
const maxConcurrency = 4;

async function main(): Promise<void> {
    process.stdout.write(`seed ${seed}\n`);
    const { port, server } = await start();
    try {
        const next = random(seed);
        const statuses = new Map<string, number>();
        let sent = 0;
        const worker = async () => {
            while (sent < requests) {
                const request = hostileRequest(next);
                progress(++sent);
                count(statuses, await sendHostile(port, request));
            }
        };
        await Promise.all(Array.from({ length: connections }, worker));
        progress(0);
        const table = [...statuses]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([status, number]) => `${status}: ${number}`);
        process.stdout.write(`${sent} requests; ${table.join(", ")}\n`);
        if (statuses.has("hung")) throw new Error("a connection had no end");
        await stillServes(port);
        if (server.exitCode !== null || server.signalCode !== null) throw new Error("the server has ended");
        // The reserve is one more than serve; reports of a request may still be on their way.
        const environments = () =>
            descendants(server.pid as number).filter(({ command }) => command.includes("runtime.js"));
        await until(
            () => environments().length <= maxConcurrency + 1,
            () => `${environments().length} environments`,
            5000,
        );
        const below = descendants(server.pid as number).map(({ pid }) => pid);
        server.kill("SIGTERM");
        await until(
            () => !below.some(runs),
            () => "processes outlive the server",
            4000,
        );
        process.stdout.write("the server lived, nothing is left over\n");
    } finally {
        server.kill("SIGKILL");
    }
}

async function start() {
    const args = ["local/run.cjs", "local/main.ts", "--port", "0", "--max-concurrency", String(maxConcurrency)];
    const server = spawn(process.execPath, args, { cwd: join(projectDir), stdio: ["ignore", "pipe", "inherit"] });
    const port = await new Promise<number>((resolve, reject) => {
        let text = "";
        server.stdout.on("data", (chunk) => {
            // Afterwards it is only emptied.
            if (text.length < 10_000) text += chunk;
            const found = /Listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1];
            if (found) resolve(Number(found));
        });
        server.once("exit", () => reject(new Error("the server did not start")));
    });
    return { port, server };
}

async function stillServes(port: number): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${port}/v0/lambda?name=Ada`, { method: "POST" });
    const answer = `${response.status} ${await response.text()}`;
    if (answer !== "200 Hello, Ada!") throw new Error(`an ordinary request was answered ${answer}`);
}

function count(statuses: Map<string, number>, ending: Ending): void {
    const all = ending === "hung" ? ["hung"] : ending.statuses.length > 0 ? ending.statuses : ["closed"];
    for (const status of all) statuses.set(status, (statuses.get(status) ?? 0) + 1);
}

function runs(pid: number): boolean {
    return descendants(1).some((process) => process.pid === pid);
}

function progress(sent: number): void {
    if (!process.stderr.isTTY || (sent % 100 !== 0 && sent !== requests)) return;
    process.stderr.write(sent === 0 ? "\r\u001b[K" : `\r\u001b[K${sent} of ${requests}`);
}

main().catch((error) => {
    process.stderr.write(`seed ${seed}: ${error.message}\n`);
    process.exitCode = 1;
});
