import { type AddressInfo, createServer, type Server } from "node:net";

/**
 * Listens, and resolves to the port; rejects with one sentence that names the address, what is wrong with it, and the
 * option that makes another choice.
 */
export function listen(
    server: Server,
    { host, port }: { host: string; port: number },
    choice = "--port, 0 for any free one",
): Promise<number> {
    return new Promise((resolve, reject) => {
        server.once("error", (error: NodeJS.ErrnoException) => {
            const reasons: Record<string, string> = {
                EADDRINUSE: `is in use; choose another with ${choice}`,
                EACCES: "may not be used by this user; choose one above 1023",
                EADDRNOTAVAIL: "is no address of this machine",
                ENOTFOUND: "is no address of this machine",
            };
            const reason = reasons[error.code ?? ""] ?? `cannot be listened on (${error.message})`;
            reject(Object.assign(new Error(`${host}:${port} ${reason}`), { code: error.code }));
        });
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
    });
}

/** Rejects as `listen` does if a debugger could not come in at each of the ports from one on: Node itself would go on without. */
export async function offerToDebugger(first: number, count: number): Promise<void> {
    for (let port = first; port < first + count; port++) {
        const server = createServer();
        await listen(server, { host: "127.0.0.1", port }, "--inspect=PORT");
        await new Promise((resolve) => server.close(resolve));
    }
}
