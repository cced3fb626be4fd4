// Runs in a process of its own: `node bin/run.cjs src/program/evaluate.ts PROJECT STACK [--verbose]`. Evaluates the program, writes one
// line of JSON to file descriptor 3 and exits, so that the serving process stays small and no program can take it down.
import { writeSync } from "node:fs";
import { join } from "node:path";
import { type Build, recordBuilds } from "./builds";
import { evaluate } from "./engine";
import { programFiles } from "./load-program";
import { localAnswersFile } from "./local-answers";
import { missingModules } from "./missing-modules";
import { callsAws, notImitated } from "./not-imitated";
import { programEntry } from "./program-entry";
import { stackFolder } from "./project-file";
import { recordReads } from "./reads";
import { type RestApi, restApi } from "./rest-api";
import { readStackConfig } from "./stack-config";

/**
 * What comes out: the REST API and what the user must be told, or the one sentence, and the stack, of what went wrong; and
 * the files the program is made of, none if it could not be read.
 */
export type EvaluationMessage = { sources: string[]; builds: Build[] } & (
    | { restApi: RestApi; warnings: string[]; notes: string[]; lockedSecrets: string[]; callsAws: boolean }
    /** `refused`: by the program's own rules, whose sentence says all. `missing`: where modules were looked for. */
    | { error: string; stack: string; refused: boolean; missing: string[] }
);

const [projectDir = process.cwd(), name = "dev", verbose] = process.argv.slice(2);

// The SDK puts in front of what went wrong every property that waited for it, the farthest first.
const dependents = /^(?:error serializing property "[^"]*": )+(?=error serializing property)/;

const reads = recordReads();

function sources(): string[] {
    // What somebody writes there is served, even if there was nothing before.
    const stack = name.slice(name.lastIndexOf("/") + 1);
    const stackFiles = [`Pulumi.${stack}.yaml`, localAnswersFile(stack)].map((file) =>
        join(stackFolder(projectDir), file),
    );
    try {
        const files = [...programFiles(programEntry(projectDir)), join(projectDir, "Pulumi.yaml"), ...stackFiles];
        return [...new Set([...files, ...builds.written, ...reads()])];
    } catch {
        return [];
    }
}

const builds = recordBuilds(programFolder());

function programFolder(): string {
    try {
        return programEntry(projectDir).folder;
    } catch {
        return projectDir;
    }
}

async function message(): Promise<EvaluationMessage> {
    const config = readStackConfig(projectDir, name);
    const evaluation = await evaluate(projectDir, config, {}, { traces: verbose === "--verbose" });
    const { warnings } = evaluation;
    const { lockedSecrets } = config;
    const notes = notImitated(evaluation.resources);
    return {
        restApi: restApi(evaluation, config.region, (line) => notes.push(line)),
        warnings,
        notes,
        lockedSecrets,
        callsAws: callsAws(evaluation.resources),
        sources: sources(),
        builds: builds.kept,
    };
}

function failure(error: unknown): EvaluationMessage {
    const thrown = error instanceof Error ? error : new Error(String(error));
    const [sentence, refused] = [thrown.message.replace(dependents, ""), "__pulumiRunError" in thrown];
    const missing = missingModules(error, projectDir);
    return { error: sentence, stack: thrown.stack ?? "", refused, missing, sources: sources(), builds: builds.kept };
}

function tell(result: EvaluationMessage): never {
    const bytes = Buffer.from(JSON.stringify(result));
    for (let sent = 0; sent < bytes.length; ) sent += writeSync(3, bytes, sent);
    process.exit();
}

// An exit code keeps the SDK from telling at length which resources wait for what failed.
process.on("exit", () => {
    process.exitCode = 1;
});
const unresolved = "The program waits for what never comes: one of its promises or outputs does not resolve";
process.once("beforeExit", () => tell(failure(new Error(unresolved))));
message().catch(failure).then(tell);
