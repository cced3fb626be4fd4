import { readLine } from "../lambda/lambda";
import { type Exchange, initDurationOf, type LoggedLine, whyOf } from "../page/page";
import type { ExchangeListener } from "./exchanges";

/** Writes one JSON object for each request that has its answer, with all that was logged; what comes later is one a line. */
export function createJsonLog(print: (line: string) => void, root: string): ExchangeListener {
    const write = (value: object) => print(JSON.stringify(value));
    const over = new WeakSet<Exchange>();
    return {
        line: (exchange, line) => {
            if (over.has(exchange)) write({ type: "log", ...logged(line, root) });
        },
        finished: (exchange) => {
            over.add(exchange);
            write({ type: "request", ...described(exchange, root) });
        },
        late: ({ record, reports }) =>
            write({ type: "report", request: record.requestId, reports: reports.map(reported) }),
        stray: (text, record) => {
            if (!record) return write({ type: "note", text });
            const { type, functionName } = record;
            if (type === "function") write({ type: "log", ...logged({ ...record, text, time: Date.now() }, root) });
            if (type === "late error") {
                const { requestId, error } = record;
                write({ type, function: functionName, requestId, error });
            }
            if (type === "init error") write({ type, function: functionName, error: record.error });
            if (type === "report") write({ type, reports: [reported(record)] });
        },
    };
}

function described(exchange: Exchange, root: string): object {
    const { record, lines, reports } = exchange;
    const { began, finished = began } = record.times;
    return {
        time: new Date(record.time).toISOString(),
        requestId: record.requestId,
        method: record.httpMethod,
        path: record.target,
        route: record.route,
        function: record.invocations.find(({ role }) => role === "integration")?.functionName,
        status: record.gone ? undefined : record.answer?.statusCode,
        gone: record.gone || undefined,
        duration: round(finished - began),
        cold: initDurationOf(exchange) !== undefined,
        initDuration: round(initDurationOf(exchange)),
        why: whyOf(exchange),
        logs: lines.map((line) => logged(line, root)),
        reports: reports.map(reported),
    };
}

function logged({ text, time, requestId, functionName }: LoggedLine, root: string): object {
    const { level, message, fields, stack } = readLine(text, root);
    const given = Object.keys(fields).length > 0 ? fields : undefined;
    const frames = stack.length > 0 ? stack : undefined;
    const at = new Date(time).toISOString();
    return { time: at, function: functionName, invocation: requestId, level, message, fields: given, stack: frames };
}

function reported({ type: _, functionName, requestId, ...report }: Exchange["reports"][number]): object {
    const { duration, initDuration } = report;
    const durations = { duration: round(duration), initDuration: round(initDuration) };
    return { function: functionName, invocation: requestId, ...report, ...durations };
}

function round(milliseconds: number | undefined): number | undefined {
    return milliseconds === undefined ? undefined : Math.round(milliseconds * 100) / 100;
}
