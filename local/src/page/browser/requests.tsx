import { useEffect, useRef, useState } from "preact/hooks";
import type { Row } from "../messages";
import { DetailPane } from "./detail";
import { List } from "./list";
import { bases, isRequest, say, useModel } from "./model";
import { clear } from "./server";

const statuses = { "": "any status", "2": "2xx", "3": "3xx", "4": "4xx", "5": "5xx", errors: "errors" };

/** The list with its filters and, beside it, the request that is chosen. */
export function RequestsView({ selected }: { selected: number | undefined }) {
    const { rows, dropped, served } = useModel();
    const [text, setText] = useState("");
    const [route, setRoute] = useState("");
    const [status, setStatus] = useState("");
    const input = useRef<HTMLInputElement>(null);
    const all = [...rows.values()].reverse();
    const shown = all.filter((row) => matches(row, text.toLowerCase(), route, status));
    const routes = new Set(served.routes.map(({ method, path }) => `${method} ${path}`));

    useEffect(() => {
        const onKey = (event: KeyboardEvent) => {
            const typing = event.target instanceof Element && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
            if (event.key === "/" && !typing) {
                event.preventDefault();
                input.current?.focus();
            }
        };
        addEventListener("keydown", onKey);
        return () => removeEventListener("keydown", onKey);
    }, []);

    return (
        <main class={selected === undefined ? "requests" : "requests chosen"}>
            <section class="list-pane" aria-label="Requests">
                <form class="filters" onSubmit={(event) => event.preventDefault()}>
                    <input
                        ref={input}
                        type="search"
                        placeholder="Filter by text  /"
                        aria-label="Filter by text"
                        value={text}
                        onInput={({ currentTarget }) => setText(currentTarget.value)}
                    />
                    <select
                        aria-label="Filter by route"
                        value={route}
                        onChange={({ currentTarget }) => setRoute(currentTarget.value)}
                    >
                        <option value="">any route</option>
                        {[...routes].map((key) => (
                            <option key={key}>{key}</option>
                        ))}
                        <option value="none">no route</option>
                    </select>
                    <select
                        aria-label="Filter by status"
                        value={status}
                        onChange={({ currentTarget }) => setStatus(currentTarget.value)}
                    >
                        {Object.entries(statuses).map(([value, title]) => (
                            <option key={value} value={value}>
                                {title}
                            </option>
                        ))}
                    </select>
                    <button type="button" onClick={() => clear().catch((error) => say(error.message))}>
                        Clear
                    </button>
                </form>
                <List rows={shown} selected={selected} />
                <footer>
                    {shown.length} of {all.length} kept
                    {dropped > 0 && `; the ${dropped} oldest were dropped (at most 500 requests and 16 MB are kept)`}
                    {all.length === 0 && `; send one to ${bases()[0]}`}
                </footer>
            </section>
            {selected !== undefined && <DetailPane id={selected} />}
        </main>
    );
}

function matches(row: Row, text: string, route: string, status: string): boolean {
    if (!isRequest(row)) return text === "" && route === "" && status === "";
    if (route !== "" && (route === "none" ? row.route !== undefined : row.route !== route)) return false;
    const code = String(row.status ?? "");
    if (status === "errors" ? !/^[45]|gone/.test(code) : !code.startsWith(status)) return false;
    return (
        text === "" ||
        `${row.method} ${row.target} ${row.functionName} ${code} ${row.requestId}`.toLowerCase().includes(text)
    );
}
