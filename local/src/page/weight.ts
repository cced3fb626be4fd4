import type { Exchange } from "./exchange";

interface Weighed {
    exchange: Exchange;
    event?: { before: Buffer; after: Buffer };
    requestBody?: { bytes: Buffer };
    answerBody?: { bytes: Buffer };
}

/** What a line of a log counts for, in bytes. */
export function lineWeight(text: string): number {
    return 150 + text.length;
}

/**
 * What a request that is kept counts for: each text and object costs something beside its length. Called for each request,
 * so nothing is made for it.
 */
export function weightOf({ exchange: { record, lines }, event, requestBody, answerBody }: Weighed): number {
    let weight = 1000 + record.target.length + textsWeight(record.rawHeaders);
    if (record.answer) weight += textsWeight(record.answer.headers) + record.answer.body.length;
    weight += (record.event?.length ?? 0) + (record.body?.length ?? 0);
    if (event) weight += event.before.length + event.after.length;
    weight += (requestBody?.bytes.length ?? 0) + (answerBody?.bytes.length ?? 0);
    for (const { text } of lines) weight += lineWeight(text);
    return weight + (record.stream?.times.length ?? 0) * 50;
}

function textsWeight(texts: string[]): number {
    let weight = 0;
    for (const text of texts) weight += 20 + text.length;
    return weight;
}
