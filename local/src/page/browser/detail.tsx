import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Detail } from "../messages";
import { Actions } from "./actions";
import { Body, EventText, Headers } from "./bodies";
import { bytes, clock, duration, statusClass } from "./format";
import { Logs } from "./logs";
import { useModel } from "./model";
import { fetchDetail } from "./server";

/** All that is known of a request; read again when it changes. The pane stays, and with it the focus, while another is read. */
export function DetailPane({ id }: { id: number }) {
    const { rows } = useModel();
    const [read, setRead] = useState<{ id: number; detail?: Detail; gone?: string }>({ id });
    const row = rows.get(id);
    useEffect(() => {
        let current = true;
        fetchDetail(id).then(
            (detail) => current && setRead({ id, detail }),
            // What is shown stays, though the server has dropped it.
            ({ message }) =>
                current && setRead((before) => (before.id === id && before.detail ? before : { id, gone: message })),
        );
        return () => {
            current = false;
        };
    }, [id, row]);
    const { detail, gone } = read.id === id ? read : {};
    const back = () => {
        location.hash = "#/requests";
        document.querySelector<HTMLElement>(".list")?.focus();
    };
    const close = (
        <button type="button" class="back" onClick={back} aria-label="Back to the list">
            ←
        </button>
    );
    return (
        <section
            id="detail"
            class="detail-pane"
            tabIndex={-1}
            aria-label="One request"
            aria-busy={!detail && !gone}
            onKeyDown={(event) => event.key === "Escape" && back()}
        >
            {detail ? (
                <Known key={id} detail={detail} close={close} />
            ) : (
                <>
                    {close}
                    <p>{gone || "…"}</p>
                </>
            )}
        </section>
    );
}

function Known({ detail, close }: { detail: Detail; close: ComponentChildren }) {
    return (
        <>
            <h1>
                {close}
                <span class={`status ${statusClass(detail.status)}`}>{detail.status ?? "runs"}</span> {detail.method}{" "}
                {detail.target}
            </h1>
            {detail.why && (
                <div class="why">
                    <strong>{detail.why.reason}</strong> <span class="fact">[{detail.why.fact}]</span>
                    <p>{detail.why.advice}</p>
                </div>
            )}
            <Actions detail={detail} />
            <TimeBar detail={detail} />
            <p class="facts">
                {clock(detail.time)} · route {detail.route ?? "none"} · function {detail.functionName ?? "none"} · from{" "}
                {detail.sourceIp} · {detail.requestId}
            </p>
            <Section title="Log">
                <Logs detail={detail} />
            </Section>
            <Section title="Answer">
                {detail.answer ? <Headers headers={detail.answer.headers} /> : <p class="none">none</p>}
                <Chunks detail={detail} />
                {detail.answer && <Body body={detail.answer.body} />}
            </Section>
            <Section title="Request">
                <Headers headers={detail.headers} />
                <Body body={detail.body} />
            </Section>
            <Section title="Event">
                <EventText json={detail.event} />
            </Section>
        </>
    );
}

function Section({ title, children }: { title: string; children: ComponentChildren }) {
    return (
        <details open>
            <summary>{title}</summary>
            {children}
        </details>
    );
}

function TimeBar({ detail: { bar, duration: all } }: { detail: Detail }) {
    if (bar.length === 0) return null;
    const sum = bar.reduce((total, { milliseconds }) => total + milliseconds, 0);
    return (
        <div class="bar" role="img" aria-label={`Where ${duration(all)} went`}>
            <div class="parts">
                {bar.map(({ name, milliseconds }) => (
                    <span
                        key={name}
                        class={name}
                        style={{ flexGrow: milliseconds / sum }}
                        title={`${name} ${duration(milliseconds)}`}
                    />
                ))}
            </div>
            <ul>
                {bar.map(({ name, milliseconds }) => (
                    <li key={name}>
                        <i class={name} /> {name} {duration(milliseconds)}
                    </li>
                ))}
            </ul>
        </div>
    );
}

function Chunks({ detail: { chunks, streamed } }: { detail: Detail }) {
    if (!chunks || !streamed) return null;
    return (
        <>
            <p class="none">
                streamed in {streamed.chunks} chunks, {bytes(streamed.bytes)}
                {streamed.chunks > chunks.length && `; the first ${chunks.length}:`}
            </p>
            <ol class="chunks">
                {chunks.slice(0, 50).map(({ at, size }, index) => (
                    <li key={index}>
                        {duration(at)}: {bytes(size)}
                    </li>
                ))}
                {chunks.length > 50 && (
                    <li>
                        … {chunks.length - 50} more, the last after {duration(chunks.at(-1)?.at)}
                    </li>
                )}
            </ol>
        </>
    );
}
