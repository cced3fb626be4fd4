import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Gives what is no HTTP one answer and the end of its connection (F15). */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
    const { _httpMessage: answering } = socket as { _httpMessage?: ServerResponse };
    // Bytes behind an answer on its way would become part of it.
    if (!socket.writable || answering?.headersSent) return void socket.destroy();
    const status =
        { HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large", ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout" }[
            error.code ?? ""
        ] ?? "400 Bad Request";
    // Ended alone it would be open for as long as the client likes.
    const answer = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
    socket.end(answer, () => socket.destroy());
}
