import { sep } from "node:path";

/** A line of a function's log, for people. Its texts may hold anything, control characters too. */
export interface ReadableLine {
    level: string | undefined;
    message: string;
    /** What was logged beside the message. */
    fields: Record<string, unknown>;
    /** `at read (handler/store.ts:2:31)`, without the runtime's own frames. */
    stack: string[];
}

/** Reads a line of either log format, or of none. Paths of the project at `root` become relative. */
export function readLine(text: string, root: string): ReadableLine {
    const { level, message, fields } = readJson(text) ??
        readText(text) ?? { level: undefined, message: text, fields: {} };
    const { errorType, errorMessage, stackTrace, stack: named, ...rest } = fields;
    const given = Array.isArray(stackTrace) ? stackTrace : Array.isArray(named) ? named : [];
    const lines = message.split("\n").map((line) => line.replace(/^\t/, ""));
    const frames = (given.length > 0 ? given : lines).map(String).filter(isFrame);
    const words = lines.filter((line) => !isFrame(line)).join("\n");
    const error = errorMessage === undefined ? "" : `${errorType ?? "Error"}: ${errorMessage}`;
    return {
        level: level === "ERROR" && isWarning.test(message) ? "WARN" : level,
        message: words.includes(String(errorMessage)) ? words : [words, error].filter(Boolean).join(" "),
        fields: rest,
        stack: frames.filter((frame) => !isRuntime.test(frame)).map((frame) => readableFrame(frame, root)),
    };
}

type Parts = Omit<ReadableLine, "stack">;

function readJson(text: string): Parts | undefined {
    const parsed = text.startsWith("{") ? parse(text) : undefined;
    if (!parsed || !("level" in parsed || "message" in parsed)) return undefined;
    const { timestamp: _, level, requestId: __, message, ...rest } = parsed;
    const name = level === undefined ? undefined : String(level);
    if (typeof message !== "object" || message === null)
        return { level: name, message: String(message ?? ""), fields: rest };
    if (Array.isArray(message)) return { level: name, message: JSON.stringify(message), fields: rest };
    return { level: name, message: "", fields: { ...message, ...rest } };
}

// time, id, level and message with tabs between; a failed invocation's error is JSON behind one more.
function readText(text: string): Parts | undefined {
    const [, level, message = ""] = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t\S+\t([A-Z]+)\t(.*)$/s.exec(text) ?? [];
    if (level === undefined) return undefined;
    const [, words, json = ""] = /^(.*?)\s*\t(\{.*\})$/.exec(message) ?? [];
    const error = parse(json);
    return words === undefined || !error ? { level, message, fields: {} } : { level, message: words, fields: error };
}

function parse(text: string): Record<string, unknown> | undefined {
    try {
        const parsed = JSON.parse(text);
        return typeof parsed === "object" && parsed !== null ? parsed : undefined;
    } catch {
        return undefined;
    }
}

// Node writes its warnings by console.error, which the runtime labels ERROR; so it is in CloudWatch.
const isWarning = /^\(node:\d+\) /;

function isFrame(line: string): boolean {
    return /^\s+at .*[):\d]$/.test(line);
}

// Where task-root.ts writes it, beside the folders of task roots.
const isRuntime = /[\\/]api-gateway-local-[^\\/]+[\\/][^\\/]+[\\/]runtime[\w-]*\.js:|\(?node:internal\//;

function readableFrame(frame: string, root: string): string {
    return frame
        .trim()
        .replace("file://", "")
        .replace(root + sep, "");
}
