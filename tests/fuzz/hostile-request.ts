/** What is sent on one connection: pieces of bytes, a pause of so many milliseconds before each. */
export type HostileRequest = { pause: number; bytes: Buffer }[];

/** A source of numbers from 0 up to, and without, 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}

/** Makes one request that is malformed, hostile, or merely strange. */
export function hostileRequest(next: () => number): HostileRequest {
    const pick = <T>(choices: readonly T[]): T => choices[Math.floor(next() * choices.length)] as T;
    const some = (most: number, make: () => string) => Array.from({ length: Math.floor(next() * most) }, make).join("");
    const noise = (most: number) => some(most, () => String.fromCharCode(Math.floor(next() * 256)));

    // Most parts are right most of the time: a request that is wrong everywhere gets no further than the parser.
    const mostly = <T>(right: T, others: readonly T[], chance = 0.05): T => (next() < chance ? pick(others) : right);
    const space = () => mostly(" ", spaces, 0.02);
    const head = [
        `${mostly("POST", methods, 0.3)}${space()}${mostly("/v0/lambda", targets, 0.6)}${space()}${mostly("HTTP/1.1", versions)}`,
        mostly("Host: 127.0.0.1", hosts),
        ...Array.from({ length: Math.floor(next() * 4) }, () =>
            next() < 0.05 ? `${noise(12)}: ${noise(40)}` : pick(headers),
        ),
        ...(next() < 0.02 ? Array.from({ length: 1500 }, (_, index) => `X-${index}: y`) : []),
        ...(next() < 0.02 ? [`X-Long: ${"z".repeat(Math.floor(next() * 60_000))}`] : []),
    ].join(mostly("\r\n", lineEnds, 0.03));
    const body =
        next() < 0.5
            ? ""
            : next() < 0.02
              ? "b".repeat(12_000_000)
              : pick([noise(200), '{"name":"Ada"}', "{".repeat(5000)]);
    const framing = body === "" ? "" : mostly(`\r\nContent-Length: ${body.length}`, framings, 0.3);
    const bytes = Buffer.from(`${head}${framing}\r\n\r\n${body}`, "latin1");
    const whole = next() < 0.05 ? bytes.subarray(0, Math.floor(next() * bytes.length)) : bytes;
    if (next() > 0.02) return [{ pause: 0, bytes: whole }];
    const cut = Math.floor(next() * whole.length);
    return [
        { pause: 0, bytes: whole.subarray(0, cut) },
        { pause: Math.floor(next() * 200), bytes: whole.subarray(cut) },
    ];
}

const methods = [
    "GET",
    "POST",
    "POST",
    "POST",
    "HEAD",
    "PUT",
    "OPTIONS",
    "CONNECT",
    "TRACE",
    "PRI",
    "get",
    "",
    "\0",
    "X".repeat(300),
];
const spaces = ["\t", "  ", "", "\0"];
const versions = ["HTTP/1.0", "HTTP/2.0", "HTTP/9", "http/1.1", ""];
const lineEnds = ["\n", "\r", "\r\n\r\n"];
const targets = [
    ...[
        "/v0/lambda",
        "/v0/lambda",
        "/v0/lambda",
        "/v0/lambda?name=%",
        "/v0/lambda?__proto__=1&__proto__=2",
        "/v0/lambda/",
    ],
    ...[
        "/",
        "//",
        "/v0",
        "/v0//lambda",
        "//v0/lambda",
        "/v0/../../etc/passwd",
        "/v0/%2e%2e/%2e%2e/etc/passwd",
        "/v0/lambda#x",
    ],
    ...[
        "http://evil.example/v0/lambda",
        "*",
        "v0/lambda",
        "/v0/lambda\0",
        "/v0/l\u00e4mbda",
        `/v0/${"a/".repeat(3000)}`,
    ],
    ...[`/v0/lambda?${"a=1&".repeat(4000)}`, "/v0/lambda?;;;&&&===", "/v0/lambda?a[b]=c&constructor=1&toString=2"],
];
const hosts = [
    "Host: evil.example",
    "Host:",
    "Host: 127.0.0.1\r\nHost: evil.example",
    "Host : 127.0.0.1",
    "X: y",
    "Host: [::1",
    "Host: \0",
];
const headers = [
    ...[
        "Origin: https://evil.example",
        "Origin: null",
        "Sec-Fetch-Site: cross-site",
        "Expect: 100-continue",
        "Expect: gold",
    ],
    ...[
        "Upgrade: websocket\r\nConnection: Upgrade",
        "Connection: close",
        "Connection: Transfer-Encoding",
        "Trailer: X",
        "TE: trailers",
    ],
    ...[
        "__proto__: x",
        "constructor: y",
        "X-HTTP-Method-Override: DELETE",
        "X-HTTP-Method-Override: \0",
        "X-Forwarded-For: 1, 2, 3",
    ],
    ...[
        "X-Amzn-Trace-Id: Root=1-;;;",
        "Authorization: AWS4-HMAC-SHA256 nonsense",
        "x-api-key: ",
        "Cookie: ;;;=;",
        " folded: line",
    ],
    ...[
        "Content-Type: application/json",
        "Content-Type: application/json",
        "Content-Type: \u00ff/\u00ff",
        "Accept: ,,,;;;q=x",
    ],
    ...[
        "Content-Encoding: gzip",
        "X: a\rb",
        "X: a\nb",
        ": nameless",
        "no colon",
        "Content-Length: 0",
        "Content-Length: -1",
    ],
];
const framings = [
    ...[
        "\r\nContent-Length: 5",
        "\r\nContent-Length: 99999999",
        "\r\nContent-Length: +4",
        "\r\nContent-Length: 4\r\nContent-Length: 5",
    ],
    ...[
        "\r\nTransfer-Encoding: chunked",
        "\r\nTransfer-Encoding: xchunked",
        "\r\nTransfer-Encoding: chunked\r\nContent-Length: 3",
    ],
];
