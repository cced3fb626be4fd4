import { connect } from "node:net";
import { type HttpResponse, readResponse } from "./response-reader";

// Longer than API Gateway waits for a function.
const patience = 35_000;

/**
 * Writes a request's bytes to a server on this machine and reads its one final response, interim ones (100 Continue)
 * passed over. Rejects if the server ends the connection, or is silent for 35 s, before that response is whole.
 */
export function exchange(port: number, request: Buffer, method: string): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
        const socket = connect(port, "127.0.0.1");
        let received: Buffer = Buffer.alloc(0);
        const settle = (work: () => void) => {
            socket.destroy();
            work();
        };
        const fail = (sentence: string) => settle(() => reject(new Error(sentence)));
        socket.setTimeout(patience, () => fail(`no response in ${patience / 1000} s`));
        // The server may answer, and hang up, before it has read everything: what it said counts.
        socket.on("error", (error) => fail(`the connection broke (${error.message})`));
        socket.on("close", () => fail(`the connection ended after ${received.length} bytes`));
        socket.on("data", (chunk) => {
            received = Buffer.concat([received, chunk]);
            try {
                for (let read = readResponse(received, method); read; read = readResponse(received, method)) {
                    const { response, rest } = read;
                    received = rest;
                    if (response.statusCode >= 200) return settle(() => resolve(response));
                }
            } catch (error) {
                fail(`the response ${(error as Error).message}`);
            }
        });
        socket.write(request);
    });
}
