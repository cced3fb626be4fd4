import type { ServerResponse } from "node:http";
import { summary } from "./exchange-json";
import type { News, Row, Served } from "./messages";
import type { Entry, Store } from "./store";

/** Those who watch: each gets all that there is at first, then what changes. Costs nothing while nobody does. */
export interface Watchers {
    join(response: ServerResponse): void;
    changed(entry: Entry): void;
    tell(news: News): void;
    close(): void;
}

// A burst of requests is one message, that a browser has time to draw.
const gatherFor = 15;

export function createWatchers(store: () => Store, served: () => Served): Watchers {
    const watching = new Set<ServerResponse>();
    const changed = new Map<number, Entry>();
    let timer: NodeJS.Timeout | undefined;

    function tell(news: News): void {
        const text = `data: ${JSON.stringify(news)}\n\n`;
        for (const response of watching) {
            // Who reads too slowly comes back for all of it.
            if (response.writableLength > 4 * 2 ** 20) response.destroy();
            else response.write(text);
        }
    }

    function flush(): void {
        timer = undefined;
        const rows = [...changed.values()].map(row);
        changed.clear();
        tell({ type: "rows", rows, dropped: store().dropped() });
    }

    return {
        join: (response) => {
            response.writeHead(200, { "Content-Type": "text/event-stream" });
            const rows = store().entries().map(row);
            const all: News = { type: "all", rows, dropped: store().dropped(), served: served() };
            response.write(`retry: 500\ndata: ${JSON.stringify(all)}\n\n`);
            watching.add(response);
            response.on("close", () => watching.delete(response));
        },
        changed: (entry) => {
            if (watching.size === 0) return;
            changed.set(entry.id, entry);
            timer ??= setTimeout(flush, gatherFor).unref();
        },
        tell: (news) => {
            if (news.type === "cleared") changed.clear();
            if (watching.size > 0) tell(news);
        },
        close: () => {
            clearTimeout(timer);
            for (const response of watching) response.destroy();
        },
    };
}

function row(entry: Entry): Row {
    if ("exchange" in entry) return summary(entry);
    const { id, time, mark } = entry;
    return { id, time, mark };
}
