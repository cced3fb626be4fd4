import { autocannon, type Figures, median } from "./measurements";
import { treeMemory } from "./process-memory";
import { localApi, type Subject, start } from "./subjects";

/** The tool with what it keeps of requests for its page, and without; nobody watches. */
export function recordingSubjects(): Subject[] {
    const own = localApi();
    return [
        { ...own, name: "page on", command: (port) => withArguments(own, port, ["--page", "0", "--log", "aws"]) },
        { ...own, name: "page off", command: (port) => withArguments(own, port, ["--page", "off", "--log", "aws"]) },
    ];
}

/** One run of each side by side: the load alternates between them every second, so that whatever else runs meets both. */
export async function recordingTimes(subjects: Subject[], seconds: number): Promise<Figures[]> {
    const running = [];
    for (const subject of subjects) running.push(await start(subject));
    try {
        const rates: number[][] = subjects.map(() => []);
        for (let second = 0; second < seconds; second++) {
            for (const [index, { url }] of running.entries()) {
                const { requests, errors, non2xx } = await autocannon(url, 100, 1);
                if (errors + non2xx > 0) throw new Error(`${subjects[index]?.name} failed requests`);
                // The first second warms up.
                if (second > 0) rates[index]?.push(requests.average);
            }
        }
        return running.map(({ pid }, index) => ({
            "requests/s, 100 connections": median(rates[index] ?? []),
            "memory after load, MB": treeMemory(pid),
        }));
    } finally {
        for (const { stop } of running) await stop();
    }
}

function withArguments(subject: Subject, port: number, more: string[]): [file: string, args: string[]] {
    const [file, args] = subject.command(port);
    return [file, [...args, ...more]];
}
