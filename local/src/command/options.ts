import { parseArgs } from "node:util";
import type { JSONWebKeySet } from "jose";
import { awsVariables, endpoint, shellEndpoint } from "./aws-endpoint";
import type { LogForm } from "./log";
import { envFiles, keySet, passed } from "./option-files";
import { assignments, logForm, notEmpty, number, pagePort } from "./option-values";

/** The command line of `npm start`. */
export interface Options {
    stack: string;
    host: string;
    port: number;
    /** The API to serve alone, by logical name. */
    api: string | undefined;
    /** Over the function's variables; read anew each time, for a file of `envFiles` may have changed. */
    readonly environment: Record<string, string>;
    envFiles: string[];
    /** Variables of this machine that the function shall see. */
    passedEnv: Record<string, string>;
    /** Where the functions reach AWS, or what stands in for it. */
    awsEndpoint: URL | undefined;
    apiKeys: string[];
    /** What tokens of user pools are checked against. */
    jwks: JSONWebKeySet | undefined;
    allowedHosts: string[];
    allowCrossSite: boolean;
    /** Let no throttle and no quota refuse a request. */
    withoutLimits: boolean;
    /** Let functions stream more than Lambda lets them. */
    withoutStreamLimit: boolean;
    maxConcurrency: number;
    inspectPort: number | undefined;
    /** Invoke the function once with the event in this file, instead of serving. */
    event: string | undefined;
    /** Which of several functions. */
    functionName: string | undefined;
    printEvent: boolean;
    /** Port of the page that shows requests; undefined for 3001 or the next free one. */
    page: number | "off" | undefined;
    /** Undefined for the one that fits where the log goes. */
    log: LogForm | undefined;
    verbose: boolean;
}

export const help = `npm start -- [OPTION…]: serve the stack's API on this machine

  --stack NAME           stack whose configuration to use, its full name if you like (dev)
  --port NUMBER          port to listen on, 0 for any free one (3000); further APIs take the next from 3010
  --api NAME             serve only the API of that logical name
  --host ADDRESS         address to listen on (127.0.0.1)
  --env NAME=VALUE       set a variable of the function; repeatable
  --env-file FILE        set variables of the function from a file
  --pass-env NAME        let the function see a variable of this shell; repeatable
  --aws URL              let the functions call a stand-in for AWS at URL, with dummy credentials
  --api-key VALUE        accept an API key on routes that require one; repeatable
  --jwks FILE            check tokens of Cognito user pools against the keys in a file
  --no-limits            apply no throttle and no quota
  --no-stream-limit      let functions stream more than the 200 MB that Lambda lets them
  --allowed-host NAME    serve requests for a host name beside the local ones; repeatable
  --allow-cross-site     serve requests that pages of other sites make
  --max-concurrency N    most execution environments at one moment (10)
  --inspect[=PORT]       let a debugger attach to each function, at this port and those after it (9229)
  --event FILE           invoke the function once with an event, - for standard input, and print its result
  --function NAME        with --event: the function to invoke, an authorizer's too, where there are several
  --print-event          print each event the function gets
  --page PORT            port of the page that shows requests, 0 for any free one (3001 or the next free one), or off
  --log FORM             how to log: pretty (on a terminal), json or aws (elsewhere)
  --verbose              print stack traces and each REPORT
  --help                 print this
`;

/** Reads the command line. Throws one sentence that names the option, the value and the rule. */
export function parseOptions(args: string[]): Options | "help" {
    const [text, list] = [{ type: "string" }, { type: "string", multiple: true }] as const;
    const flag = { type: "boolean" } as const;
    const normalized = args.map((arg) => (arg === "--inspect" ? "--inspect=9229" : arg));
    const { values } = readArgs(() =>
        parseArgs({
            args: normalized,
            options: {
                ...{ stack: text, port: text, host: text, api: text, env: list, "env-file": list, "pass-env": list },
                ...{ "api-key": list, "allowed-host": list, "allow-cross-site": flag, "max-concurrency": text },
                ...{ aws: text, jwks: text, "no-limits": flag, "no-stream-limit": flag, function: text, page: text },
                ...{ inspect: text, event: text, "print-event": flag, log: text, verbose: flag, help: flag },
            },
        }),
    );
    if (values.help) return "help";
    const awsEndpoint = values.aws === undefined ? shellEndpoint() : endpoint("--aws", values.aws);
    const [given, files] = [assignments(values.env ?? []), values["env-file"] ?? []];
    // What cannot be read is told at once.
    envFiles(files);
    return {
        stack: notEmpty("stack", values.stack ?? "dev"),
        host: notEmpty("host", values.host ?? "127.0.0.1"),
        port: number("port", values.port ?? "3000", 0, 65_535),
        api: values.api,
        get environment() {
            return { ...envFiles(files), ...given };
        },
        envFiles: files,
        passedEnv: { ...awsVariables(awsEndpoint), ...passed(values["pass-env"] ?? []) },
        awsEndpoint,
        apiKeys: values["api-key"] ?? [],
        jwks: values.jwks === undefined ? undefined : keySet(values.jwks),
        allowedHosts: (values["allowed-host"] ?? []).map((name) => name.toLowerCase()),
        allowCrossSite: values["allow-cross-site"] ?? false,
        withoutLimits: values["no-limits"] ?? false,
        withoutStreamLimit: values["no-stream-limit"] ?? false,
        maxConcurrency: number("max-concurrency", values["max-concurrency"] ?? "10", 1, 1000),
        inspectPort: values.inspect === undefined ? undefined : number("inspect", values.inspect, 1, 65_535),
        event: values.event,
        functionName: functionName(values),
        printEvent: values["print-event"] ?? false,
        log: logForm(values.log),
        page: pagePort(values.page),
        verbose: values.verbose ?? false,
    };
}

function readArgs<T>(read: () => T): T {
    try {
        return read();
    } catch (error) {
        // Node's sentence, without its advice on positional arguments.
        throw new Error(`${(error as Error).message.split(/\.\s/)[0]}; npm start -- --help lists the options`);
    }
}

function functionName(values: { event?: string; function?: string }): string | undefined {
    if (values.function === undefined || values.event !== undefined) return values.function;
    throw new Error("--function: chooses whom --event invokes, and there is no --event");
}
