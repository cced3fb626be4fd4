import { type LogRecord, unloggedError } from "../lambda/lambda";
import { type Exchange, initDurationOf, whyOf } from "../page/page";
import type { Color, Paint } from "./colors";
import type { ExchangeListener } from "./exchanges";
import { readableLog, readableReport, readableWhy, safe, time } from "./readable-log";

export interface PrettyLogOptions {
    print(text: string): void;
    paint: Paint;
    /** Width of the terminal. */
    columns(): number;
    /** The project's folder: paths in it are shown from there. */
    root: string;
    /** Every REPORT. */
    verbose: boolean;
}

// What runs longer shows what it has logged so far.
const patience = 1000;

/** Writes a line for each request that has its answer, and below it what its functions logged. */
export function createPrettyLog({ print, paint, columns, root, verbose }: PrettyLogOptions): ExchangeListener {
    const widths = { route: 0, functionName: 0 };
    const waiting = new Map<Exchange, NodeJS.Timeout>();
    const live = new Set<Exchange>();
    const logged = (exchange: Exchange) => exchange.lines.flatMap(({ text }) => readableLog(text, root, paint));
    const reports = (exchange: Exchange) => exchange.reports.flatMap((each) => readableReport(each, verbose, paint));
    const show = (lines: string[]) => lines.length > 0 && print(lines.join("\n"));

    function head({ record }: Exchange, status: string, more: string): string {
        const functionName = record.invocations.find(({ role }) => role === "integration")?.functionName ?? "";
        widths.route = Math.min(28, Math.max(widths.route, record.route?.length ?? 0));
        widths.functionName = Math.min(32, Math.max(widths.functionName, functionName.length));
        const rest = columns() - 9 - 8 - widths.route - widths.functionName - 20;
        return [
            paint("dim", new Date(record.time).toTimeString().slice(0, 8)),
            paint("bold", sized(record.httpMethod, 6)),
            sized(record.target, Math.min(48, Math.max(16, rest))),
            paint("dim", sized(record.route ?? "", widths.route)),
            paint("dim", sized(functionName, widths.functionName)),
            status,
            more,
        ]
            .join(" ")
            .trimEnd();
    }

    function end(exchange: Exchange): void {
        clearTimeout(waiting.get(exchange));
        waiting.delete(exchange);
        const { record } = exchange;
        const { began, finished = began } = record.times;
        const init = initDurationOf(exchange);
        const cold = init === undefined ? "" : paint("magenta", ` cold ${time(init)}`);
        const status = record.gone ? paint("yellow", "gone") : statusOf(record.answer?.statusCode ?? 0);
        const why = whyOf(exchange);
        show([
            head(exchange, status, `${time(finished - began).padStart(8)}${cold}`),
            ...(live.delete(exchange) ? [] : logged(exchange)),
            ...(why ? readableWhy(why, paint) : []),
            ...reports(exchange),
        ]);
        if (record.invocations.some(({ ended }) => ended === undefined)) live.add(exchange);
    }

    function statusOf(status: number): string {
        const color: Color = status >= 500 ? "red" : status >= 400 ? "yellow" : status >= 300 ? "cyan" : "green";
        return paint(color, String(status));
    }

    return {
        line: (exchange, { text }) => {
            if (live.has(exchange)) return void show(readableLog(text, root, paint));
            if (waiting.has(exchange)) return;
            const timer = setTimeout(() => {
                live.add(exchange);
                show([head(exchange, paint("dim", "…"), paint("dim", "runs")), ...logged(exchange)]);
            }, patience).unref();
            waiting.set(exchange, timer);
        },
        finished: end,
        late: (exchange) => {
            live.delete(exchange);
            const { record } = exchange;
            const text = `the function of ${record.httpMethod} ${record.target} has ended after the answer`;
            show([paint("dim", sized(safe(text), columns()).trimEnd()), ...reports(exchange)]);
        },
        stray: (line, record) => show(strayLines(line, record)),
    };

    function strayLines(line: string, record: LogRecord | undefined): string[] {
        if (!record) return [line];
        if (record.type === "function") return readableLog(line, root, paint);
        if (record.type === "report") return readableReport(record, verbose, paint);
        if (record.type === "late error") return [paint("red", line)];
        if (record.type !== "init error") return [];
        const title = paint("red", `${record.functionName} could not be loaded, after ${time(record.initDuration)}`);
        return [title, ...unloggedError(record.error).flatMap((text) => readableLog(text, root, paint))];
    }
}

// Cut in its middle, that both ends of a path stay.
function sized(text: string, width: number): string {
    const shown = safe(text);
    if (shown.length <= width) return shown.padEnd(width);
    const tail = Math.floor((width - 1) / 3);
    return `${shown.slice(0, width - 1 - tail)}…${shown.slice(shown.length - tail)}`;
}
