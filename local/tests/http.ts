import assert from "node:assert/strict";
import { type IncomingMessage, request } from "node:http";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";

/** An HTTP answer, its header names in lower case. */
export interface Answer {
    status: number;
    headers: IncomingMessage["headers"];
    body: string;
}

export interface Question {
    method?: string;
    /** Sent as it is, stage included. */
    path: string;
    headers?: Record<string, string | string[]>;
    body?: string | Buffer;
    /** Gives the request up. */
    signal?: AbortSignal;
}

/** Makes one request on a connection of its own. */
export function ask(port: number, { method = "POST", path, headers = {}, body, signal }: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const options = { port, host: "127.0.0.1", method, path, headers, agent: false, ...(signal && { signal }) };
        const asking = request(options, (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk) => chunks.push(chunk));
            response.on("error", reject);
            response.on("end", () =>
                resolve({
                    status: response.statusCode ?? 0,
                    headers: response.headers,
                    body: Buffer.concat(chunks).toString(),
                }),
            );
        });
        asking.on("error", reject);
        asking.end(body);
    });
}

/**
 * Lets a test's own server listen on this machine and resolves to its port, any free one unless given. It holds no process
 * back: a test that fails before it closes the server would keep mocha from its end.
 */
export async function listening(server: Server, port = 0): Promise<number> {
    server.unref().listen(port, "127.0.0.1");
    await new Promise((resolve, reject) => server.once("listening", resolve).once("error", reject));
    return (server.address() as AddressInfo).port;
}

/** A TCP connection to which a test writes what it likes. */
export interface Wire {
    socket: Socket;
    write(bytes: string | Buffer): void;
    /** Resolves when the server has sent a text that matches, to all it has sent; rejects if it closes before. */
    received(pattern: RegExp): Promise<string>;
    /** Resolves to all that the server sent, when it closes the connection. */
    closed: Promise<string>;
}

export async function wire(port: number): Promise<Wire> {
    const socket = connect({ port, host: "127.0.0.1" });
    const chunks: Buffer[] = [];
    const text = () => Buffer.concat(chunks).toString("latin1");
    socket.on("data", (chunk) => chunks.push(chunk));
    // A server that closes while more is sent resets the connection.
    socket.on("error", () => {});
    const closed = new Promise<string>((resolve) => socket.on("close", () => resolve(text())));
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return {
        socket,
        closed,
        write: (bytes) => socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes),
        received: (pattern) =>
            new Promise((resolve, reject) => {
                const look = () => pattern.test(text()) && resolve(text());
                socket.on("data", look);
                closed.then((all) => (pattern.test(all) ? resolve(all) : reject(new Error(`closed after ${all}`))));
                look();
            }),
    };
}

/** Sends bytes and resolves to all that the server answers until it closes the connection. */
export async function talk(port: number, bytes: string | Buffer): Promise<string> {
    const { write, closed } = await wire(port);
    write(bytes);
    return closed;
}

/** The status codes of the answers in what a server sent. */
export function statuses(sent: string): number[] {
    return [...sent.matchAll(/^HTTP\/1\.1 (\d+) /gm)].map(([, status]) => Number(status));
}

/** Fails unless the answer has this status and body. */
export function assertAnswer({ status, body }: Answer, expected: [status: number, body: string]): void {
    assert.deepEqual([status, body], expected);
}
