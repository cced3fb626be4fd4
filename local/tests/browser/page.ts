import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { Page } from "playwright-core";
import { listening } from "../http";
import { chromiumFile } from "./chromium";
import { type ServedPage, servePage } from "./served-page";

const handler = `exports.handler = async (event) => {
    const { what = "", n = "" } = event.queryStringParameters ?? {};
    if (what === "log") console.warn("careful", { n });
    if (what === "throw") throw new TypeError("no such thing");
    if (what === "html") return { statusCode: 200, headers: { "Content-Type": "text/html" }, body: event.body };
    return { statusCode: 200, body: "n is " + n + ", body is " + event.body };
};`;

const script = "<script>window.ran = true; document.title = 'ran'</script><img src=x onerror='window.ran = true'>";

describe("the page in a browser", function () {
    this.timeout(60_000);
    let served: ServedPage;

    before(async function () {
        if (chromiumFile() === undefined) {
            assert.ok(!process.env.CI, "there is no Chromium, and in CI there must be one");
            console.log("skipped: there is no Chromium here; apt-get install chromium, or name one in CHROMIUM");
            return this.skip();
        }
        served = await servePage(handler);
    });
    after(() => served?.close());

    const post = (path: string, more: object = {}) => served.api.ask({ path: `/v0/lambda${path}`, ...more });
    const rows = (tab: Page) => tab.locator(".row:not(.mark)");
    const choose = async (tab: Page, text: string) => {
        await tab.locator(".row", { hasText: text }).first().click();
        await chosen(tab);
    };
    /** The request that the address names is drawn, in the list and beside it. */
    const chosen = (tab: Page) =>
        tab.waitForFunction(() => {
            const [, , id] = location.hash.split("/");
            return document.querySelector(`#row-${id}[aria-selected=true]`) && document.querySelector("#detail h1");
        });
    const answerOf = (tab: Page) => tab.locator("details", { hasText: "Answer" }).locator("pre").first().innerText();
    const closed = (tab: Page) => tab.context().close();

    it("shows a request within 100 ms: the median of 20", async () => {
        const tab = await served.open();
        // The tab notes itself when a row is drawn, in the clock that is also this process's.
        await tab.evaluate(() => {
            const seen: Record<string, number> = {};
            Object.assign(window, { seen });
            const look = () => {
                for (const each of Array.from(document.querySelectorAll(".row .target")))
                    seen[each.textContent ?? ""] ??= Date.now();
                requestAnimationFrame(look);
            };
            look();
        });
        const times: number[] = [];
        for (let n = 0; n < 20; n++) {
            const target = `/v0/lambda?n=seen${n}`;
            const began = Date.now();
            await post(`?n=seen${n}`);
            await tab.waitForFunction((wanted) => wanted in (window as never as { seen: object }).seen, target);
            times.push(
                (await tab.evaluate(
                    (wanted) => (window as never as { seen: Record<string, number> }).seen[wanted] ?? 0,
                    target,
                )) - began,
            );
        }
        const median = times.sort((a, b) => a - b)[10] ?? Number.NaN;
        assert.ok(median < 100, `${times}`);
        await closed(tab);
    });

    it("shows what was asked, logged and answered, and why it failed; filters it, and marks a reload", async () => {
        const tab = await served.open();
        await post("?what=throw");
        await post("?what=log&n=7", { headers: { Authorization: "Bearer s3cret", "x-api-key": "k3y" } });
        await served.api.ask({ path: "/v0/lambdas" });
        served.mark("Reloaded the handler in 34 ms");
        await choose(tab, "what=throw");
        await tab.waitForSelector(".why");
        assert.match(await tab.locator(".why").innerText(), /the function failed: TypeError: no such thing \[P20\]/);
        await choose(tab, "what=log");
        await tab.waitForSelector(".logs .warn");
        const text = await tab.locator("#detail").innerText();
        assert.match(text, /WARN careful/);
        assert.equal(await answerOf(tab), "n is 7, body is null");
        assert.doesNotMatch(text, /s3cret|k3y/);
        await tab.getByRole("button", { name: "Show Authorization" }).click();
        assert.match(await tab.locator("#detail").innerText(), /Bearer s3cret/);
        assert.match(await tab.locator(".bar").innerText(), /gateway.*handler/s);
        assert.equal(
            await tab
                .locator(".row.mark")
                .innerText()
                .then((mark) => mark.replace(/^\S+ /, "")),
            "Reloaded the handler in 34 ms",
        );
        await tab.getByLabel("Filter by status").selectOption("errors");
        await tab.getByLabel("Filter by text").fill("lambdas");
        await tab.waitForFunction(() => document.querySelectorAll(".row").length === 1);
        assert.match(await rows(tab).innerText(), /\/v0\/lambdas.*403/s);
        await closed(tab);
    });

    it("replays a request, and the answer is the same", async () => {
        const tab = await served.open();
        await post("?n=again", { body: "hello", headers: { "Content-Type": "text/plain" } });
        await choose(tab, "n=again");
        const [address, answer] = [tab.url(), await answerOf(tab)];
        await tab.getByRole("button", { name: "Replay" }).click();
        await tab.waitForURL((url) => String(url) !== address);
        await chosen(tab);
        assert.deepEqual([await answerOf(tab), answer], ["n is again, body is hello", "n is again, body is hello"]);
        await closed(tab);
    });

    it("sends an edited one, its secrets as they were", async () => {
        const tab = await served.open();
        await post("?n=edit", { body: "one", headers: { Authorization: "Bearer s3cret" } });
        await choose(tab, "n=edit");
        await tab.getByRole("button", { name: "Edit and send" }).click();
        assert.doesNotMatch(await tab.getByLabel("Headers").inputValue(), /s3cret/);
        const address = tab.url();
        await tab.getByLabel("Path").fill("/v0/lambda?n=edited");
        await tab.getByLabel("Body").fill("two");
        await tab.getByRole("button", { name: "Send", exact: true }).click();
        await tab.waitForURL((url) => String(url) !== address);
        await chosen(tab);
        assert.equal(await answerOf(tab), "n is edited, body is two");
        await tab.getByRole("button", { name: "Show Authorization" }).click();
        assert.match(await tab.locator("#detail").innerText(), /Bearer s3cret/);
        await closed(tab);
    });

    it("runs nothing that a request or an answer holds", async () => {
        const tab = await served.open();
        const headers = { "X-Script": script, "Content-Type": "text/html" };
        await post(`?what=html&n=${encodeURIComponent(script)}`, { body: script, headers });
        await post(`?what=log&n=${script.replaceAll(" ", "%20")}`);
        for (const text of ["what=html", "what=log"]) {
            await choose(tab, text);
            await tab.waitForSelector("#detail .logs, #detail .none");
            await tab.waitForTimeout(200);
        }
        await choose(tab, "what=html");
        assert.equal(await answerOf(tab), script);
        assert.deepEqual(await tab.evaluate(() => [(window as never as { ran: unknown }).ran, document.title]), [
            undefined,
            "Requests",
        ]);
        // Nor would the browser run it if it were put there.
        const run = await tab.evaluate(async (html) => {
            const refused: string[] = [];
            document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
            const inline = document.createElement("script");
            try {
                inline.textContent = html;
                document.body.append(inline);
                document.body.insertAdjacentHTML("beforeend", html);
            } catch {
                refused.push("thrown");
            }
            await new Promise((resolve) => setTimeout(resolve, 100));
            return [refused.length > 0, (window as never as { ran: unknown }).ran];
        }, "window.ran = true");
        assert.deepEqual(run, [true, undefined]);
        await closed(tab);
    });

    it("is read by no other origin, the API's pages included", async () => {
        const { origin, searchParams } = new URL(served.address);
        const token = searchParams.get("token") ?? "";
        await post("?n=private");
        const spy = `<!doctype html><iframe id=frame></iframe><script>
            const attempts = async () => {
                const read = (path, options) => fetch(${JSON.stringify(origin)} + path, options).then((r) => r.text()).then((text) => "read " + text.length, () => "refused");
                document.getElementById("frame").src = ${JSON.stringify(origin)};
                const news = new Promise((resolve) => {
                    const source = new EventSource(${JSON.stringify(`${origin}/data/news?token=${token}`)});
                    source.onmessage = () => resolve("read");
                    source.onerror = () => { source.close(); resolve("refused"); };
                });
                const script = new Promise((resolve) => {
                    const tag = document.createElement("script");
                    tag.src = ${JSON.stringify(`${origin}/app.js`)};
                    tag.onload = () => resolve("read");
                    tag.onerror = () => resolve("refused");
                    document.head.append(tag);
                });
                return Promise.all([read("/"), read("/data/requests/1", { headers: { "X-Page-Token": ${JSON.stringify(token)} } }), news, script]);
            };
        </script>`;
        const elsewhere = createServer((_, response) => response.end(spy));
        const other = `http://127.0.0.1:${await listening(elsewhere)}/`;
        const tab = await (await served.browser.newContext()).newPage();
        const handlers = await served.api.ask({ path: "/v0/lambda?what=html", body: spy });
        assert.equal(handlers.body, spy);
        await tab.route(`http://127.0.0.1:${served.api.port}/page`, (route) =>
            route.fulfill({ body: spy, contentType: "text/html" }),
        );
        for (const address of [other, `http://127.0.0.1:${served.api.port}/page`]) {
            await tab.goto(address);
            const results = await tab.evaluate("attempts()");
            assert.deepEqual(results, ["refused", "refused", "refused", "refused"], address);
            const frame = tab.frames().find((each) => each !== tab.mainFrame());
            assert.ok(!(await frame?.content().catch(() => ""))?.includes("app.js"), "framed");
        }
        elsewhere.close();
        await closed(tab);
    });

    it("stays light under 2,000 requests in a row", async () => {
        const tab = await served.open();
        const client = await tab.context().newCDPSession(tab);
        await tab.evaluate(() => {
            const tasks: number[] = [];
            Object.assign(window, { tasks });
            new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe(
                { type: "longtask" },
            );
            // Every task that draws, the short ones too.
            let frames = 0;
            const count = () => {
                frames++;
                Object.assign(window, { frames });
                requestAnimationFrame(count);
            };
            count();
        });
        for (let n = 0; n < 2000; n += 4) await Promise.all([0, 1, 2, 3].map((more) => post(`?n=row${n + more}`)));
        await tab.waitForFunction(() => document.querySelector(".row")?.textContent?.includes("n=row199"));
        const { long, frames, count } = await tab.evaluate(() => {
            const { tasks, frames } = window as never as { tasks: number[]; frames: number };
            return {
                long: tasks.filter((took) => took > 50).length,
                frames,
                count: document.querySelectorAll(".row").length,
            };
        });
        // At the 95th percentile of the frames that were drawn meanwhile no task took more than 50 ms.
        assert.ok(frames > 20 && long / frames < 0.05, `${long} of ${frames}`);
        assert.ok(count > 5 && count < 100, `${count} rows`);
        await client.send("HeapProfiler.collectGarbage");
        const { usedSize } = await client.send("Runtime.getHeapUsage");
        assert.ok(usedSize < 30 * 2 ** 20, `${usedSize} bytes`);
        assert.match(await tab.locator("footer").innerText(), /^500 of 500 kept; the \d+ oldest were dropped/);
        await closed(tab);
    });

    it("is used with the keyboard alone", async () => {
        const tab = await served.open();
        await post("?n=key1");
        await post("?n=key2");
        await tab.waitForSelector("text=n=key2");
        await tab.keyboard.press("/");
        await tab.keyboard.type("n=key");
        await tab.waitForFunction(() => document.querySelectorAll(".row").length === 2);
        const focused = () =>
            tab.evaluate(() => document.activeElement?.getAttribute("role") ?? document.activeElement?.id ?? "");
        for (let times = 0; times < 10 && (await focused()) !== "listbox"; times++) await tab.keyboard.press("Tab");
        await tab.keyboard.press("ArrowDown");
        await tab.keyboard.press("ArrowDown");
        await chosen(tab);
        assert.match(await tab.locator("#detail h1").innerText(), /n=key1/);
        await tab.keyboard.press("Enter");
        assert.equal(await focused(), "detail");
        const address = tab.url();
        await tab.keyboard.press("r");
        await tab.waitForURL((url) => String(url) !== address);
        await chosen(tab);
        assert.match(await tab.locator("#detail h1").innerText(), /n=key1/);
        assert.equal(await focused(), "detail");
        await tab.keyboard.press("e");
        await tab.waitForSelector("form.edit");
        await tab.keyboard.press("Escape");
        assert.equal(await focused(), "listbox");
        await tab.waitForSelector("#detail", { state: "detached" });
        await closed(tab);
    });

    it("takes keys faster than it draws", async () => {
        const tab = await served.open();
        for (const n of [1, 2, 3, 4]) await post(`?n=fast${n}`);
        await tab.waitForSelector("text=n=fast4");
        // In one task, so that nothing is drawn between them.
        await tab.evaluate(() => {
            const list = document.querySelector(".list");
            for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "k", "j", "j"])
                list?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        });
        await chosen(tab);
        assert.match(await tab.locator("#detail h1").innerText(), /n=fast1/);
        await closed(tab);
    });

    it("goes on showing a request that is open, though it was dropped for newer ones", async () => {
        const tab = await served.open();
        await post("?n=open");
        await choose(tab, "n=open");
        const [, , id] = new URL(tab.url()).hash.split("/");
        const refused = tab.waitForResponse(
            (response) => response.url().endsWith(`/data/requests/${id}`) && !response.ok(),
        );
        for (let n = 0; n < 504; n += 4) await Promise.all([0, 1, 2, 3].map(() => post("?n=newer")));
        await refused;
        await tab.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 50))));
        assert.match(await tab.locator("#detail h1").innerText(), /n=open/);
        await closed(tab);
    });

    it("tries a route, and shows the graph with what is not imitated", async () => {
        const tab = await served.open();
        await tab.getByRole("link", { name: "Routes" }).click();
        await tab.locator("summary").first().click();
        await tab.getByLabel("Query").fill("n=tried");
        await tab.getByLabel("Body").fill("{}");
        await tab.getByRole("button", { name: "Send" }).click();
        await tab.waitForSelector("text=n is tried, body is {}");
        await tab.getByRole("link", { name: "Graph" }).click();
        await tab.getByRole("button", { name: "Table[t], not imitated" }).press("Enter");
        await tab.waitForSelector(".inputs h1");
        assert.match(await tab.locator(".inputs").innerText(), /not imitated locally.*name\s+"t"/s);
        await closed(tab);
    });

    it("copies as curl, saves the event and makes a test", async () => {
        const tab = await served.open();
        await post("?n=copied", { body: "it's" });
        await choose(tab, "n=copied");
        await tab.getByRole("button", { name: "Copy as curl" }).click();
        assert.match(
            await tab.locator(".copied pre").innerText(),
            /^curl -X POST 'http:\/\/127\.0\.0\.1:\d+\/v0\/lambda\?n=copied'/,
        );
        await tab.getByRole("button", { name: "Make it a test" }).click();
        await tab.waitForSelector(".copied :text('assert.equal(result.statusCode')");
        const [download] = await Promise.all([
            tab.waitForEvent("download"),
            tab.getByRole("button", { name: "Save event" }).click(),
        ]);
        const chunks: Buffer[] = [];
        for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
        assert.equal(JSON.parse(Buffer.concat(chunks).toString()).body, "it's");
        await closed(tab);
    });

    for (const width of [390, 1280]) {
        it(`is readable at ${width} pixels, without scrolling sideways`, async () => {
            const tab = await served.open({ width, height: 800 });
            await post("?n=wide", { body: "x".repeat(2000), headers: { "X-Long": "y".repeat(500) } });
            const fits = () => tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
            assert.ok(await fits(), "list");
            await choose(tab, "n=wide");
            assert.ok(await fits(), "request");
            assert.equal(await tab.locator(".list").isVisible(), width > 700);
            await tab.goto(`${served.address}#/routes`);
            assert.ok(await fits(), "routes");
            await closed(tab);
        });
    }

    it("shows a streamed answer chunk by chunk, with its times", async () => {
        const streaming = `exports.handler = awslambda.streamifyResponse(async (event, responseStream) => {
            const stream = awslambda.HttpResponseStream.from(responseStream, { statusCode: 200 });
            stream.write("one");
            await new Promise((done) => setTimeout(done, 300));
            stream.end("three");
        });`;
        const streamed = await servePage(streaming, () => ({ responseTransferMode: "STREAM" }));
        try {
            const tab = await streamed.open();
            await streamed.api.ask({ path: "/v0/lambda?n=streamed" });
            await choose(tab, "n=streamed");
            const chunks = tab.locator("ol.chunks li");
            await chunks.first().waitFor();
            const shown = await chunks.allInnerTexts();
            assert.deepEqual(
                shown.map((text) => text.replace(/^.*: /, "")),
                ["3 B", "5 B"],
            );
            const [first = 0, last = 0] = shown.map(milliseconds);
            assert.ok(last - first >= 250 && last - first < 2000, `${shown}`);
            assert.match(await tab.locator("#detail").innerText(), /streamed in 2 chunks, 8 B/);
            assert.equal(await answerOf(tab), "onethree");
            await closed(tab);
        } finally {
            await streamed.close();
        }
    });

    it("is light and dark", async () => {
        const colors = [];
        for (const colorScheme of ["light", "dark"] as const) {
            const tab = await (await served.browser.newContext({ colorScheme })).newPage();
            await tab.goto(served.address);
            colors.push(
                await tab.evaluate(
                    () => getComputedStyle(document.getElementById("app") as HTMLElement).backgroundColor,
                ),
            );
            await closed(tab);
        }
        assert.deepEqual(colors, ["rgb(255, 255, 255)", "rgb(22, 22, 20)"]);
    });

    it("shows nothing to who has another token", async () => {
        const tab = await (await served.browser.newContext()).newPage();
        await tab.goto(served.address.replace(/token=.*/, "token=x"));
        await tab.waitForSelector(".lost");
        assert.equal(await rows(tab).count(), 0);
        await closed(tab);
    });
});

function milliseconds(shown: string): number {
    const [, count = "", unit] = /^([\d.,]+)\s*(ms|s)/.exec(shown) ?? [];
    return Number(count.replace(",", "")) * (unit === "s" ? 1000 : 1);
}
