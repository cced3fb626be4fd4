import type { Exchange, ExchangeRecord } from "./exchange";
import { type KeptEvent, keepEvent } from "./kept-event";
import type { Mark } from "./messages";
import { lineWeight, weightOf } from "./weight";

/** A request that is kept. When it is over, its event and its bodies stand here, no longer in its record. */
export interface Kept {
    id: number;
    exchange: Exchange;
    event?: KeptEvent;
    requestBody?: KeptBody;
    answerBody?: KeptBody;
    /** Whether it stands here. */
    settled?: boolean;
    /** What it counts for. */
    bytes: number;
}

/** A body as far as it is kept. */
export interface KeptBody {
    bytes: Buffer;
    /** Of the whole body. */
    size: number;
}

export type Entry = Kept | (Mark & { bytes: number });

/** What is kept of requests, in memory only; the oldest are dropped for newer ones. */
export interface Store {
    began(exchange: Exchange): void;
    /** Something of a request has changed. */
    changed(exchange: Exchange): void;
    /** One of its functions has logged a line. */
    line(exchange: Exchange, text: string): void;
    finished(exchange: Exchange): void;
    mark(text: string): void;
    /** From the oldest to the newest. */
    entries(): Entry[];
    find(id: number): Kept | undefined;
    /** How many requests were dropped. */
    dropped(): number;
    /** What all of it counts for. */
    bytes(): number;
    clear(): void;
}

export const defaultLimits = { requests: 500, bytes: 16 * 2 ** 20, body: 256 * 1024 };

/** Makes a store, which tells `changed` of each entry that is new or no longer as it was. */
export function createStore(changed: (entry: Entry) => void, limits = defaultLimits): Store {
    // With ids one after another, so that one is found by its place.
    let entries: Entry[] = [];
    let lastId = 0;
    let bytes = 0;
    let dropped = 0;

    const find = (id: number | undefined): Kept | undefined => {
        const entry = id === undefined ? undefined : entries[id - (entries[0]?.id ?? 0)];
        return entry && "exchange" in entry ? entry : undefined;
    };

    function weigh(entry: Entry, weight: number): void {
        bytes += weight - entry.bytes;
        entry.bytes = weight;
        while (entries.length > limits.requests || bytes > limits.bytes) {
            const oldest = entries.shift();
            if (!oldest) break;
            bytes -= oldest.bytes;
            if ("exchange" in oldest) dropped++;
        }
        changed(entry);
    }

    function add(entry: Entry): void {
        entries.push(entry);
        weigh(entry, 500);
    }

    // What is cut is copied: a part of a buffer, or of a text, holds all of it.
    function cut(body: string | Buffer | undefined): KeptBody | undefined {
        if (body === undefined || body.length === 0) return undefined;
        const size = Buffer.byteLength(body);
        if (size <= limits.body) return { bytes: Buffer.from(body), size };
        const part = typeof body === "string" ? Buffer.from(body.slice(0, limits.body)) : body;
        return { bytes: Buffer.from(part.subarray(0, limits.body)), size };
    }

    // At once where something is to be cut or kept once, else when somebody looks: most are dropped unseen.
    function settle(entry: Kept): Kept {
        if (!entry.settled && entry.exchange.record.times.finished !== undefined) keep(entry, entry.exchange.record);
        return entry;
    }

    function keep(entry: Kept, record: ExchangeRecord): void {
        entry.settled = true;
        // Through what is observed, what is given up here would be held.
        const { body, event, stream, answer, observed: _, ...rest } = record;
        const asked = cut(body);
        if (asked) entry.requestBody = asked;
        const streamed = stream && { bytes: Buffer.concat(stream.kept), size: stream.bytes };
        const answered = streamed ?? cut(answer?.body);
        if (answered) entry.answerBody = answered;
        if (event) entry.event = keepEvent(event);
        const kept = stream && { ...stream, kept: [] };
        entry.exchange = { ...entry.exchange, record: { ...rest, ...(answer && { answer: { ...answer, body: "" } }) } };
        if (kept) entry.exchange.record.stream = kept;
    }

    return {
        began: (exchange) => {
            const id = ++lastId;
            exchange.id = id;
            add({ id, exchange, bytes: 0 });
        },
        changed: (exchange) => {
            const entry = find(exchange.id);
            if (entry) changed(entry);
        },
        line: (exchange, text) => {
            const entry = find(exchange.id);
            if (entry) weigh(entry, entry.bytes + lineWeight(text));
        },
        finished: (exchange) => {
            const entry = find(exchange.id);
            if (!entry) return;
            const { body, answer, stream } = exchange.record;
            if (body?.length || stream || (answer && answer.body.length > limits.body / 4)) settle(entry);
            weigh(entry, weightOf(entry));
        },
        mark: (text) => add({ id: ++lastId, time: Date.now(), mark: text, bytes: 0 }),
        entries: () => [...entries],
        find: (id) => {
            const entry = find(id);
            return entry && settle(entry);
        },
        dropped: () => dropped,
        bytes: () => bytes,
        clear: () => {
            entries = [];
            bytes = 0;
            dropped = 0;
        },
    };
}
