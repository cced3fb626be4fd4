// npm run fuzz [-- --seed NUMBER --requests NUMBER]: attacks the local API with malformed and hostile requests. Ends with 0 only
// if the server has stood it: alive, no error of its own, no environment or file left over, and every normal request served.
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { ask } from "../http";
import { descendants, until } from "../processes";
import { copyProject, type ProjectCopy } from "../project-copy";
import { type Running, start, stillRunning } from "../running-command";
import { exchange } from "./exchange";
import { handler } from "./handler";
import { attack } from "./requests";

const concurrency = 24;
// Of execution environments; few enough for a fault to be felt by the next request.
const environments = 4;
// For an answer; the function's timeout is 1 s.
const patience = 250;

const configuration = `config:
    routes:
        POST /lambda: {}
        ANY /: {}
        ANY /{proxy+}: {}
    timeout: 1
    memorySize: 128
    integrationTimeout: 5000
    binaryMediaTypes: [image/png]
`;

interface Outcome {
    /** What the server has not stood. */
    problems: string[];
    /** How often it answered what. */
    statuses: Record<string, number>;
}

async function fuzz(seed: number, requests: number): Promise<Outcome> {
    const copy = copyProject();
    try {
        copy.write({ "handler/index.ts": handler, "Pulumi.fuzz.yaml": configuration });
        return await attackAll(copy, seed, requests);
    } finally {
        copy.remove();
    }
}

/** Attacks a server of the project's copy, and ends it. */
async function attackAll(copy: ProjectCopy, seed: number, requests: number): Promise<Outcome> {
    const server = await start(copy.folder, ["--stack", "fuzz", "--max-concurrency", String(environments)]);
    const problems: string[] = [];
    const statuses: Record<string, number> = {};
    const count = (status: string) => {
        statuses[status] = (statuses[status] ?? 0) + 1;
    };
    const problem = (index: number, sentence: string) => problems.push(`request ${index}: ${sentence}`);
    let next = 0;
    let done = 0;
    const attackers = Array.from({ length: concurrency }, async () => {
        while (next < requests && problems.length < 10) {
            const index = next++;
            try {
                const made = attack(seed, index);
                const { answer, hung } = await exchange(server.port, made, patience);
                const status = statusOf(answer);
                count(status);
                if (hung) problem(index, `${made.kind} has hung`);
                if (!expected.includes(status)) problem(index, `${made.kind} was answered ${JSON.stringify(status)}`);
                if (index % 100 === 0) await assertServed(server);
            } catch (error) {
                problem(index, (error as Error).message);
            }
            progress(++done, requests);
        }
    });
    await Promise.all(attackers);
    progress(undefined, requests);
    await settle(server).catch((error) => problem(requests, error.message));
    const all = [server.pid, ...descendants(server.pid).map(({ pid }) => pid)];
    server.child.kill("SIGTERM");
    await until(
        () => stillRunning(all).length === 0,
        () => `${stillRunning(all)} run on after SIGTERM`,
        3000,
    ).catch((error) => problem(requests, error.message));
    const { code, err } = await server.ended;
    if (code !== 0) problem(requests, `the server ended with ${code}`);
    if (err !== "") problem(requests, `the server complained: ${err.slice(0, 2000)}`);
    return { problems, statuses };
}

async function assertServed({ port }: Running): Promise<void> {
    const { status, body } = await ask(port, { path: "/v0/lambda" });
    if (status !== 200 || body !== "fine") throw new Error(`a normal request was answered ${status} ${body}`);
}

/** Waits until the server is as quiet as at its start; throws what is left over. */
async function settle(server: Running): Promise<void> {
    await assertServed(server);
    const family = () => descendants(server.pid).map(({ command }) => command);
    // The environments, one in reserve, the reaper and esbuild.
    await until(
        () => family().length <= environments + 3 && !family().some((command) => command.startsWith("sleep")),
        () => `${family().length} processes are left:\n${family().join("\n")}`,
        5000,
    );
    if (process.platform === "linux") {
        // Each environment holds five pipes; the rest is what Node.js itself has open.
        const limit = (environments + 2) * 5 + 40;
        const open = () => readdirSync(`/proc/${server.pid}/fd`).length;
        await until(
            () => open() <= limit,
            () => `${open()} files and connections are open`,
            5000,
        );
    }
    await assertServed(server);
}

// All that may leave the server; 500 is none of it.
const expected = ["none", "100", "200", "400", "403", "408", "413", "414", "431", "502", "504"];

function statusOf(answer: Buffer): string {
    if (answer.length === 0) return "none";
    const [line = ""] = answer.toString("latin1", 0, 100).split("\r\n");
    return /^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1] ?? line;
}

function progress(done: number | undefined, count: number): void {
    if (!process.stderr.isTTY) return;
    process.stderr.write(done === undefined ? "\r\x1b[K" : `\r${done} of ${count}`);
}

async function main(): Promise<void> {
    const options = { seed: { type: "string" }, requests: { type: "string" } } as const;
    const { values } = parseArgs({ options });
    const [seed, requests] = [Number(values.seed ?? Date.now() % 1_000_000), Number(values.requests ?? 10_000)];
    if (!Number.isInteger(seed) || !Number.isInteger(requests))
        throw new Error("--seed and --requests take whole numbers");
    console.log(`seed ${seed}: ${requests} requests`);
    const began = performance.now();
    const { problems, statuses } = await fuzz(seed, requests);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const answers = Object.entries(statuses).map(([status, times]) => `${status}: ${times}`);
    console.log(answers.sort().join(", "));
    for (const each of problems) console.log(each);
    console.log(
        problems.length === 0
            ? `stood in ${seconds} s: the server lives and nothing is left over`
            : `not stood; once more: npm run fuzz -- --seed ${seed}`,
    );
    process.exitCode = problems.length === 0 ? 0 : 1;
}

main().catch((error) => {
    console.error((error as Error).message);
    process.exit(1);
});
