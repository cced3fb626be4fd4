// Runs npm scripts side by side and fails if one of them does: `node tests/side-by-side.cjs SCRIPT…`. What they print does
// not mix: the first prints as it goes, each other once those before it have ended.
const { spawn } = require("node:child_process");

// No test asks the network. With this variable Node 20 reads all certificates whenever it starts: it takes two thirds of a
// start, and tests start hundreds of processes.
const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;

const runs = process.argv.slice(2).map((script, index) => {
    const env = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
    const child = spawn("npm", ["run", "--silent", script], {
        env: { ...inherited, ...env },
        stdio: ["ignore", index === 0 ? "inherit" : "pipe", index === 0 ? "inherit" : "pipe"],
        shell: process.platform === "win32",
    });
    const held = [];
    let print = (data) => held.push(data);
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => print(data));
    const ended = new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
    const release = () => {
        print = (data) => process.stdout.write(data);
        held.forEach(print);
        return ended;
    };
    return { child, release };
});

// Ctrl-C reaches all of them by itself.
process.on("SIGTERM", () => {
    for (const { child } of runs) child.kill("SIGTERM");
});

(async () => {
    const codes = [];
    for (const { release } of runs) codes.push(await release());
    process.exitCode = Math.max(...codes);
})();
