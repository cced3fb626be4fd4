import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { projectDir } from "./program";

/** The command `npm start` runs. */
export const tool = join(projectDir, "node_modules/api-gateway-local/bin/api-gateway-local.cjs");

/** Serves the program in a folder as `npm start` does, on any port; `more` are further options. Rejects with its output. */
export function serve(folder: string, more: string[] = []): Promise<{ server: ChildProcess; port: string }> {
    const server = spawn(process.execPath, [tool, "--port", "0", ...more], {
        cwd: folder,
        stdio: ["ignore", "pipe", "pipe"],
    });
    serving.add(server);
    let out = "";
    return new Promise((resolve, reject) => {
        const listen = (text: Buffer) => {
            out += text;
            const [, port] = /^Listening on http:\/\/127\.0\.0\.1:(\d+)\//m.exec(out) ?? [];
            if (port) resolve({ server, port });
        };
        server.stdout.on("data", listen);
        server.stderr.on("data", listen);
        server.on("exit", () => reject(new Error(out)));
    });
}

const serving = new Set<ChildProcess>();
// One that never listens is nobody's to end, and would keep mocha from its end.
after(() => {
    for (const server of serving) server.kill("SIGTERM");
});
