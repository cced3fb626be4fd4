import { quickFaults, slowFaults } from "./handler";
import { createRandom, type Random } from "./random";

/** What one connection sends, and how. */
export interface Attack {
    /** Which kind it is, for the report. */
    kind: string;
    /** Sent one after the other, `pause` ms apart. */
    pieces: Buffer[];
    pause: number;
    /** What happens after the last piece: wait for the server to close, say that no more will come, or vanish. */
    end: "wait" | "finish" | "vanish";
}

/** The attack of a number in the run of a seed; the same numbers give the same bytes. */
export function attack(seed: number, index: number): Attack {
    const random = createRandom(seed, index);
    // A fault costs a process: more of them, and the server would do little else than start new ones.
    const kind = random.once(40) ? "fault" : random.pick(kinds);
    const bytes = makers[kind](random);
    const cuts = random.once(4) ? 1 + random.number(6) : 0;
    return {
        kind,
        pieces: cut(bytes, cuts, random),
        pause: random.once(3) ? random.number(15) : 0,
        end: random.pick(["wait", "wait", "wait", "wait", "finish", "vanish"] as const),
    };
}

// In each pair first what HTTP allows, then, for one request in ten, what it does not.
const methods = [
    ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "QUERY"],
    ["CONNECT", "get", "", "A B", "SMUGGLE"],
] as const;
const paths = [
    [
        ...[
            "/v0/lambda",
            "/v0",
            "/v0/",
            "/",
            "//",
            "/v0/a/b/c",
            "/v1/lambda",
            "/v0/%",
            "/v0/%zz",
            "/v0/%00",
            "/v0/;a|b{}",
        ],
        ...[
            "/v0/../../etc/passwd",
            "/v0/..%2f..%2fetc%2fpasswd",
            "/v0//evil",
            "/v0/a?b=c&b=d",
            "/v0/a?%",
            "/v0/a?&&=&=",
            "/v0/x?",
        ],
        ...["/v0/a?__proto__=1&__proto__=2", "/v0/__proto__", "/v0/constructor", "/v0/a?constructor[prototype][x]=1"],
    ],
    ["*", "", "http://evil.example/v0/lambda", "/v0/é", "/v0/a b", "/v0/\0", "/v0/a#b", "?"],
] as const;
const names = [
    [
        ...[
            "Accept",
            "Content-Type",
            "Cookie",
            "X-A",
            "x-api-key",
            "Authorization",
            "Origin",
            "Sec-Fetch-Site",
            "Expect",
        ],
        ...[
            "Upgrade",
            "Connection",
            "X-HTTP-Method-Override",
            "X-Forwarded-For",
            "X-Amzn-Trace-Id",
            "__proto__",
            "constructor",
        ],
        ...["toString", "Trailer", "TE", "Keep-Alive", "Proxy-Connection", "Via", "User-Agent", "Content-MD5"],
    ],
    ["Transfer-Encoding", "Content-Length", "Host", "", " ", "A B", "é", "X:"],
] as const;
const values = [
    [
        ...[
            "",
            "a",
            "application/json",
            "image/png",
            "*/*",
            "null",
            "http://localhost:5173",
            "100-continue",
            "websocket",
            "close",
        ],
        ...[
            "keep-alive, upgrade",
            "gzip",
            "identity",
            "0",
            "-1",
            "1e3",
            "GET",
            "Root=1-2-3",
            "Root=;;=",
            "é",
            "\x80\xff",
            "a".repeat(300),
        ],
    ],
    [
        "chunked",
        "gzip, chunked",
        "+1",
        "99999999999999999999",
        "https://evil.example",
        "cross-site",
        "a\0b",
        "a\rb",
        "\t",
    ],
] as const;

function choose(random: Random, [allowed, forbidden]: readonly [readonly string[], readonly string[]]): string {
    return random.pick(random.once(10) ? forbidden : allowed);
}

const makers = {
    valid: (random) =>
        message(random, "POST", "/v0/lambda", [["Connection", "close"]], "x".repeat(random.number(2000))),
    odd: (random) =>
        message(
            random,
            choose(random, methods),
            choose(random, paths),
            [["Connection", "close"], ...oddHeaders(random, 6)],
            text(random),
        ),
    // One byte or a few of a good request are others, or gone, or there twice.
    mutated: (random) => {
        let bytes = message(
            random,
            "POST",
            "/v0/lambda",
            [["Connection", "close"], ...oddHeaders(random, 2)],
            text(random),
        );
        for (let times = 1 + random.number(3); times > 0; times--) bytes = mutate(bytes, random);
        return bytes;
    },
    noise: (random) => random.bytes(1 + random.number(random.once(10) ? 60_000 : 300)),
    headers: (random) => {
        const long = random.once(2);
        const headers = Array.from({ length: long ? 2 : random.number(3000) }, (_, index): [string, string] => [
            `X-${index}`,
            "v".repeat(long ? random.number(20_000) : random.number(20)),
        ]);
        return message(random, "POST", "/v0/lambda", [["Connection", "close"], ...headers], "");
    },
    url: (random) => {
        const path = `/v0/${random.pick(["a", "%61", "../", "//", "é"]).repeat(random.number(9000))}`;
        return message(random, "GET", path, [["Connection", "close"]], "");
    },
    // More or less of a body than was announced.
    length: (random) => {
        const body = text(random);
        const length = random.pick([
            0,
            1,
            body.length - 1,
            body.length + 1,
            body.length * 2,
            10_485_760,
            10_485_761,
            2 ** 40,
        ]);
        const announced: [string, string][] = [
            ["Content-Length", String(length)],
            ["Connection", "close"],
        ];
        if (random.once(4)) announced.push(["Expect", "100-continue"]);
        if (random.once(6)) announced.push(["Transfer-Encoding", "chunked"]);
        return Buffer.from(`${head("POST", "/v0/lambda", [host, ...announced])}${body}`, "latin1");
    },
    chunked: (random) => {
        const sizes = [
            "0",
            "1",
            "5",
            "a",
            "A",
            "00005",
            "5;x=y",
            "5 ",
            " 5",
            "-5",
            "0x5",
            "ffffffffffffffff",
            "zz",
            "",
            "\n",
        ];
        const parts = Array.from({ length: random.number(6) }, () => {
            const size = random.pick(sizes);
            const fits = /^0*[0-9a-f]/i.test(size) ? "x".repeat(Number.parseInt(size, 16) % 100) : "xxxxx";
            return `${size}\r\n${random.once(5) ? "xx" : fits}${random.once(8) ? "" : "\r\n"}`;
        });
        const last = random.once(5) ? "" : "0\r\n\r\n";
        const headers: [string, string][] = [
            ["Transfer-Encoding", "chunked"],
            ["Connection", "close"],
        ];
        return Buffer.from(`${head("POST", "/v0/lambda", [host, ...headers])}${parts.join("")}${last}`, "latin1");
    },
    large: (random) => {
        // Few of them are: ten megabytes take long to make.
        const size = random.once(40) ? 10_485_760 + random.number(3) - 1 : random.number(300_000);
        return message(
            random,
            "POST",
            "/v0/lambda",
            [["Connection", "close"]],
            random.pick(["x", "é", "\0", '"']).repeat(size),
        );
    },
    pipeline: (random) => {
        const one = () =>
            random.once(5)
                ? random.bytes(random.number(50))
                : message(
                      random,
                      random.pick(["GET", "POST", "HEAD"]),
                      choose(random, paths),
                      [],
                      random.once(2) ? "" : text(random),
                  );
        return Buffer.concat(Array.from({ length: 2 + random.number(12) }, one));
    },
    fault: (random) => {
        const fault = random.once(10) ? random.pick(slowFaults) : random.pick(quickFaults);
        return message(
            random,
            "POST",
            "/v0/lambda",
            [
                ["X-Do", fault],
                ["Connection", "close"],
            ],
            text(random),
        );
    },
} satisfies Record<string, (random: Random) => Buffer>;

const kinds = (Object.keys(makers) as (keyof typeof makers)[]).filter((kind) => kind !== "fault");
const host: [string, string] = ["Host", "localhost"];

function head(method: string, path: string, headers: [string, string][]): string {
    return `${method} ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

function message(random: Random, method: string, path: string, headers: [string, string][], body: string): Buffer {
    const all: [string, string][] = [host, ...headers];
    if (body !== "" && !headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name)))
        all.push(["Content-Length", String(Buffer.byteLength(body, "latin1"))]);
    const version = random.once(30) ? random.pick(["1.0", "0.9", "2.0", "1.1 ", "x"]) : "1.1";
    return Buffer.from(`${head(method, path, all).replace("HTTP/1.1", `HTTP/${version}`)}${body}`, "latin1");
}

function oddHeaders(random: Random, most: number): [string, string][] {
    return Array.from({ length: random.number(most) }, () => [choose(random, names), choose(random, values)]);
}

function text(random: Random): string {
    return random.pick(["", "x", '{"name":"Ada"}', "{", "\0", "é", "\xff\xfe", "x".repeat(random.number(5000))]);
}

function mutate(bytes: Buffer, random: Random): Buffer {
    const at = random.number(bytes.length + 1);
    const some = 1 + random.number(4);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    return random.pick([
        () => Buffer.concat([before, random.bytes(some), after]),
        () => Buffer.concat([before, random.bytes(some), after.subarray(some)]),
        () => Buffer.concat([before, after.subarray(some)]),
        () =>
            Buffer.concat([
                before,
                Buffer.from(random.pick(["\r\n", "\n", "\r", "\0", ":", " ", "\t", "\x7f"])),
                after,
            ]),
        () => Buffer.concat([before, before.subarray(-some), after]),
        () => before,
    ])();
}

function cut(bytes: Buffer, cuts: number, random: Random): Buffer[] {
    const places = [
        0,
        ...Array.from({ length: cuts }, () => random.number(bytes.length + 1)).sort((a, b) => a - b),
        bytes.length,
    ];
    return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
}
