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

/**
 * One run of each side by side: the load goes from one to the other and back every two seconds, so that whatever else runs meets
 * both.
 */
export async function recordingTimes(subjects: Subject[], rounds: number): Promise<Figures[]> {
    const running = [];
    for (const subject of subjects) running.push(await start(subject));
    try {
        const rates: number[][] = subjects.map(() => []);
        for (let round = 0; round <= rounds; round++) {
            const order = [...running.entries()];
            for (const [index, { url }] of round % 2 === 0 ? order : order.reverse()) {
                const { requests, duration, errors, non2xx } = await autocannon(url, 100, 2);
                if (errors + non2xx > 0) throw new Error(`${subjects[index]?.name} failed requests`);
                // The first round warms up.
                if (round > 0) rates[index]?.push(requests.total / duration);
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
