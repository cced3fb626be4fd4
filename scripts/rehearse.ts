// `npm run rehearse`: the real `pulumi up` of this tree, twice, and `destroy`, with a state of its own in a temporary folder,
// against moto's server, which keeps the most of AWS's rules of what was tried (5 of 18). Ends with 0 when all of it was right,
// with 1 when something was not, and with 3, NOT REHEARSED, when nothing real ran.
//
// It needs Pulumi's CLI (PULUMI names it, else `pulumi` on the path) and moto (MOTO_SERVER, else `moto_server` on the path).
// What moto does not keep: permissions, throttling, exports of a stage (the program warns of that), and it serves no calls, so
// the routes are asked of API Gateway's control plane.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const projectDir = resolve(__dirname, "..");
const pulumi = process.env.PULUMI ?? "pulumi";
const moto = process.env.MOTO_SERVER ?? "moto_server";
const stack = "rehearsal";

async function main(): Promise<number> {
    for (const [file, args, how] of [
        [pulumi, ["version"], "install Pulumi's CLI, or name it with PULUMI"],
        [
            moto,
            ["--help"],
            "python3 -m venv .moto && .moto/bin/pip install 'moto[server]', then MOTO_SERVER=.moto/bin/moto_server",
        ],
    ] as const) {
        if (spawnSync(file, args, { stdio: "ignore" }).status !== 0) {
            console.log(`NOT REHEARSED: ${file} does not run; ${how}`);
            return 3;
        }
    }
    const state = mkdtempSync(join(tmpdir(), "rehearsal-"));
    const port = await freePort();
    const server = spawn(moto, ["--host", "127.0.0.1", "--port", String(port)], { stdio: "ignore" });
    try {
        await answering(`http://127.0.0.1:${port}/moto-api/`, server);
        return await rehearse(state, `http://127.0.0.1:${port}`);
    } finally {
        server.kill("SIGTERM");
        rmSync(state, { recursive: true, force: true });
    }
}

async function rehearse(state: string, endpoint: string): Promise<number> {
    const config = join(state, `Pulumi.${stack}.yaml`);
    cpSync(join(projectDir, "Pulumi.dev.yaml"), config);
    const env = {
        ...process.env,
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: "rehearsal",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: "rehearsal",
        AWS_SECRET_ACCESS_KEY: "rehearsal",
    };
    const run = (what: string, args: string[], output: "inherit" | "pipe" = "inherit") => {
        console.log(`\n== ${what}`);
        const all = [...args, "--stack", stack, "--non-interactive"];
        const stdio = ["ignore", output, "inherit"] as ("ignore" | "inherit" | "pipe")[];
        const { status, stdout } = spawnSync(pulumi, all, { cwd: projectDir, env, stdio, encoding: "utf8" });
        return { right: status === 0, text: stdout ?? "" };
    };
    const inFile = ["--config-file", config];
    const update = ["up", "--yes", "--skip-preview", ...inFile];
    if (!run("a state of its own", ["stack", "init", ...inFile]).right) return 1;
    let right = true;
    const step = (is: boolean, what: string) => {
        if (!is) console.log(`WRONG: ${what}`);
        right &&= is;
        return is;
    };
    if (step(run("pulumi up", update).right, "the first update failed")) {
        const outputs = run("what was deployed", ["stack", "output", "--json"], "pipe");
        step(
            outputs.right && (await hasRoutes(outputs.text, endpoint)),
            "the deployed routes are not those of the program",
        );
        step(run("pulumi up again", [...update, "--expect-no-changes"]).right, "a second update changes something");
    }
    // Whatever went wrong before, nothing is left behind.
    step(run("pulumi destroy", ["destroy", "--yes", "--skip-preview", ...inFile]).right, "destroy failed");
    const { text } = run("what is left", ["stack", "export"], "pipe");
    step(leftOf(text).length === 0, `destroy leaves ${leftOf(text).join(", ")}`);
    console.log(right ? "\nREHEARSED" : "\nREHEARSED, AND WRONG");
    return right ? 0 : 1;
}

/** Whether API Gateway has a method for each route of the stack's outputs, and no other. */
async function hasRoutes(outputs: string, endpoint: string): Promise<boolean> {
    const { url = "", routes = {} } = JSON.parse(outputs) as { url?: string; routes?: object };
    const [, id] = /^https:\/\/([^.]+)\./.exec(url) ?? [];
    const authorization =
        "AWS4-HMAC-SHA256 Credential=rehearsal/20260101/us-east-1/apigateway/aws4_request, SignedHeaders=host, Signature=0";
    const answer = await fetch(`${endpoint}/restapis/${id}/resources?embed=methods`, { headers: { authorization } });
    const { item = [], _embedded = {} } = (await answer.json()) as { item?: Place[]; _embedded?: { item?: Place[] } };
    const places = [...item, ...(_embedded.item ?? [])];
    const found = places.flatMap(({ path, resourceMethods = {} }) =>
        Object.keys(resourceMethods).map((verb) => `${verb} ${path}`),
    );
    return JSON.stringify(found.sort()) === JSON.stringify(Object.keys(routes).sort());
}

interface Place {
    path: string;
    resourceMethods?: object;
}

function leftOf(exported: string): string[] {
    const { deployment } = JSON.parse(exported || "{}") as { deployment?: { resources?: { urn: string }[] } };
    const own = /::pulumi:(?:pulumi:Stack|providers:|pulumi:StackReference)/;
    return (deployment?.resources ?? []).map(({ urn }) => urn).filter((urn) => !own.test(urn));
}

async function answering(url: string, server: ChildProcess): Promise<void> {
    for (let tries = 0; tries < 300; tries += 1) {
        if (server.exitCode !== null) throw new Error(`${moto} ended with ${server.exitCode}`);
        if (
            await fetch(url).then(
                () => true,
                () => false,
            )
        )
            return;
        await wait(100);
    }
    throw new Error(`${moto} does not answer`);
}

async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((listening) => server.once("listening", listening));
    const { port } = server.address() as { port: number };
    await new Promise((closed) => server.close(closed));
    return port;
}

main().then(
    (code) => {
        process.exitCode = code;
    },
    (error) => {
        console.error((error as Error).message);
        process.exitCode = 1;
    },
);
