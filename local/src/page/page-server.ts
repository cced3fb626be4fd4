import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Assets } from "./assets";
import { dataRefusal, hostRefusal, safeHeaders } from "./page-access";

/** What answers a request of the page's data: by its parameters, from a body as JSON. Undefined where there is none. */
export type Answering = (parameters: string[], body: unknown) => Promise<object | undefined> | object | undefined;

export interface PageServerOptions {
    token: string;
    assets(): Promise<Assets>;
    /** By method and path, `GET /data/requests/:id`. */
    data: Record<string, Answering>;
    /** Takes whoever watches. */
    watch(response: ServerResponse): void;
    onError(error: unknown): void;
}

// A body of 256 KB as base64, in JSON, and its headers.
const bodyLimit = 2 ** 20;

/** Makes the page's server; it does not listen yet. */
export function createPageServer(options: PageServerOptions): Server {
    const server = createServer({ maxHeaderSize: 16 * 1024 }, (request, response) => {
        serve(options, (server.address() as AddressInfo).port, request, response).catch((error) => {
            options.onError(error);
            if (response.headersSent) response.destroy();
            else answer(response, 500, { refused: "The page's server failed; its log says why" });
        });
    });
    server.maxConnections = 64;
    server.requestTimeout = 10_000;
    return server;
}

async function serve(
    options: PageServerOptions,
    port: number,
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> {
    for (const [name, value] of Object.entries(safeHeaders)) response.setHeader(name, value);
    const { pathname } = new URL(request.url ?? "/", "http://page");
    if (!pathname.startsWith("/data/")) {
        const refused = hostRefusal(request, port);
        if (refused) return answer(response, 403, { refused });
        const asset = request.method === "GET" ? (await options.assets()).get(pathname) : undefined;
        if (!asset) return answer(response, 404, { refused: "There is no such page" });
        response.writeHead(200, { "Content-Type": asset.type }).end(asset.content);
        return;
    }
    const refused = dataRefusal(request, port, options.token);
    if (refused) return answer(response, 403, { refused });
    if (request.method === "GET" && pathname === "/data/news") return options.watch(response);
    for (const [key, answering] of Object.entries(options.data)) {
        const parameters = matched(key, `${request.method} ${pathname}`);
        if (!parameters) continue;
        const body = request.method === "POST" ? await readJson(request) : undefined;
        if (body === "too large") return answer(response, 413, { refused: `A body may have ${bodyLimit} bytes here` });
        const result = await answering(parameters, body);
        return result ? answer(response, 200, result) : answer(response, 404, { refused: "It is not kept any more" });
    }
    answer(response, 404, { refused: "There is no such data" });
}

function matched(key: string, asked: string): string[] | undefined {
    const pattern = new RegExp(`^${key.replaceAll(/:\w+/g, "([^/]+)")}$`);
    return pattern.exec(asked)?.slice(1);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request) {
        size += chunk.length;
        if (size > bodyLimit) return "too large";
        chunks.push(chunk);
    }
    return size === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
}

function answer(response: ServerResponse, status: number, value: object): void {
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
}
