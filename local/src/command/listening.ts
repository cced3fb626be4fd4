import { type AddressInfo, createServer, type Server } from "node:net";
import { networkInterfaces } from "node:os";

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

/**
 * Where a server that listens on a host is reached from this machine, as they stand in a URL, the first for people. An
 * unspecified address is every address there is; a page of another site cannot go by any of them.
 */
export function hostsOf(host: string): string[] {
    const any: Record<string, string[]> = { "0.0.0.0": ["IPv4"], "::": ["IPv4", "IPv6"] };
    const families = any[host];
    if (!families) return [host.includes(":") ? `[${host}]` : host.toLowerCase()];
    const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    // What is linked to one interface is no address without it.
    const others = addresses.filter(
        ({ family, internal, scopeid = 0 }) => !internal && families.includes(family) && scopeid === 0,
    );
    return ["127.0.0.1", ...others.map(({ address, family }) => (family === "IPv6" ? `[${address}]` : address))];
}
