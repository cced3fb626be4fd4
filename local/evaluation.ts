import { type StdioOptions, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { EvaluationMessage } from "./evaluate";
import type { Reaper } from "./reaper";

/** An evaluated program: the REST API, and what the user must be told. */
export type Evaluated = Extract<EvaluationMessage, { restApi: object }>;

/**
 * Evaluates the program for a stack in a process of its own, which takes the Pulumi SDK's memory with it when it ends.
 * Throws what the program threw, with its stack. `sources` is told of the files the program is made of, before either.
 */
export async function evaluateApart(
    projectDir: string,
    { stack, verbose }: { stack: string; verbose: boolean },
    reaper: Reaper,
    sources: (files: string[]) => void = () => {},
): Promise<Evaluated> {
    const args = [join(projectDir, "local", "run.cjs"), join(projectDir, "local", "evaluate.ts"), projectDir, stack];
    if (verbose) args.push("--verbose");
    const stdio: StdioOptions = ["ignore", "inherit", "inherit", "pipe"];
    // In a group of its own, that a program without end does not outlive this process.
    const child = spawn(process.execPath, args, { cwd: projectDir, stdio, detached: true });
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
    if (text === "") {
        const signal = await exit;
        if (signal) throw new Error(`The program's process was ended by ${signal} before it was evaluated`);
        throw new Error("The program ended its process before it was evaluated; it must not call process.exit");
    }
    const message: EvaluationMessage = JSON.parse(text);
    if (message.sources.length > 0) sources(message.sources);
    if ("restApi" in message) return message;
    throw Object.assign(new Error(message.error), { stack: message.stack });
}
