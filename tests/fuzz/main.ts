// npm run fuzz [-- --seed NUMBER --count NUMBER]: attacks the local API with malformed and hostile requests. Ends with 0 only
// if the server has stood it: alive, no error of its own, no environment or file left over, and every normal request served.
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { ask } from "../http";
import { descendants, until } from "../processes";
import { copyProject, type ProjectCopy, type Running, start, stillRunning } from "../project-copy";
import { exchange } from "./exchange";
import { handler } from "./handler";
import { attack } from "./requests";

const concurrency = 24;
// Of execution environments; few enough for a fault to be felt by the next request.
const environments = 4;
// For an answer; the function's timeout is 1 s.
const patience = 120;

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

async function fuzz(seed: number, count: number): Promise<string[]> {
    const copy = copyProject(process.cwd());
    try {
        copy.write({ "handler/index.ts": handler, "Pulumi.fuzz.yaml": configuration });
        return await attackAll(copy, seed, count);
    } finally {
        copy.remove();
    }
}

/** Attacks a server of the project's copy, and ends it. Resolves to what it has not stood. */
async function attackAll(copy: ProjectCopy, seed: number, count: number): Promise<string[]> {
    const server = await start(copy.folder, ["--stack", "fuzz", "--max-concurrency", String(environments)]);
    const problems: string[] = [];
    const problem = (index: number, sentence: string) => problems.push(`request ${index}: ${sentence}`);
    let next = 0;
    let done = 0;
    const attackers = Array.from({ length: concurrency }, async () => {
        while (next < count && problems.length < 10) {
            const index = next++;
            try {
                const made = attack(seed, index);
                const wrong = unlikeHttp(await exchange(server.port, made, patience));
                if (wrong) problem(index, `${made.kind} was answered with ${wrong}`);
                if (index % 100 === 0) await assertServed(server);
            } catch (error) {
                problem(index, (error as Error).message);
            }
            progress(++done, count);
        }
    });
    await Promise.all(attackers);
    progress(undefined, count);
    await settle(server).catch((error) => problem(count, error.message));
    const all = [server.pid, ...descendants(server.pid).map(({ pid }) => pid)];
    server.child.kill("SIGTERM");
    await until(
        () => stillRunning(all).length === 0,
        () => `${stillRunning(all)} run on after SIGTERM`,
        3000,
    ).catch((error) => problem(count, error.message));
    const { code, err } = await server.ended;
    if (code !== 0) problem(count, `the server ended with ${code}`);
    if (err !== "") problem(count, `the server complained: ${err.slice(0, 2000)}`);
    return problems;
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
        // Each environment holds three pipes; the rest is what Node.js itself has open.
        const limit = (environments + 2) * 4 + 40;
        const open = () => readdirSync(`/proc/${server.pid}/fd`).length;
        await until(
            () => open() <= limit,
            () => `${open()} files and connections are open`,
            5000,
        );
    }
    await assertServed(server);
}

// Only what begins like an HTTP answer of a status that this API has may leave the server.
function unlikeHttp(answer: Buffer): string | undefined {
    if (answer.length === 0) return undefined;
    const [line = ""] = answer.toString("latin1", 0, 100).split("\r\n");
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1]);
    return [100, 200, 400, 403, 408, 413, 414, 431, 502, 504].includes(status) ? undefined : JSON.stringify(line);
}

function progress(done: number | undefined, count: number): void {
    if (!process.stderr.isTTY) return;
    process.stderr.write(done === undefined ? "\r\x1b[K" : `\r${done} of ${count}`);
}

async function main(): Promise<void> {
    const options = { seed: { type: "string" }, count: { type: "string" } } as const;
    const { values } = parseArgs({ options });
    const [seed, count] = [Number(values.seed ?? Date.now() % 1_000_000), Number(values.count ?? 10_000)];
    if (!Number.isInteger(seed) || !Number.isInteger(count))
        throw new Error("--seed and --count must be whole numbers");
    console.log(`seed ${seed}: ${count} requests`);
    const began = performance.now();
    const problems = await fuzz(seed, count);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    for (const each of problems) console.log(each);
    const outcome = problems.length === 0 ? "stood" : "not stood";
    console.log(
        `seed ${seed}: ${outcome} in ${seconds} s${problems.length > 0 ? `; npm run fuzz -- --seed ${seed}` : ""}`,
    );
    process.exitCode = problems.length === 0 ? 0 : 1;
}

main().catch((error) => {
    console.error((error as Error).message);
    process.exit(1);
});
