import { connect } from "node:net";
import type { Attack } from "./requests";

/**
 * Carries one attack out. Resolves to all that the server answered: until it closed the connection, or has said nothing
 * for `patience` ms; then the connection is dropped. Never rejects, but with what an attack can do nothing about.
 */
export function exchange(port: number, { pieces, pause, end }: Attack, patience: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
        let silence = setTimeout(() => socket.destroy(), patience);
        const heard = () => {
            clearTimeout(silence);
            silence = setTimeout(() => socket.destroy(), patience);
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
            clearTimeout(silence);
            resolve(Buffer.concat(chunks));
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
