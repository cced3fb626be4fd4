import { readLine } from "../lambda/lambda";
import { initDurationOf, whyOf } from "./exchange";
import { wholeEvent } from "./kept-event";
import type { Detail, Shown, Summary } from "./messages";
import type { Kept } from "./store";
import { timeBar } from "./time-bar";

/** A kept request as a row of the list. */
export function summary({ id, exchange, requestBody, answerBody }: Kept): Summary {
    const { record } = exchange;
    const { began, finished } = record.times;
    return {
        id,
        requestId: record.requestId,
        port: record.port,
        time: record.time,
        method: record.httpMethod,
        // A row shows no more.
        target: record.target.slice(0, 300),
        route: record.route,
        functionName: record.invocations.find(({ role }) => role === "integration")?.functionName,
        status: record.gone ? "gone" : record.answer?.statusCode,
        duration: finished === undefined ? undefined : finished - began,
        init: initDurationOf(exchange),
        sizes: [requestBody?.size ?? 0, answerBody?.size ?? Buffer.byteLength(record.answer?.body ?? "")],
    };
}

/** A kept request with all that is known of it. */
export function detail(kept: Kept, root: string): Detail {
    const { exchange, requestBody, answerBody } = kept;
    const { record, lines, reports } = exchange;
    return {
        ...summary(kept),
        target: record.target,
        sourceIp: record.sourceIp,
        headers: pairs(record.rawHeaders),
        body: requestBody && shown(requestBody),
        event: wholeEvent(kept),
        answer: record.answer && { headers: pairs(record.answer.headers), body: answerBody && shown(answerBody) },
        chunks: record.stream?.times.map(({ time, size }) => ({ at: time - record.times.began, size })),
        streamed: record.stream && { chunks: record.stream.chunks, bytes: record.stream.bytes },
        why: whyOf(exchange),
        logs: lines.map(({ text, time, functionName }) => ({ time, functionName, ...readLine(text, root) })),
        reports,
        bar: timeBar(exchange),
        replayable: requestBody === undefined || requestBody.bytes.length === requestBody.size,
    };
}

function shown({ bytes, size }: { bytes: Buffer; size: number }): Shown {
    const text = bytes.toString();
    // A cut may fall into a character.
    const isText = Buffer.from(text).equals(bytes) || bytes.length < size;
    return { size, kept: bytes.length, ...(isText ? { text } : { base64: bytes.toString("base64") }) };
}

function pairs(flat: string[]): [string, string][] {
    return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ""] as [string, string]] : []));
}
