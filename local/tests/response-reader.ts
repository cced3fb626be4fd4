/** An HTTP/1.1 response as it stood on the wire. */
export interface HttpResponse {
    statusCode: number;
    reason: string;
    /** In their order and casing, one entry a line. */
    headers: [name: string, value: string][];
    body: Buffer;
}

/**
 * Reads one response off the front of what a server sent for a request of `method`. Undefined until it is whole.
 * Throws a sentence for everything RFC 9112 does not allow, and for framing that two readers could take differently.
 */
export function readResponse(bytes: Buffer, method: string): { response: HttpResponse; rest: Buffer } | undefined {
    const end = bytes.indexOf("\r\n\r\n");
    if (end === -1) {
        const begin = "HTTP/1.1 ";
        if (!begin.startsWith(bytes.toString("latin1", 0, begin.length))) throw new Error(`does not begin ${begin}`);
        return undefined;
    }
    const [statusLine = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
    const [, status, reason = ""] = statusPattern.exec(statusLine) ?? refuse("status line", statusLine);
    const statusCode = Number(status);
    const headers = lines.map((line): [string, string] => {
        const [, name = "", value = ""] = headerPattern.exec(line) ?? refuse("header line", line);
        return [name, value];
    });
    const after = bytes.subarray(end + 4);
    const length = bodyLength(statusCode, headers, method);
    if (after.length < length) return undefined;
    return {
        response: { statusCode, reason, headers, body: after.subarray(0, length) },
        rest: after.subarray(length),
    };
}

/** All values of a header, in their order; its name in any casing. */
export function headerValues({ headers }: Pick<HttpResponse, "headers">, name: string): string[] {
    return headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

const statusPattern = /^HTTP\/1\.1 ([1-5]\d\d) ([\t\x20-\x7e\x80-\xff]*)$/;
const headerPattern =
    /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t ]*((?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?)[\t ]*$/;

function bodyLength(statusCode: number, headers: HttpResponse["headers"], method: string): number {
    const lengths = headerValues({ headers }, "content-length");
    const bodiless = statusCode < 200 || statusCode === 204;
    if (headerValues({ headers }, "transfer-encoding").length > 0) throw new Error("has a Transfer-Encoding");
    if (lengths.length !== (bodiless ? 0 : 1) && statusCode !== 304) {
        throw new Error(`has ${lengths.length} Content-Length headers with status ${statusCode}`);
    }
    if (!lengths.every((length) => /^\d+$/.test(length))) throw new Error(`has Content-Length ${lengths[0]}`);
    return bodiless || statusCode === 304 || method === "HEAD" ? 0 : Number(lengths[0]);
}

function refuse(what: string, line: string): never {
    throw new Error(`has the ${what} ${JSON.stringify(line.slice(0, 200))}`);
}
