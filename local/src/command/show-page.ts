import { createServer, type Server } from "node:http";
import { join } from "node:path";
import type { Reaper } from "../lambda/lambda";
import { createPage, type Graph, type Page, type Served } from "../page/page";
import { type RestApi, runApart } from "../program/program";
import { listen } from "./listening";
import type { Options } from "./options";
import { routeNotes } from "./route-table";
import type { Reached } from "./servers";

const host = "127.0.0.1";
const defaultPort = 3001;
const lastPort = defaultPort + 99;

/** Makes the page, unless it is off or nothing is served; it keeps requests from now on. */
export function preparePage(
    projectDir: string,
    { page, event, stack }: Options,
    reaper: Reaper,
    onError: (error: unknown) => void,
): Page | undefined {
    if (page === "off" || event !== undefined) return undefined;
    const options = { reaper, output: "ignore" } as const;
    return createPage({
        browserDir: join(__dirname, "../page/browser"),
        root: projectDir,
        graph: () => runApart<Graph>("graph/picture", projectDir, [stack], options),
        onError,
    });
}

/**
 * Lets the page listen; resolves to its address. A port that was asked for and is taken is refused with a sentence, the
 * default one gives way to the next free one, and with `--port 0` to any.
 */
export async function showPage({ server, token }: Page, { page, port }: Options): Promise<string> {
    const wanted = page === "off" ? undefined : (page ?? (port === 0 ? 0 : undefined));
    const chosen = wanted ?? (await nextFree(defaultPort));
    const taken = await listen(server, { host, port: chosen }, "--page, 0 for any free one, or off");
    return `http://${host}:${taken}/?token=${token}`;
}

/** What is served, for the page. */
export function servedBy(apis: Reached[], host: string): Served {
    const name = host.includes(":") ? `[${host}]` : host;
    const stages = apis.flatMap(({ stages, port }) => stages.map((stage) => ({ stage, port })));
    const routes = stages.flatMap(({ stage: { stageName, methods, functions }, port }) => {
        const names = new Map(functions.map(({ arn, name }) => [arn, name]));
        return methods.map((method) => ({
            base: `http://${name}:${port}/${stageName}`,
            port,
            method: method.httpMethod,
            path: method.resourcePath,
            functionName: method.mock ? "MOCK" : (names.get(method.functionArn) ?? ""),
            needsKey: method.apiKeyRequired,
            authorization: method.authorization,
            remark: routeNotes(method),
        }));
    });
    return { routes, handlers: handlersOf(stages.flatMap(({ stage }) => stage.functions)) };
}

// The last source of a bundle is what it was made from.
function handlersOf(functions: RestApi["functions"]): Served["handlers"] {
    const places = functions.flatMap(({ name, handler, code }) => {
        const exportName = handler.split(".").at(-1) ?? "handler";
        const file = Object.entries(code)
            .filter(([path]) => path.endsWith(".map"))
            .flatMap(([, map]): string[] => JSON.parse(String(map)).sources)
            .at(-1)
            ?.replace(/^(\.\.\/)+/, "");
        return file === undefined ? [] : [[name, { file, exportName }] as const];
    });
    return Object.fromEntries(places);
}

async function nextFree(from: number): Promise<number> {
    for (let port = from; port <= lastPort; port++) if (await isFree(createServer(), port)) return port;
    return 0;
}

function isFree(server: Server, port: number): Promise<boolean> {
    return new Promise((resolve) => {
        server.once("error", () => resolve(false));
        server.listen(port, host, () => server.close(() => resolve(true)));
    });
}
