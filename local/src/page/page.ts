// The page that shows requests: what it keeps of them, and the server that a browser asks for them.
import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import { createAssets } from "./assets";
import type { Exchange, LoggedLine } from "./exchange";
import { detail } from "./exchange-json";
import type { Graph, Sending, Served } from "./messages";
import { createWatchers } from "./news";
import { createPageServer } from "./page-server";
import { send, sendingOf } from "./sending";
import { createStore } from "./store";

export { type Exchange, initDurationOf, type LoggedLine, type ReportRecord, type Why, whyOf } from "./exchange";
export type { Graph, Served } from "./messages";

export interface PageOptions {
    /** The folder with what a browser runs: sources or, packed, what they were built to. */
    browserDir: string;
    /** The project's folder; paths in stacks are shown from there. */
    root: string;
    /** The picture of the program's resources, evaluated when it is asked for. */
    graph(): Promise<Graph>;
    onError(error: unknown): void;
}

export interface Page {
    /** Does not listen yet. */
    server: Server;
    /** In the printed address of the page; who has it reads and sends. */
    token: string;
    began(exchange: Exchange): void;
    changed(exchange: Exchange): void;
    line(exchange: Exchange, line: LoggedLine): void;
    finished(exchange: Exchange): void;
    late(exchange: Exchange): void;
    /** Notes in the list what happened beside the requests. */
    mark(text: string): void;
    /** Says what is served from now on, and at which address of this machine. */
    serves(served: Served, host: string): void;
    close(): void;
}

/** Makes the page; it keeps requests from now on. */
export function createPage({ browserDir, root, graph, onError }: PageOptions): Page {
    const token = randomBytes(16).toString("base64url");
    let served: Served = { routes: [], handlers: {} };
    let host = "127.0.0.1";
    const store = createStore((entry) => watchers.changed(entry));
    const watchers = createWatchers(
        () => store,
        () => served,
    );
    const server = createPageServer({
        token,
        onError,
        assets: createAssets(browserDir),
        watch: watchers.join,
        data: {
            "GET /data/requests/:id": ([id]) => {
                const kept = store.find(Number(id));
                return kept && detail(kept, root);
            },
            "POST /data/requests/:id/replay": ([id]) => {
                const kept = store.find(Number(id));
                const sending = kept && sendingOf(kept);
                return sending && "method" in sending ? send(host, sending) : sending;
            },
            "POST /data/send": (_, body) => {
                const sending = readSending(body, served);
                return typeof sending === "string" ? { refused: sending } : send(host, sending);
            },
            "POST /data/clear": () => {
                store.clear();
                watchers.tell({ type: "cleared" });
                return {};
            },
            "GET /data/graph": () => graph().catch((error: Error) => ({ refused: error.message })),
        },
    });
    return {
        server,
        token,
        began: store.began,
        changed: store.changed,
        line: (exchange, { text }) => store.line(exchange, text),
        finished: store.finished,
        late: store.changed,
        mark: store.mark,
        serves: (now, where) => {
            served = now;
            host = where;
            watchers.tell({ type: "served", served });
        },
        close: () => {
            watchers.close();
            server.close();
            server.closeAllConnections();
        },
    };
}

function readSending(body: unknown, { routes }: Served): Sending | string {
    const { port, method, target, headers, body: content } = (body ?? {}) as Partial<Sending>;
    if (port === undefined || !routes.some((route) => route.port === port))
        return `port: ${JSON.stringify(port)} is none of an API that is served`;
    if (typeof method !== "string" || !/^[A-Z]+$/.test(method))
        return `method: ${JSON.stringify(method)} must be a word of capitals`;
    if (typeof target !== "string" || !/^\/[!-~]*$/.test(target))
        return `path: ${JSON.stringify(target)} must begin with a slash and have no spaces; encode them as %20`;
    if (!Array.isArray(headers) || !headers.every(isHeader)) return "headers: each line must be NAME: VALUE";
    return { port, method, target, headers, body: content };
}

function isHeader(header: unknown): boolean {
    const [name, value] = header as unknown[];
    return typeof name === "string" && /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === "string";
}
