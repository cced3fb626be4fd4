import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { packagesDir } from "../places";
import { copyProject, type ProjectCopy } from "../project-copy";
import { launch, type Running, run, start, stopAll } from "../running-command";

// Against the real MiniStack, from PyPI: `npm run test:aws`.

const sdk = join(__dirname, "node_modules");
const ministack = join(__dirname, ".ministack");
const missing = [sdk, ministack].filter((path) => !existsSync(path));
if (missing.length > 0) console.log(`Skipped: ${missing.join(" and ")} missing; .ci/run installs them`);

(missing.length > 0 ? describe.skip : describe)("a stand-in for AWS", function () {
    this.timeout(120_000);
    let project: ProjectCopy;
    let aws: Running;
    let port: number;

    before(async () => {
        project = copyProject(join(__dirname, "program"));
        linkPackages(project.folder);
        port = await freePort();
    });
    after(async () => {
        await stopAll();
        project.remove();
    });

    const serve = () => launch(project.folder, ["aws", "--port", String(port)]);

    it("has the resources that it knows, told one by one, and names the others", async () => {
        aws = serve();
        await aws.printed(/^AWS's stand-in answers/);
        assert.deepEqual(told(aws.out()), [
            "bucket bucket made",
            "parameter /notes/motd made",
            "queue queue.fifo made",
            "secret secret made",
            "secret version secret made",
            "subscription subscription made",
            "table table made",
            "topic topic made",
        ]);
        const [others, end] = aws.out().trim().split("\n").slice(-2);
        assert.deepEqual(
            [others, end],
            [
                "Not made, and not needed by npm start: cloudwatch/metricAlarm alarm",
                `AWS's stand-in answers on http://127.0.0.1:${port}; functions use it with npm start -- --aws http://127.0.0.1:${port}`,
            ],
        );
    });

    it("keeps for a function what it writes", async () => {
        const api = await start(project.folder, ["--aws", `http://127.0.0.1:${port}`]);
        assert.match(
            api.out(),
            /^note: the functions reach AWS at http:\/\/127\.0\.0\.1:\d+\/, with dummy credentials$/m,
        );
        const path = "/dev/milk";
        const written = await api.ask({ method: "PUT", path, body: "two litres" });
        const read = await api.ask({ method: "GET", path });
        const none = await api.ask({ method: "GET", path: "/dev/bread" });
        assert.deepEqual([written.status, read.status, read.body, none.status], [204, 200, "two litres", 404]);
    });

    it("makes what is missing when it is asked again, and leaves the rest", async () => {
        const again = await run(project.folder, ["aws", "--port", String(port)]);
        assert.deepEqual(told(again.out), [
            "bucket bucket is there",
            "parameter /notes/motd made",
            "queue queue.fifo is there",
            "secret secret is there",
            "secret version secret made",
            "subscription subscription made",
            "table table is there",
            "topic topic is there",
        ]);
        assert.equal(again.code, 0);
    });

    it("goes with the command", async () => {
        aws.child.kill("SIGINT");
        await aws.ended;
        await assert.rejects(fetch(`http://127.0.0.1:${port}/_ministack/health`));
    });

    it("refuses a port that something else has", async () => {
        const other = createServer((_, response) => response.end("{}")).listen(port, "127.0.0.1");
        try {
            const { code, err } = await run(project.folder, ["aws", "--port", String(port)]);
            assert.deepEqual(
                [code, err],
                [
                    1,
                    `--port: ${port} is taken by something that is not MiniStack; run npm run aws -- --port ${port + 1}\n`,
                ],
            );
        } finally {
            other.close();
        }
    });
});

// What was done with each resource, without what project, stack and chance add to its name.
function told(out: string): string[] {
    const lines = out.split("\n").filter((line) => / (made|is there)$/.test(line));
    return lines.map((line) => line.replaceAll(/notes-dev-|-[0-9a-f]{7}\b/g, "")).sort();
}

// The SDK lies above the project, as Lambda's lies beside a task root; all else is this project's own.
function linkPackages(folder: string): void {
    symlinkSync(ministack, join(folder, ".ministack"), "junction");
    const packages = join(folder, "node_modules");
    rmSync(packages);
    mkdirSync(packages);
    for (const from of [packagesDir, sdk]) {
        for (const name of readdirSync(from)) {
            if (!name.startsWith(".") && !existsSync(join(packages, name)))
                symlinkSync(join(from, name), join(packages, name), "junction");
        }
    }
}

async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
}
