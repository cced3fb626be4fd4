import { inspect } from "node:util";
import { printable, readLine } from "../lambda/lambda";
import type { ReportRecord, Why } from "../page/page";
import type { Color, Paint } from "./colors";

const indent = " ".repeat(9);
const levelColors: Record<string, Color> = { ERROR: "red", FATAL: "red", WARN: "yellow", INFO: "blue" };

/** Makes lines of what a function logged: level, message, fields; its stack on lines of their own. */
export function readableLog(text: string, root: string, paint: Paint): string[] {
    const { level, message, fields, stack } = readLine(text, root);
    const label = level === undefined ? "" : `${paint(levelColors[level] ?? "dim", level.slice(0, 5).padEnd(5))} `;
    const shown = Object.entries(fields).map(([name, value]) => `${paint("cyan", safe(name))}=${fieldValue(value)}`);
    const [first = "", ...more] = message.split("\n").map(safe);
    const below = `${indent}${" ".repeat(level === undefined ? 0 : 6)}`;
    return [
        `${indent}${label}${[first, ...(more.length === 0 ? shown : [])].filter(Boolean).join(" ")}`,
        ...more.map((line) => `${below}${line}`),
        ...(more.length > 0 && shown.length > 0 ? [`${below}${shown.join(" ")}`] : []),
        ...stack.map((frame) => `${below}  ${paint("dim", safe(frame))}`),
    ];
}

/** Makes lines of why API Gateway answered by itself. */
export function readableWhy({ fact, reason, advice }: Why, paint: Paint): string[] {
    const lines = [`${indent}${paint("red", "why  ")} ${safe(reason)} ${paint("dim", `[${fact}]`)}`];
    return advice === "" ? lines : [...lines, `${indent}      ${safe(advice)}`];
}

/** What is worth knowing of an invocation's report: memory or timeout that came near, or all of it. */
export function readableReport(report: ReportRecord, all: boolean, paint: Paint): string[] {
    const { duration, timeout, maxMemoryUsed, memorySize, billedDuration, initDuration } = report;
    const line = (color: Color, text: string) => `${indent}${paint(color, `REPORT ${text}`)}`;
    const memory = `${maxMemoryUsed} of ${memorySize} MB`;
    if (all) {
        const init = initDuration === undefined ? "" : `, init ${time(initDuration)}`;
        return [line("dim", `${time(duration)}, billed ${billedDuration} ms${init}, memory ${memory}`)];
    }
    return [
        ...(maxMemoryUsed >= memorySize * 0.9 ? [line("yellow", `memory near its limit: ${memory}`)] : []),
        ...(duration >= timeout * 0.8 && report.status !== "timeout"
            ? [line("yellow", `timeout near: ${time(duration)} of ${time(timeout)}`)]
            : []),
    ];
}

/** Milliseconds, for people. */
export function time(milliseconds: number): string {
    if (milliseconds >= 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
    if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
    return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

/** A text on one line that a terminal does not obey. */
export function safe(text: string): string {
    return printable(text.replaceAll("\n", " ").replaceAll("\r", " "));
}

function fieldValue(value: unknown): string {
    if (typeof value === "string" && /^[\w./:@+-]{1,200}$/.test(value)) return value;
    return safe(inspect(value, { depth: 5, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 500 }));
}
