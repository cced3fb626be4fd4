import { connect } from "node:net";
import type { Attack } from "./requests";

/** What a server answered on a connection; `hung` if it did not close it when no more could come. */
export interface Exchanged {
    answer: Buffer;
    hung: boolean;
}

// For the function's timeout, 1 s, and those that wait for the same environment.
const limit = 10_000;

/**
 * Carries one attack out. The client ends the connection when the server has said nothing for `patience` ms; the server
 * must then close it. Never rejects, but where nobody listens.
 */
export function exchange(port: number, { pieces, pause, end }: Attack, patience: number): Promise<Exchanged> {
    return new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
        let hung = false;
        let timer: NodeJS.Timeout | undefined;
        const giveUp = () => {
            socket.end();
            timer = setTimeout(() => {
                hung = true;
                socket.destroy();
            }, limit);
        };
        const heard = () => {
            clearTimeout(timer);
            timer = setTimeout(giveUp, patience);
        };
        socket.on("data", (chunk) => {
            chunks.push(chunk);
            heard();
        });
        socket.on("end", () => socket.destroy());
        socket.on("error", (error: NodeJS.ErrnoException) => {
            if (error.code === "ECONNREFUSED") reject(error);
        });
        socket.on("close", () => {
            clearTimeout(timer);
            resolve({ answer: Buffer.concat(chunks), hung });
        });
        socket.on("connect", async () => {
            for (const [index, piece] of pieces.entries()) {
                if (index > 0 && pause > 0) await new Promise((wait) => setTimeout(wait, pause));
                if (socket.destroyed) return;
                heard();
                await new Promise<unknown>((written) => socket.write(piece, written));
            }
            if (end === "vanish") socket.destroy();
            if (end === "finish") socket.end();
        });
    });
}
