// npm run screenshots: serves the project in the folder it is run from, asks it a few things, and writes pictures of the
// page (list, request, graph) to its docs/page/.
import { spawn } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { localDir } from "../places";
import { chromiumArguments, chromiumFile } from "./chromium";

const projectDir = process.env.INIT_CWD ?? process.cwd();
const folder = join(projectDir, "docs", "page");
const largest = 200_000;

async function main(): Promise<void> {
    const command = [join(localDir, "bin", "api-gateway-local.cjs"), "--port", "0"];
    const server = spawn(process.execPath, command, { cwd: projectDir, stdio: ["ignore", "pipe", "inherit"] });
    try {
        let told = "";
        const [route, address] = await new Promise<[string, string]>((resolve, reject) => {
            server.once("close", () => reject(new Error(`the project is not served: ${told}`)));
            server.stdout.on("data", (text) => {
                told += text;
                const [, method = "", url] = /^([A-Z]+) +(http\S+)/m.exec(told) ?? [];
                const [, page] = /^Requests are shown at (\S+)$/m.exec(told) ?? [];
                if (url && page) resolve([`${method} ${url}`, page]);
            });
        });
        await askAll(route);
        await takeAll(address);
    } finally {
        server.kill("SIGTERM");
    }
}

async function askAll(route: string): Promise<void> {
    const [listed = "", url = ""] = route.split(" ");
    const method = listed === "ANY" ? "POST" : listed;
    const json = { "Content-Type": "application/json", Authorization: "Bearer example" };
    const asked: [string, string, string?][] = [
        [method, url],
        [method, `${url}?from=page`, '{"name":"Ada"}'],
        [method, url, '{"name":"Grace Hopper"}'],
        [method, url, '{"name":7}'],
        ["GET", `${url}s`],
        [method, `${url}?from=page&trace=1`, '{"name":"Ada"}'],
    ];
    for (const [verb, target, body] of asked) {
        const answer = await fetch(target, { method: verb, headers: json, ...(body && { body }) });
        await answer.arrayBuffer();
    }
}

async function takeAll(address: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    const browser = await chromium.launch({ executablePath: chromiumFile() ?? "", args: chromiumArguments });
    const tab = await browser.newPage({ viewport: { width: 1120, height: 620 } });
    const take = async (name: string) => {
        const file = join(folder, `${name}.png`);
        await tab.screenshot({ path: file });
        const { size } = statSync(file);
        if (size > largest) throw new Error(`${file} has ${size} bytes; it may have ${largest}`);
        console.log(`docs/page/${name}.png, ${size} bytes`);
    };
    await tab.goto(address);
    await tab.waitForSelector(".row");
    await take("list");
    await tab.locator(".row.s4").first().click();
    await tab.waitForSelector("#detail .bar");
    await tab.locator(".row.s2").first().click();
    await tab.waitForSelector("#detail h1 .s2");
    await take("request");
    await tab.getByRole("link", { name: "Graph" }).click();
    await tab.locator(".picture g", { hasText: "Function" }).first().click({ timeout: 20_000 });
    await tab.waitForSelector(".inputs h1");
    await take("graph");
    await browser.close();
}

main().catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
});
