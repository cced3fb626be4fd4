import type { ReadableLine } from "../lambda/lambda";
import type { ReportRecord, Why } from "./exchange";

// What the page and its server tell each other, as JSON.

/** A row of the list. */
export interface Summary {
    id: number;
    requestId: string;
    /** Of the API it asked. */
    port: number;
    /** Milliseconds since 1970. */
    time: number;
    method: string;
    target: string;
    route: string | undefined;
    functionName: string | undefined;
    /** Undefined while it runs; `gone` if nobody was there to read the answer. */
    status: number | "gone" | undefined;
    /** Milliseconds. */
    duration: number | undefined;
    init: number | undefined;
    /** Bytes of the request's body and of the answer's. */
    sizes: [request: number, answer: number];
}

/** Something that happened beside the requests: a reload. */
export interface Mark {
    id: number;
    time: number;
    mark: string;
}

export type Row = Summary | Mark;

/** One request. */
export interface Detail extends Summary {
    sourceIp: string;
    headers: [string, string][];
    body: Shown | undefined;
    /** JSON; with the body as far as it was kept. */
    event: string | undefined;
    answer: { headers: [string, string][]; body: Shown | undefined } | undefined;
    /** Of a streamed answer; milliseconds after the request came. */
    chunks: { at: number; size: number }[] | undefined;
    streamed: { chunks: number; bytes: number } | undefined;
    why: Why | undefined;
    logs: (ReadableLine & { time: number; functionName: string })[];
    reports: ReportRecord[];
    bar: Part[];
    /** False if its body was cut. */
    replayable: boolean;
}

/** A body: a text, or base64 of what is none; `kept` of its bytes, of `size` in all. */
export interface Shown {
    size: number;
    kept: number;
    text?: string;
    base64?: string;
}

/** Where the time of a request went. */
export interface Part {
    name: "gateway" | "authorizer" | "waiting" | "init" | "handler" | "answer";
    milliseconds: number;
}

/** What is served. */
export interface Served {
    routes: ServedRoute[];
    /** Where the handlers of functions are, by the function's name. */
    handlers: Record<string, HandlerPlace>;
}

/** `handler/index.ts` and `handler`. */
export interface HandlerPlace {
    file: string;
    exportName: string;
}

export interface ServedRoute {
    /** `http://127.0.0.1:3000/v0` */
    base: string;
    port: number;
    method: string;
    path: string;
    functionName: string;
    needsKey: boolean;
    authorization: string;
    remark: string;
}

/** What the server sends while the page is open: all of it at first, then what changed. */
export type News =
    | { type: "all"; rows: Row[]; dropped: number; served: Served }
    | { type: "rows"; rows: Row[]; dropped: number }
    | { type: "served"; served: Served }
    | { type: "cleared" };

/** A request to be sent to the API. */
export interface Sending {
    /** Of the API. */
    port: number;
    method: string;
    /** Path with stage and query. */
    target: string;
    headers: [string, string][];
    body: { text?: string; base64?: string } | undefined;
}

/** What became of it: where it stands in the list, or why it was not sent. */
export type Sent = { requestId: string | undefined; status: number } | { refused: string };

/** The picture of the program's resources, or why there is none. */
export type Graph = { stack: string; nodes: GraphNode[] } | { refused: string };

export interface GraphNode {
    label: string;
    type: string;
    name: string;
    group: string;
    /** Labels of what its inputs refer to, and of what it waits for. */
    references: string[];
    dependsOn: string[];
    inputs: { path: string; value: string }[];
    /** Whether it has an effect on the local API. */
    imitated: boolean;
}
