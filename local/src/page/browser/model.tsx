// What the page knows, as the server tells it.
import { useEffect, useState } from "preact/hooks";
import type { News, Row, Served, Summary } from "../messages";
import { newsAddress } from "./server";

export const model = {
    /** From the oldest to the newest. */
    rows: new Map<number, Row>(),
    dropped: 0,
    served: { routes: [], handlers: {} } as Served,
    connected: false,
    /** Said to whoever looks. */
    notice: "",
};

const listeners = new Set<() => void>();
let drawn = true;

/** Draws what changed, once in a frame. */
export function changed(): void {
    if (!drawn) return;
    drawn = false;
    requestAnimationFrame(() => {
        drawn = true;
        for (const listener of listeners) listener();
    });
}

/** Draws a component again whenever the model has changed. */
export function useModel(): typeof model {
    const [, setVersion] = useState(0);
    useEffect(() => {
        const listener = () => setVersion((version) => version + 1);
        listeners.add(listener);
        return () => void listeners.delete(listener);
    }, []);
    return model;
}

export function say(text: string): void {
    model.notice = text;
    changed();
}

/** Listens to the server for as long as the page is open. */
export function watch(): void {
    const source = new EventSource(newsAddress);
    source.onmessage = ({ data }) => take(JSON.parse(data));
    source.onopen = () => {
        model.connected = true;
        changed();
    };
    source.onerror = () => {
        model.connected = false;
        changed();
    };
}

/** Where the APIs are reached. */
export const bases = (): string[] => [...new Set(model.served.routes.map(({ base }) => base))];

export const isRequest = (row: Row): row is Summary => "method" in row;

/** Opens a request as soon as it is in the list. */
export function openWhenListed(requestId: string): void {
    const look = () => {
        const row = [...model.rows.values()].find((each) => isRequest(each) && each.requestId === requestId);
        if (!row) return;
        listeners.delete(look);
        location.hash = `#/requests/${row.id}`;
    };
    listeners.add(look);
    look();
}

function take(news: News): void {
    if (news.type === "served") model.served = news.served;
    if (news.type === "all") {
        model.served = news.served;
        model.rows.clear();
    }
    if (news.type === "cleared") {
        model.rows.clear();
        model.dropped = 0;
        if (location.hash.startsWith("#/requests/")) location.hash = "#/requests";
    }
    if (news.type === "all" || news.type === "rows") {
        for (const row of news.rows) model.rows.set(row.id, row);
        model.dropped = news.dropped;
        // As many as the server keeps.
        for (const id of model.rows.keys()) {
            if (model.rows.size <= 500) break;
            model.rows.delete(id);
        }
    }
    changed();
}
