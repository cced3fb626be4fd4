import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectDir } from "../program";

// Stand-ins for the CLI and for moto prove the order, the exit codes and what is left behind, and nothing of AWS.

const wanted = { url: "https://abc.execute-api.us-east-1.amazonaws.com/v0", routes: { "POST /lambda": "" } };

describe("npm run rehearse", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "rehearse-"));
        executable(
            "moto",
            `
            const [host, port] = [process.argv[3], process.argv[5]];
            require("node:http").createServer((request, response) => {
                const items = [{ path: "/lambda", resourceMethods: { POST: {} } }, { path: "/" }];
                response.end(JSON.stringify({ _embedded: { item: items } }));
            }).listen(port, host);
            if (process.argv[2] === "--help") process.exit();
        `,
        );
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const executable = (name: string, text: string) => {
        writeFileSync(join(folder, name), `#!${process.execPath}\n${text}`);
        chmodSync(join(folder, name), 0o755);
    };
    // Fails at the nth command whose words begin so, and tells `left` to have stayed.
    const cli = (fails = "none", left: string[] = []) =>
        executable(
            "pulumi",
            `
            const { appendFileSync } = require("node:fs");
            const words = process.argv.slice(2).join(" ");
            if (words === "version") process.exit();
            appendFileSync(${JSON.stringify(join(folder, "log"))}, words.replace(/--config-file \\S+/, "FILE") + " in " + process.env.PULUMI_BACKEND_URL + "\\n");
            if (words.startsWith("stack output")) console.log(${JSON.stringify(JSON.stringify(wanted))});
            if (words.startsWith("stack export")) console.log(JSON.stringify({ deployment: { resources: ${JSON.stringify(left)}.map((urn) => ({ urn })) } }));
            if (words.includes(${JSON.stringify(fails)})) process.exit(255);
        `,
        );
    const rehearse = async (env: Record<string, string> = {}) => {
        const args = ["--require", join(projectDir, "tests/setup.cjs"), "scripts/rehearse.ts"];
        const named = { PULUMI: join(folder, "pulumi"), MOTO_SERVER: join(folder, "moto") };
        const child = spawn(process.execPath, args, {
            cwd: projectDir,
            env: { ...process.env, TMPDIR: folder, ...named, ...env },
        });
        let out = "";
        for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (out += text));
        const code = await new Promise((resolve) => child.once("close", resolve));
        const log = existsSync(join(folder, "log")) ? readFileSync(join(folder, "log"), "utf8").trim().split("\n") : [];
        return { code, out, ran: log.map((line) => line.replace(/ --stack.*/, "")), log };
    };
    const order = [
        "stack init FILE",
        "up --yes --skip-preview FILE",
        "stack output --json",
        "up --yes --skip-preview FILE --expect-no-changes",
        "destroy --yes --skip-preview FILE",
        "stack export",
    ];

    it("updates twice, destroys, and keeps nothing of its state", async () => {
        cli();
        const { code, out, ran, log } = await rehearse();
        assert.deepEqual([code, ran], [0, order]);
        assert.match(out, /\nREHEARSED\n$/);
        assert.ok(log.every((line) => / in file:\/\/.*rehearsal-/.test(line)));
        assert.deepEqual(
            readdirSync(folder).filter((name) => name.startsWith("rehearsal-")),
            [],
        );
    });

    it("destroys too what a failed update made, and ends with 1", async () => {
        cli("up --yes");
        const { code, out, ran } = await rehearse();
        assert.deepEqual([code, ran], [1, order.filter((line) => !/--json|--expect/.test(line))]);
        assert.match(out, /WRONG: the first update failed/);
    });

    it("ends with 1 where a second update changes something, or destroy leaves something", async () => {
        cli("--expect-no-changes", ["urn:pulumi:rehearsal::p::aws:iam/role:Role::r"]);
        const { code, out } = await rehearse();
        assert.equal(code, 1);
        assert.match(out, /WRONG: a second update changes something/);
        assert.match(out, /WRONG: destroy leaves urn:pulumi:rehearsal::p::aws:iam\/role:Role::r/);
    });

    it("ends with 3 and says NOT REHEARSED where the CLI or moto is missing", async () => {
        const { code, out, ran } = await rehearse({ PULUMI: join(folder, "none") });
        assert.deepEqual([code, ran], [3, []]);
        assert.match(out, /^NOT REHEARSED: \S+none does not run; install Pulumi's CLI/);
        cli();
        const other = await rehearse({ MOTO_SERVER: join(folder, "none") });
        assert.deepEqual([other.code, other.ran], [3, []]);
    });
});
