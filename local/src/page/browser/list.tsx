import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Row } from "../messages";
import { bytes, clock, duration, statusClass } from "./format";
import { isRequest } from "./model";

// As in the style sheet.
const narrow = matchMedia("(max-width: 700px)");
const heightOf = () => (narrow.matches ? 52 : 34);
const spare = 6;

/** The rows, newest first; only those in sight are in the document. */
export function List({ rows, selected }: { rows: Row[]; selected: number | undefined }) {
    const box = useRef<HTMLDivElement>(null);
    const [view, setView] = useState({ top: 0, height: 800 });
    const first = useRef<number | undefined>(undefined);
    const height = heightOf();
    const look = () => {
        const { scrollTop: top = 0, clientHeight = 800 } = box.current ?? {};
        setView((before) =>
            before.top === top && before.height === clientHeight ? before : { top, height: clientHeight },
        );
    };

    // What somebody has scrolled to stays where it is while others come.
    useLayoutEffect(() => {
        const list = box.current;
        if (!list) return;
        const added = rows.findIndex(({ id }) => id === first.current);
        if (list.scrollTop > 0 && added > 0) list.scrollTop += added * height;
        first.current = rows[0]?.id;
        look();
    });
    useLayoutEffect(() => {
        const observer = new ResizeObserver(look);
        if (box.current) observer.observe(box.current);
        return () => observer.disconnect();
    }, []);

    const index = rows.findIndex(({ id }) => id === selected);
    const from = Math.max(0, Math.floor(view.top / height) - spare);
    const shown = rows.slice(from, Math.ceil((view.top + view.height) / height) + spare);

    function choose(to: number): void {
        const at = Math.max(0, Math.min(rows.length - 1, to));
        const row = rows[at];
        const list = box.current;
        if (!row || !list) return;
        location.hash = `#/requests/${row.id}`;
        if (at * height < list.scrollTop) list.scrollTop = at * height;
        if ((at + 1) * height > list.scrollTop + list.clientHeight)
            list.scrollTop = (at + 1) * height - list.clientHeight;
    }

    function onKey(event: KeyboardEvent): void {
        const page = Math.max(1, Math.floor(view.height / height) - 1);
        const steps: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page };
        const step = steps[event.key];
        // A second key may come before the first is drawn; the address knows of both.
        const now = rows.findIndex(({ id }) => location.hash === `#/requests/${id}`);
        if (step !== undefined) choose(now === -1 ? 0 : now + step);
        else if (event.key === "Home") choose(0);
        else if (event.key === "End") choose(rows.length - 1);
        else if (event.key === "Enter") document.getElementById("detail")?.focus();
        else return;
        event.preventDefault();
    }

    return (
        <div
            ref={box}
            class="list"
            role="listbox"
            tabIndex={0}
            aria-label="Requests, newest first"
            aria-activedescendant={index === -1 ? undefined : `row-${selected}`}
            onScroll={look}
            onKeyDown={onKey}
        >
            <div class="length" style={{ height: `${rows.length * height}px` }}>
                {shown.map((row, at) => (
                    <div
                        key={row.id}
                        id={`row-${row.id}`}
                        role="option"
                        tabIndex={-1}
                        aria-selected={row.id === selected}
                        class={isRequest(row) ? `row ${statusClass(row.status)}` : "row mark"}
                        style={{ top: `${(from + at) * height}px` }}
                        onClick={() => isRequest(row) && choose(from + at)}
                        onKeyDown={undefined}
                    >
                        {isRequest(row) ? (
                            <RequestRow row={row} />
                        ) : (
                            <>
                                {clock(row.time)} {row.mark}
                            </>
                        )}
                    </div>
                ))}
            </div>
        </div>
    );
}

function RequestRow({ row }: { row: Extract<Row, { method: string }> }) {
    const { time, method, target, route, functionName, status, init, sizes } = row;
    return (
        <>
            <span class="time">{clock(time)}</span>
            <span class="method">{method}</span>
            <span class="target" title={target}>
                {target}
            </span>
            <span class="route" title={functionName}>
                {route ?? "no route"}
            </span>
            {init !== undefined && <span class="cold">cold {duration(init)}</span>}
            <span class="size">{bytes(sizes[1])}</span>
            <span class="duration">{duration(row.duration)}</span>
            <span class="status">{status ?? "runs"}</span>
        </>
    );
}
