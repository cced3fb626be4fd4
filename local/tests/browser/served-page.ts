import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { createExchanges } from "../../src/command/exchanges";
import { servedBy } from "../../src/command/show-page";
import { createPage } from "../../src/page/page";
import { type LocalApi, startLocalApi } from "../local-api";
import { localDir } from "../places";
import { chromiumArguments, chromiumFile } from "./chromium";

/** An API in this process, its page, and a browser that shows it. */
export interface ServedPage {
    api: LocalApi;
    browser: Browser;
    /** With the token. */
    address: string;
    /** Shows the page in a tab of its own. */
    open(size?: { width: number; height: number }): Promise<Page>;
    mark(text: string): void;
    close(): Promise<void>;
}

/** Serves a handler, the text of its index.js, and its requests. */
export async function servePage(handler: string, method: () => object = () => ({})): Promise<ServedPage> {
    const page = createPage({
        browserDir: join(localDir, "src", "page", "browser"),
        root: localDir,
        graph: async () => ({
            stack: "dev",
            nodes: [node("Function[fn]", true, []), node("Table[t]", false, ["Function[fn]"])],
        }),
        onError: (error) => console.error(error),
    });
    const { observe, print } = createExchanges([page]);
    const api = await startLocalApi(handler, { server: { observe }, pool: { print }, method });
    await new Promise<void>((resolve) => page.server.listen(0, "127.0.0.1", resolve));
    page.serves(servedBy([{ stages: [api.model], port: api.port }], "127.0.0.1"), "127.0.0.1");
    const { port } = page.server.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}/?token=${page.token}`;
    const options = { executablePath: chromiumFile() ?? "", args: chromiumArguments };
    const browser = await chromium.launch(options).catch(async (error) => {
        page.close();
        await api.close();
        throw error;
    });
    return {
        api,
        browser,
        address,
        mark: page.mark,
        open: async (viewport = { width: 1280, height: 800 }) => {
            const context = await browser.newContext({ viewport });
            const tab = await context.newPage();
            await tab.goto(address);
            await tab.waitForSelector(".live");
            return tab;
        },
        close: async () => {
            await browser.close();
            page.close();
            await api.close();
        },
    };
}

function node(label: string, imitated: boolean, references: string[]) {
    const [, type = "", name = ""] = /^(\w+)\[(.+)\]$/.exec(label) ?? [];
    const inputs = [{ path: "name", value: `"${name}"` }];
    return { label, type: `aws:x/y:${type}`, name, group: "other", references, dependsOn: [], inputs, imitated };
}
