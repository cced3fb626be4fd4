import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Listens, and resolves to the port; rejects with one sentence that names the address and what is wrong with it. */
export function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
    return new Promise((resolve, reject) => {
        server.once("error", (error: NodeJS.ErrnoException) => {
            const reasons: Record<string, string> = {
                EADDRINUSE: "is in use; choose another with --port, 0 for any free one",
                EACCES: "may not be used by this user; choose one above 1023 with --port",
                EADDRNOTAVAIL: "is no address of this machine",
                ENOTFOUND: "is no address of this machine",
            };
            const reason = reasons[error.code ?? ""] ?? `cannot be listened on (${error.message})`;
            reject(new Error(`${host}:${port} ${reason}`));
        });
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
    });
}
