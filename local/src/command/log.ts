import type { RequestObserver } from "../gateway/gateway";
import type { Print } from "../lambda/lambda";
import { printableLines } from "../lambda/lambda";
import { createPaint } from "./colors";
import { createExchanges, type ExchangeListener } from "./exchanges";
import { createJsonLog } from "./json-log";
import { createPrettyLog } from "./pretty-log";
import { createPrinter } from "./printer";

export const logForms = ["pretty", "json", "aws"] as const;
export type LogForm = (typeof logForms)[number];

/** What `npm start` prints. */
export interface Log {
    /** Takes the lines that Lambda writes. */
    print: Print;
    /** Where somebody wants to know of requests. */
    observe: RequestObserver | undefined;
    /** Takes what API Gateway would log nowhere: why it answered by itself. */
    gateway(line: string): void;
    /** Takes what a person is told beside: the route table, notes. */
    note(text: string): void;
}

/**
 * Makes the log in a form: `pretty`, which a terminal gets, for people; `json`, an object for each request; `aws`, which
 * all else gets, for programs that know what CloudWatch would hold. `listeners` are told of the same requests.
 */
export function createLog(
    { log, verbose, event }: { log: LogForm | undefined; verbose: boolean; event: string | undefined },
    root: string,
    listeners: ExchangeListener[] = [],
): Log {
    // One invocation prints its result where others log.
    const stream = event === undefined ? process.stdout : process.stderr;
    const form = log ?? (stream.isTTY ? "pretty" : "aws");
    const print = createPrinter(stream);
    // Who reads objects gets nothing else.
    const note = form === "json" ? createPrinter(process.stderr) : print;
    const nothing = () => {};
    if (form === "aws") {
        const exchanges = listeners.length > 0 ? createExchanges(listeners) : undefined;
        const both: Print = (line, record, inCloudWatch) => {
            for (const each of awsLines(line, inCloudWatch, stream.isTTY)) print(each);
            exchanges?.print(line, record);
        };
        const gateway = (text: string) => print(printableLines(text));
        return { print: both, observe: exchanges?.observe, gateway, note };
    }
    const shown =
        form === "json"
            ? createJsonLog(print, root)
            : createPrettyLog({
                  print,
                  paint: createPaint(stream, process.env),
                  columns: () => stream.columns ?? 120,
                  root,
                  verbose,
              });
    return { ...createExchanges([shown, ...listeners]), gateway: nothing, note };
}

/** What the form `aws` makes of a print: what CloudWatch holds, or on a terminal, which somebody reads, the line for people. */
export function awsLines(
    line: string | undefined,
    inCloudWatch: (() => string[]) | undefined,
    isTTY: boolean,
): string[] {
    if (inCloudWatch && !isTTY) return inCloudWatch();
    return line === undefined ? [] : [line];
}
