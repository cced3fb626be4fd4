import { connect } from "node:net";
import type { HostileRequest } from "./hostile-request";

/** How a connection ended: the statuses it was answered with, or that nothing ended it in time. */
export type Ending = { statuses: string[] } | "hung";

// What sends too little is waited for by the server as long as it allows; the client then goes first.
const patience = 400;
const limit = 20_000;

/** Sends a request and reads to the end of the connection; ends it from here when the server waits for more. */
export function sendHostile(port: number, request: HostileRequest): Promise<Ending> {
    return new Promise((resolve) => {
        const socket = connect(port, "127.0.0.1");
        let received = "";
        const hung = setTimeout(() => {
            socket.destroy();
            resolve("hung");
        }, limit);
        let idle = setTimeout(() => socket.end(), limit);
        const waitAgain = () => {
            clearTimeout(idle);
            idle = setTimeout(() => socket.end(), patience);
        };
        // The end of what is sent at last makes the server answer, or close.
        socket.on("data", (chunk) => {
            received += chunk.toString("latin1");
            waitAgain();
        });
        socket.on("error", () => {});
        socket.on("close", () => {
            clearTimeout(hung);
            clearTimeout(idle);
            resolve({ statuses: [...received.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status = ""]) => status) });
        });
        socket.on("connect", async () => {
            for (const { pause, bytes } of request) {
                if (pause > 0) await new Promise((wake) => setTimeout(wake, pause));
                if (!socket.destroyed) socket.write(bytes);
            }
            waitAgain();
        });
    });
}
