import type { RequestOfCase } from "./case";

/**
 * A case's request as it goes over the wire, byte for byte: nothing is put in but a Host where there is none, and the
 * Content-Length of a body that has no length of its own.
 */
export function requestBytes(request: RequestOfCase): Buffer {
    const { method, path } = request;
    const headers = [...(request.headers ?? [])];
    const has = (wanted: string) => headers.some(([name]) => name.toLowerCase() === wanted);
    if (!has("host")) headers.unshift(["Host", "abc123def4.execute-api.eu-west-1.amazonaws.com"]);
    const chunked = headers.some(
        ([name, value]) => name.toLowerCase() === "transfer-encoding" && /\bchunked$/i.test(value),
    );
    const body = bodyBytes(request);
    if (!chunked && body.length > 0 && !has("content-length")) headers.push(["Content-Length", String(body.length)]);
    const lines = [`${method} ${path} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`), "", ""];
    return Buffer.concat([Buffer.from(lines.join("\r\n")), chunked ? inChunks(body) : body]);
}

function bodyBytes({ body, bodyBase64, bodyRepeat }: RequestOfCase): Buffer {
    if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, "base64");
    return Buffer.from(bodyRepeat ? bodyRepeat.text.repeat(bodyRepeat.times) : (body ?? ""));
}

function inChunks(body: Buffer): Buffer {
    const closing = Buffer.from("0\r\n\r\n");
    if (body.length === 0) return closing;
    return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from("\r\n"), closing]);
}
