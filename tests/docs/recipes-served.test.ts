import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { apply, copy, following, sectionOn } from "../recipe";
import { serve, tool } from "../served-program";

// Each recipe of docs/operating.md that shows a request is applied, served on localhost as `npm start` does, and asked.

const recipes = ["CORS", "API keys", "A second function", "token (JWT)", "server-sent events", "Checking requests"];

describe("docs/operating.md, served", () => {
    for (const title of recipes)
        it(`answers as it says: ${title}`, async () => {
            const [, command = "", answer = ""] =
                /^```console\n\$ curl ([^\n]*)\n(.*?)^```$/ms.exec(sectionOn(title)) ?? [];
            const { server, port } = await serve(apply(copy(), title));
            try {
                const line = `curl --silent ${command.replace("127.0.0.1:3000", `127.0.0.1:${port}`)}`;
                const { stdout } = spawnSync("bash", ["-c", line], { encoding: "utf8", timeout: 10_000 });
                // The order of headers, their casing and those that are not shown are no matter of the recipe.
                const lines = stdout.toLowerCase().split(/\r?\n/);
                for (const shown of answer.toLowerCase().trim().split("\n"))
                    assert.ok(lines.includes(shown), `${shown} is not in\n${stdout}`);
            } finally {
                server.kill("SIGTERM");
            }
        }).timeout(60_000);

    for (const title of ["A queue", "by the clock"])
        it(`invokes by hand, as it says, what the API does not: ${title}`, function () {
            const [, event = "", command = "", answer = ""] =
                /^```console\n\$ (echo [^\n]*)\n\$ npm start --silent -- ([^\n]*)\n(.*?)^```$/ms.exec(
                    sectionOn(title),
                ) ?? [];
            const cwd = following(this, title);
            const script = `${event}\n"$0" ${tool} ${command}`;
            const { stdout, status } = spawnSync("bash", ["-c", script, process.execPath], { cwd, encoding: "utf8" });
            assert.deepEqual({ stdout, status }, { stdout: answer, status: 0 });
        }).timeout(60_000);

    it("lets through who has a token of the issuer: token (JWT)", async () => {
        const { exportJWK, generateKeyPair, SignJWT } = await import("jose");
        const { publicKey, privateKey } = await generateKeyPair("RS256");
        const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "RS256" }] });
        const issuing = createServer((_, answer) => answer.end(jwks));
        // A test that fails before it closes the server would keep mocha from its end.
        await once(issuing.unref().listen(0, "127.0.0.1"), "listening");
        const issuer = `http://127.0.0.1:${(issuing.address() as AddressInfo).port}/`;
        const token = (audience: string) =>
            new SignJWT({})
                .setProtectedHeader({ alg: "RS256", kid: "k" })
                .setSubject("ada")
                .setIssuer(issuer)
                .setAudience(audience)
                .setExpirationTime("1m")
                .sign(privateKey);
        const { server, port } = await serve(apply(copy(), "token (JWT)"), ["--env", `ISSUER=${issuer}`]);
        try {
            const status = async (audience: string) => {
                const headers = { Authorization: `Bearer ${await token(audience)}` };
                return (await fetch(`http://127.0.0.1:${port}/v0/lambda`, { method: "POST", headers })).status;
            };
            assert.deepEqual(
                [await status("https://api.example.com"), await status("https://else.example.com")],
                [200, 401],
            );
        } finally {
            server.kill("SIGTERM");
            issuing.close();
        }
    }).timeout(60_000);
});
