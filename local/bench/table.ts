import type { Results } from "./main";

type Lookup = (subject: string, figure: string) => number;

/** The goals, each a figure or a ratio of two, as the issue that set them words them. */
const goals: [text: string, goal: string, value: (figure: Lookup) => number, reached: (value: number) => boolean][] = [
    ["requests/s at 100 connections, × node:http", "≥ 0.25", (f) => f(ours, load) / f(raw, load), (v) => v >= 0.25],
    [
        "requests/s at 100 connections, × serverless-offline",
        "≥ 10",
        (f) => f(ours, load) / f(peer, load),
        (v) => v >= 10,
    ],
    ["time per request at 1 connection, × node:http", "≤ 2.0", (f) => f(ours, single) / f(raw, single), (v) => v <= 2],
    ["evaluation of the program, s", "≤ 0.7", (f) => f(ours, evaluation) / 1000, (v) => v <= 0.7],
    ["`npm start` to first answer, s", "≤ 1.0", (f) => f(ours, first) / 1000, (v) => v <= 1],
    [
        "`npm start` to first answer, × serverless-offline",
        "≤ 0.5",
        (f) => f(ours, first) / f(peer, first),
        (v) => v <= 0.5,
    ],
    [
        "save of the handler to new answer, ms",
        "≤ 150",
        (f) => f(ours, "save of the handler to new answer, ms"),
        (v) => v <= 150,
    ],
    ["memory of all processes after load, MB", "≤ 220", (f) => f(ours, "memory after load, MB"), (v) => v <= 220],
    [
        "p50 at 300 routes, × 1 route",
        "≤ 1.1",
        (f) => f(ours, "p50, 300 routes, ms") / f(ours, "p50, 1 routes, ms"),
        (v) => v <= 1.1,
    ],
    [
        "p50 of a 5 MB body, × 100 KB",
        "≤ 60",
        (f) => f(ours, "p50, 5 MB body, ms") / f(ours, "p50, 100 KB body, ms"),
        (v) => v <= 60,
    ],
    [
        "first byte of a stream, ms later than node:http",
        "≤ 5",
        (f) => f(ours, firstByte) - f(raw, firstByte),
        (v) => v <= 5,
    ],
    ["stream of 100 MB, × node:http", "≥ 0.5", (f) => f(ours, rate) / f(raw, rate), (v) => v >= 0.5],
    ["most that a process grows by a stream of 1 GB, MB", "< 32", (f) => f(ours, growth), (v) => v < 32],
];
const [ours, raw, peer] = ["npm start", "node:http", "serverless-offline"];
const [firstByte, rate, growth] = [
    "first byte of a stream, ms",
    "stream of 100 MB, MB/s",
    "most that a process grows by a stream of 1 GB, MB",
];
const [load, single, first, evaluation] = [
    "requests/s, 100 connections",
    "time per request, 1 connection, ms",
    "start to first answer, ms",
    "evaluation of the program, ms",
];

/** All results as two Markdown tables: the figures, and the goals. */
export function markdown(results: Results, machine: string, runs: number): string {
    const figure: Lookup = (subject, name) => results.get(subject)?.[name] ?? Number.NaN;
    const subjects = [...results.keys()];
    const names = [...new Set([...results.values()].flatMap((figures) => Object.keys(figures)))];
    const rows = names.map((name) => [name, ...subjects.map((subject) => shown(figure(subject, name)))]);
    const goalRows = goals.map(([text, goal, value, reached]) => {
        const number = value(figure);
        return [text, goal, shown(number), Number.isNaN(number) ? "not measured" : reached(number) ? "yes" : "no"];
    });
    return [
        `${machine}; medians of ${runs} runs.`,
        "",
        table(["", ...subjects], rows),
        "",
        table(["figure", "goal", "reached", ""], goalRows),
        "",
    ].join("\n");
}

function shown(value: number): string {
    if (Number.isNaN(value)) return "–";
    return value >= 100 ? String(Math.round(value)) : value.toPrecision(value >= 10 ? 3 : 2);
}

function table(head: string[], rows: string[][]): string {
    return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
