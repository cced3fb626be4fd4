import type { Server } from "node:http";

/**
 * Ends this process on SIGINT, SIGTERM and SIGHUP, and when the npm that started it is gone (F32): at once if nothing is
 * served, otherwise when the requests that run have ended, within a second; at the second signal at once.
 */
export function endWhenTold(servers: () => Server[]): void {
    let told = Number.NEGATIVE_INFINITY;
    const end = () => {
        // npm passes on what a terminal sends to both of them.
        if (performance.now() - told < 100) return;
        told = performance.now();
        close(servers());
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
    if (process.env.npm_lifecycle_event === undefined) return;
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && end(), 250).unref();
}

function close(servers: Server[]): void {
    let open = servers.filter(({ listening }) => listening).length;
    if (open === 0) process.exit(0);
    for (const server of servers) {
        server.close(() => --open === 0 && process.exit(0));
        server.closeIdleConnections();
    }
    setTimeout(() => process.exit(0), 1000);
}
