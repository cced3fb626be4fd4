// What the page asks its server.
import type { Detail, Graph, Sending, Sent } from "../messages";

const token = new URLSearchParams(location.search).get("token") ?? "";

/** The address of what the server tells while somebody watches. */
export const newsAddress = `/data/news?token=${encodeURIComponent(token)}`;

export const fetchDetail = (id: number): Promise<Detail> => ask("GET", `requests/${id}`);
export const replay = (id: number): Promise<Sent> => ask("POST", `requests/${id}/replay`);
export const send = (sending: Sending): Promise<Sent> => ask("POST", "send", sending);
export const clear = (): Promise<object> => ask("POST", "clear");
export const fetchGraph = (): Promise<Graph> => ask("GET", "graph");

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`/data/${path}`, {
        method,
        headers: { "X-Page-Token": token },
        ...(body && { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    throw new Error(answer.refused ?? response.statusText);
}
