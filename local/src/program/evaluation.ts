import { type StdioOptions, spawn } from "node:child_process";
import { extname, join, sep } from "node:path";
import type { Readable } from "node:stream";
import type { EvaluationMessage } from "./evaluate";

/** An evaluated program: the REST API, and what the user must be told. */
export type Evaluated = Extract<EvaluationMessage, { restApi: object }>;

/** Ends the process groups it is told of with this process, however that ends. */
interface Tracker {
    track(pid: number): void;
    untrack(pid: number): void;
}

/**
 * Evaluates the program for a stack in a process of its own, which takes the Pulumi SDK's memory with it when it ends.
 * Throws what the program threw, with its place in the program or, if `verbose`, its stack. `sources` is told of the files
 * the program is made of, before either. An error says in `missing` where modules were looked for.
 */
export async function evaluateApart(
    projectDir: string,
    { stack, verbose }: { stack: string; verbose: boolean },
    reaper: Tracker,
    sources: (files: string[]) => void = () => {},
): Promise<Evaluated> {
    const evaluate = (traces: boolean, output: "inherit" | "ignore") =>
        runApart<EvaluationMessage>("program/evaluate", projectDir, traces ? [stack, "--verbose"] : [stack], {
            reaper,
            output,
        });
    const message = await evaluate(verbose, "inherit");
    if (message.sources.length > 0) sources(message.sources);
    if ("restApi" in message) return message;
    // Traces cost as much as the rest of an evaluation: they are taken only when there is something to find.
    const again = verbose || message.refused ? message : await evaluate(true, "ignore").catch(() => message);
    const place = "error" in again && again !== message ? placeIn(again.stack, projectDir) : undefined;
    const { error, stack: trace, missing } = message;
    throw Object.assign(new Error(`${place ? `${place}: ` : ""}${error}`), { stack: trace, missing });
}

/**
 * Runs a script of a room, `program/evaluate`, in a process of its own with the project's folder and other arguments, and
 * resolves to the JSON that it writes to file descriptor 3. Throws a sentence if its process ends without.
 */
export async function runApart<T>(
    script: string,
    projectDir: string,
    args: string[],
    { reaper, output }: { reaper: Tracker; output: "inherit" | "ignore" },
): Promise<T> {
    // All rooms lie beside each other, as sources and packed.
    const files = ["../../bin/run.cjs", `../${script}${extname(__filename)}`].map((path) => join(__dirname, path));
    const stdio: StdioOptions = ["ignore", output, output, "pipe"];
    // In a group of its own, that a program without end does not outlive this process.
    const child = spawn(process.execPath, [...files, projectDir, ...args], {
        cwd: projectDir,
        // To start a thread takes esbuild 50 ms; without one it builds a program and half a dozen handlers in that.
        env: { ESBUILD_WORKER_THREADS: "0", ...process.env },
        stdio,
        detached: true,
    });
    if (child.pid !== undefined) reaper.track(child.pid);
    const exit = new Promise<string | null>((resolve) => {
        child.once("exit", (_, signal) => {
            if (child.pid !== undefined) reaper.untrack(child.pid);
            resolve(signal);
        });
    });
    const chunks: Buffer[] = [];
    for await (const chunk of child.stdio[3] as Readable) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    if (text !== "") return JSON.parse(text);
    const signal = await exit;
    if (signal) throw new Error(`The program's process was ended by ${signal} before it was evaluated`);
    throw new Error("The program ended its process before it was evaluated; it must not call process.exit");
}

/** The first line of a stack that is the program's, `index.ts:12`; undefined if none is. */
function placeIn(stack: string, projectDir: string): string | undefined {
    const inside = stack.split("\n").flatMap((line) => line.split(projectDir + sep).slice(1, 2));
    const places = inside.map((rest) => /^(.+?:\d+):\d+/.exec(rest)?.[1]);
    return places.find((place) => place !== undefined && !/^(?:local|node_modules)[\\/]/.test(place));
}
