import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { get, request } from "node:http";
import { SourceMap } from "node:module";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";

/** A debugger's side of the Chrome DevTools protocol, as much of it as a breakpoint takes. */
export interface Debugger {
    call(method: string, params?: object): Promise<Params>;
    /** Resolves to the parameters of the next event of that name, those already seen included. */
    event(method: string, matches?: (params: Params) => boolean): Promise<Params>;
    close(): void;
}

// biome-ignore lint/suspicious/noExplicitAny: the protocol's own shapes
export type Params = any;

/** Attaches to the process whose inspector listens on a port of this machine; waits until there is one. */
export async function attach(port: number): Promise<Debugger> {
    const { webSocketDebuggerUrl } = await firstTarget(port);
    // Node.js 20 has no WebSocket of its own.
    const socket = await upgraded(webSocketDebuggerUrl);
    const answers = new Map<number, (message: Params) => void>();
    const events: Params[] = [];
    const waiting = new Set<() => void>();
    let calls = 0;
    readMessages(socket, (text) => {
        const message = JSON.parse(text);
        if (message.id === undefined) events.push(message);
        else answers.get(message.id)?.(message);
        for (const look of waiting) look();
    });
    return {
        call: (method, params = {}) =>
            new Promise((resolve, reject) => {
                const id = ++calls;
                answers.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result)));
                socket.write(frame(JSON.stringify({ id, method, params })));
            }),
        event: (method, matches = () => true) =>
            new Promise((resolve) => {
                const look = () => {
                    const index = events.findIndex((each) => each.method === method && matches(each.params));
                    if (index === -1) return;
                    waiting.delete(look);
                    resolve(events.splice(index, 1)[0].params);
                };
                waiting.add(look);
                look();
            }),
        close: () => socket.destroy(),
    };
}

/** Where a line of a source, by its URL, begins in a script that names a source map. Lines and columns count from 0. */
export function generatedPosition(
    script: { url: string; sourceMapURL: string },
    source: string,
    line: number,
): { lineNumber: number; columnNumber: number } | undefined {
    const map = JSON.parse(readFileSync(fileURLToPath(new URL(script.sourceMapURL, script.url)), "utf8"));
    const sources = map.sources.map((name: string) => new URL(name, map.sourceRoot).href);
    const entries = new SourceMap({ ...map, sourceRoot: "", sources });
    const lines = readFileSync(fileURLToPath(script.url), "utf8").split("\n");
    for (const [lineNumber, text] of lines.entries()) {
        for (let columnNumber = 0; columnNumber < text.length; columnNumber++) {
            const entry = entries.findEntry(lineNumber, columnNumber) as {
                originalSource?: string;
                originalLine?: number;
            };
            if (entry.originalSource === source && entry.originalLine === line) return { lineNumber, columnNumber };
        }
    }
    return undefined;
}

async function firstTarget(port: number): Promise<{ webSocketDebuggerUrl: string }> {
    for (;;) {
        const targets = await new Promise<string>((resolve) => {
            get({ host: "127.0.0.1", port, path: "/json/list", agent: false }, (response) => {
                let text = "";
                response.on("data", (chunk) => {
                    text += chunk;
                });
                response.on("end", () => resolve(text));
            }).on("error", () => resolve("[]"));
        });
        const [target] = JSON.parse(targets);
        if (target) return target;
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

function upgraded(url: string): Promise<Socket> {
    const { hostname, port, pathname } = new URL(url);
    const headers = {
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
    };
    return new Promise((resolve, reject) => {
        request({ hostname, port, path: pathname, headers })
            .on("upgrade", (_, socket) => resolve(socket as Socket))
            .on("error", reject)
            .end();
    });
}

// One text in one frame, masked with zeros, as a client must mask.
function frame(text: string): Buffer {
    const payload = Buffer.from(text);
    const head = Buffer.alloc(8);
    head[0] = 0x81;
    head[1] = 0x80 | 126;
    head.writeUInt16BE(payload.length, 2);
    return Buffer.concat([head, payload]);
}

function readMessages(socket: Socket, onMessage: (text: string) => void): void {
    let bytes = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
        bytes = Buffer.concat([bytes, chunk]);
        for (;;) {
            const short = (bytes[1] ?? 0) & 127;
            const start = short === 127 ? 10 : short === 126 ? 4 : 2;
            if (bytes.length < start) return;
            const length =
                short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
            if (bytes.length < start + length) return;
            onMessage(bytes.toString("utf8", start, start + length));
            bytes = bytes.subarray(start + length);
        }
    });
}
