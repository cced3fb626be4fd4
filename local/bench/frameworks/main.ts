// npm run frameworks [-- NAME…]: web frameworks and middleware as handlers, beside their own servers.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalApi } from "../../tests/local-api";
import { answerTo, differences, shortcomings } from "./answers";
import { type Framework, folder, load, names, serve } from "./framework";

/** How a framework did. */
interface Row {
    framework: Framework;
    same: number;
    /** Phrase to the requests that it holds for. */
    differing: Map<string, string[]>;
}

async function main(wanted: string[]): Promise<void> {
    install();
    checkTypes();
    const into = mkdtempSync(join(tmpdir(), "api-gateway-local-frameworks-"));
    process.on("exit", () => rmSync(into, { recursive: true, force: true }));
    const rows: Row[] = [];
    for (const name of wanted.length > 0 ? wanted : names) {
        progress(name);
        rows.push(await compared(await load(name, into)));
    }
    progress("");
    process.stdout.write(markdown(rows));
}

async function compared(framework: Framework): Promise<Row> {
    const [major] = process.versions.node.split(".");
    const api = await startLocalApi("", {
        config: { routes: { "ANY /": {}, "ANY /{proxy+}": {} } },
        // As each of them asks for in its documentation.
        api: { binaryMediaTypes: ["*/*"], endpointType: "REGIONAL" },
        fn: { code: framework.code, runtime: `nodejs${major}.x`, memorySize: 512, timeout: 20 },
    });
    const own = framework.serves ? await serve(framework) : undefined;
    const row: Row = { framework, same: 0, differing: new Map() };
    try {
        for (const request of framework.requests) {
            const from = api.lines.length;
            const ours = await answerTo(`http://127.0.0.1:${api.port}/${api.model.stageName}`, request);
            // The environment's last lines may come after its answer.
            await new Promise((resolve) => setTimeout(resolve, 50));
            const log = api.lines.slice(from).join("\n");
            const different = own
                ? differences(await answerTo(own.origin, request), ours)
                : shortcomings(request.wanted ?? { status: 200 }, ours, log);
            if (different.length === 0) row.same++;
            const named = `${request.method} ${request.path}`;
            for (const phrase of different) row.differing.set(phrase, [...(row.differing.get(phrase) ?? []), named]);
        }
    } finally {
        own?.child.kill();
        await api.close();
    }
    return row;
}

function markdown(rows: Row[]): string {
    const cells = rows.map(({ framework: { name, serves, requests }, same, differing }) => [
        ...[name, serves ? "its own server" : "its documentation", `${same} of ${requests.length}`],
        [...differing].map(([phrase, asked]) => `${who(asked, requests.length)}: ${phrase}`).join("<br>") || "nothing",
    ]);
    const lines = [["handler", "beside", "same", "what differs"], ["---", "---", "---", "---"], ...cells];
    return `${lines.map((line) => `| ${line.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n")}\n\nNode.js ${process.versions.node}.\n`;
}

function who(asked: string[], of: number): string {
    if (asked.length === of) return "all";
    return asked.length === 1 ? String(asked) : `${asked.length} requests`;
}

// Only the first time.
function install(): void {
    if (existsSync(join(folder, "node_modules"))) return;
    progress("installing what bench/frameworks/package.json names");
    const options = { cwd: folder, encoding: "utf8", shell: process.platform === "win32" } as const;
    const { status, stderr } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], options);
    if (status !== 0) throw new Error(`npm ci in bench/frameworks failed:\n${stderr}`);
}

// `npm run check` cannot: it runs where the packages are not installed.
function checkTypes(): void {
    progress("checking the types of handlers/");
    const { status, stdout } = spawnSync("tsc", ["-p", folder], {
        encoding: "utf8",
        shell: process.platform === "win32",
    });
    if (status !== 0) throw new Error(`the types of bench/frameworks/handlers are wrong:\n${stdout}`);
}

function progress(text: string): void {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

main(process.argv.slice(2)).then(
    () => process.exit(),
    (error: Error) => {
        process.stderr.write(`${error.stack}\n`);
        process.exit(1);
    },
);
