// npm run bench -- [--runs N] [--without-peers] [--only-start] [--only-streams] [--only-recording]: measures this project beside node:http and serverless-offline.
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { localDir } from "../tests/places";
import {
    bodyTimes,
    evaluationTime,
    type Figures,
    loadTimes,
    median,
    reloadTime,
    routesTime,
    startTime,
} from "./measurements";
import { recordingSubjects, recordingTimes } from "./recording";
import { streamingApi, streamingHttp, streamTimes } from "./streams";
import { localApi, rawHttp, type Subject, serverlessOffline } from "./subjects";
import { markdown } from "./table";

const { values } = parseArgs({
    options: {
        runs: { type: "string", default: "5" },
        "without-peers": { type: "boolean" },
        "only-start": { type: "boolean" },
        "only-streams": { type: "boolean" },
        "only-recording": { type: "boolean" },
    },
});
const runs = Number(values.runs);

/** Medians by subject and figure. */
export type Results = Map<string, Figures>;

async function main(): Promise<void> {
    if (values["only-recording"]) return compareRecording();
    const alone = values["only-streams"];
    if (!alone) install("bench");
    if (!alone && !values["without-peers"]) install("bench/peers");
    const ours = localApi();
    const raw = rawHttp();
    const subjects: Subject[] = [raw, ours];
    if (!alone && !values["without-peers"]) subjects.push(serverlessOffline());
    const all = new Map<string, Figures[]>(subjects.map(({ name }) => [name, []]));
    // One run of each in turn, so that whatever else the machine does meets them alike.
    for (let run = 1; run <= runs; run++) {
        if (!values["only-start"]) {
            progress(`run ${run} of ${runs}: streams`);
            const [theirs = {}, own = {}] = await streamTimes([streamingHttp(), streamingApi()]);
            all.get(raw.name)?.push(theirs);
            all.get(ours.name)?.push(own);
        }
        if (values["only-streams"]) continue;
        for (const subject of subjects) {
            progress(`run ${run} of ${runs}: ${subject.name}`);
            all.get(subject.name)?.push(await startTime(subject));
            if (!values["only-start"]) all.get(subject.name)?.push(await loadTimes(subject));
        }
        all.get(ours.name)?.push(await evaluationTime(ours));
        if (values["only-start"]) continue;
        progress(`run ${run} of ${runs}: reload, routes, bodies`);
        const own = [await reloadTime(ours)];
        for (const routes of [1, 30, 300]) own.push(await routesTime(localApi(routes), routes));
        own.push(await bodyTimes(localApi(2)));
        all.get(ours.name)?.push(Object.assign({}, ...own));
    }
    progress("");
    const results: Results = new Map([...all].map(([name, figures]) => [name, medians(figures)]));
    const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node.js ${process.versions.node}`;
    const table = markdown(results, machine, runs);
    const record = { machine, runs, results: Object.fromEntries(results) };
    // A part of the figures is no record.
    if (!values["only-start"] && !values["only-streams"])
        writeFileSync(join(localDir, "bench", "results.json"), `${JSON.stringify(record, null, 4)}\n`);
    process.stdout.write(table);
}

async function compareRecording(): Promise<void> {
    install("bench");
    const subjects = recordingSubjects();
    const all = new Map<string, Figures[]>(subjects.map(({ name }) => [name, []]));
    for (let run = 1; run <= runs; run++) {
        progress(`run ${run} of ${runs}: recording`);
        const figures = await recordingTimes(subjects, 6);
        for (const [index, { name }] of subjects.entries()) all.get(name)?.push(figures[index] ?? {});
    }
    progress("");
    const [on = {}, off = {}] = [...all.values()].map(medians);
    process.stdout.write("|  | page off | page on |  |\n| --- | --- | --- | --- |\n");
    for (const [name, without = 0] of Object.entries(off)) {
        const [more = 0, change] = [on[name], ((on[name] ?? 0) / without - 1) * 100];
        process.stdout.write(`| ${name} | ${without.toFixed(0)} | ${more.toFixed(0)} | ${change.toFixed(1)} % |\n`);
    }
}

function medians(figures: Figures[]): Figures {
    const names = new Set(figures.flatMap((one) => Object.keys(one)));
    return Object.fromEntries([...names].map((name) => [name, median(figures.flatMap((one) => one[name] ?? []))]));
}

function install(folder: string): void {
    const cwd = join(localDir, folder);
    if (existsSync(join(cwd, "node_modules"))) return;
    progress(`installing what ${folder}/package.json names`);
    const { status, stderr } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
        cwd,
        encoding: "utf8",
    });
    if (status !== 0) throw new Error(`npm ci in ${folder} failed:\n${stderr}`);
}

// On a terminal only; a pipe gets the table and nothing else.
function progress(text: string): void {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

main().catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
});
