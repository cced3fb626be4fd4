/** The handler that is fuzzed, TypeScript: it answers, or does what the header X-Do says. */
export const handler = `
const faults: Record<string, () => unknown> = {
    exit: () => process.exit(1),
    abort: () => process.abort(),
    throw: () => { throw new Error("thrown"); },
    reject: () => Promise.reject("rejected"),
    forget: () => { Promise.reject(new Error("forgotten")); },
    never: () => new Promise(() => {}),
    hang: () => new Promise(() => setInterval(() => {}, 1000)),
    loop: () => { for (;;); },
    late: () => { setTimeout(() => { throw new Error("late"); }, 5); },
    leave: () => { setTimeout(() => process.exit(1), 5); },
    flood: () => { for (let line = 0; line < 5000; line++) console.log("x".repeat(100)); },
    escape: () => { console.log("\\x1b[2J\\x9b31m"); process.stdout.write("\\x07"); },
    // What it began after that would rightly end with it, so it begins nothing.
    channel: () => { require("fs").writeSync(5, "no frame"); return new Promise(() => setInterval(() => {}, 1000)); },
    close: () => require("fs").closeSync(5),
    deaf: () => require("fs").closeSync(3),
    claimless: () => require("fs").closeSync(4),
    backwards: () => require("fs").writeSync(3, "no frame"),
    memory: () => { const held = []; while (held.length < 200) held.push(Buffer.alloc(2 ** 20, 1)); return new Promise(() => setInterval(() => held, 1000)); },
    spawn: () => { require("child_process").spawn("sleep", ["1004"], { stdio: "ignore" }); process.exit(1); },
    pollute: () => { (Object.prototype as any).then = () => {}; },
    large: () => ({ statusCode: 200, body: "x".repeat(7e6) }),
    null: () => null,
    text: () => "text",
    circle: () => { const circle: any = {}; circle.circle = circle; return circle; },
    header: () => ({ statusCode: 200, headers: { "X-A": "a\\r\\nb", "": "" } }),
    status: () => ({ statusCode: 99 }),
    framing: () => ({ statusCode: 200, headers: { "Content-Length": "1", "Transfer-Encoding": "chunked", Connection: "close" }, body: "framing" }),
};

export async function handler(event: any) {
    const fault = faults[event?.headers?.["X-Do"] ?? ""];
    const result = fault && await fault();
    return result === undefined ? { statusCode: 200, body: event.path === "/lambda" ? "fine" : JSON.stringify(event) } : result;
}
`;

/** Those that end at once, and those that hold an environment until the function's timeout. */
export const quickFaults = [
    ...["exit", "abort", "throw", "reject", "forget", "never", "late", "leave", "flood", "escape", "channel", "close"],
    ...["deaf", "claimless", "backwards"],
    ...[
        "spawn",
        "pollute",
        "large",
        "null",
        "text",
        "circle",
        "header",
        "status",
        "framing",
        "constructor",
        "toString",
    ],
];
export const slowFaults = ["hang", "loop", "memory"];
