import assert from "node:assert/strict";
import { get } from "node:http";
import { hostsOf } from "../../src/command/listening";
import { copyProject } from "../project-copy";
import { start, stopAll } from "../running-command";

describe("every address that is printed", () => {
    for (const host of ["0.0.0.0", "127.0.0.2", "localhost"])
        it(`answers with --host ${host}`, async () => {
            const copy = copyProject();
            try {
                const server = await start(copy.folder, ["--host", host]);
                // The page has an address of its own, which its tests ask.
                const printed = (server.out().match(/http:\S+/g) ?? []).filter((url) => !url.includes("?token="));
                const stages = printed.map((url) => `${url.replace(/\/lambda$/, "")}/lambda`);
                assert.ok(stages.length >= 2, server.out());
                for (const url of new Set(stages)) assert.equal(await statusOf(url), 403, url);
            } finally {
                await stopAll();
                copy.remove();
            }
        });

    it("is one of this machine for an unspecified host, and as it stands in a URL", () => {
        assert.deepEqual(hostsOf("::1"), ["[::1]"]);
        assert.deepEqual(hostsOf("API.test"), ["api.test"]);
        for (const host of ["0.0.0.0", "::"]) {
            assert.equal(hostsOf(host)[0], "127.0.0.1");
            assert.ok(!hostsOf(host).includes(host));
        }
    });
});

/** A GET of a route that has POST alone: API Gateway's own 403, with a header that a refusal of this server has not. */
function statusOf(url: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
        get(url, (response) => {
            response.resume();
            resolve(response.headers["x-amzn-errortype"] ? response.statusCode : undefined);
        }).on("error", reject);
    });
}
