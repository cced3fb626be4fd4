import { useState } from "preact/hooks";
import type { Detail } from "../messages";
import { follow } from "./actions";
import { isSecret, mask } from "./format";
import { say } from "./model";
import { send } from "./server";

/** A request to be changed and sent. Secrets stay masked, and are sent as they were unless they are written anew. */
export function EditForm({ detail }: { detail: Detail }) {
    const { body } = detail;
    const sent = detail.headers.filter(([name]) => !/^(content-length|connection|transfer-encoding)$/i.test(name));
    const [method, setMethod] = useState(detail.method);
    const [target, setTarget] = useState(detail.target);
    const [headers, setHeaders] = useState(
        sent.map(([name, value]) => `${name}: ${isSecret(name) ? mask : value}`).join("\n"),
    );
    const [text, setText] = useState(body?.text ?? "");
    const isBinary = body?.base64 !== undefined;

    function submit(event: Event): void {
        event.preventDefault();
        const lines = headers.split("\n").filter((line) => line.trim() !== "");
        const pairs = lines.map((line): [string, string] => {
            const colon = line.indexOf(":");
            const [name, value] = [line.slice(0, Math.max(0, colon)).trim(), line.slice(colon + 1).trim()];
            const before = sent.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
            return [name, value === mask ? (before ?? "") : value];
        });
        const content = isBinary ? { base64: body.base64 ?? "" } : text === "" ? undefined : { text };
        send({ port: detail.port, method, target, headers: pairs, body: content }).then(follow, (error) =>
            say(error.message),
        );
    }

    return (
        <form class="edit" onSubmit={submit}>
            <label>
                Method <input value={method} size={8} onInput={(event) => setMethod(event.currentTarget.value)} />
            </label>
            <label>
                Path <input value={target} onInput={(event) => setTarget(event.currentTarget.value)} />
            </label>
            <label>
                Headers
                <textarea
                    rows={Math.min(10, sent.length + 1)}
                    value={headers}
                    onInput={(event) => setHeaders(event.currentTarget.value)}
                />
            </label>
            {isBinary ? (
                <p class="none">The body is not text and stays as it is.</p>
            ) : (
                <label>
                    Body
                    <textarea rows={6} value={text} onInput={(event) => setText(event.currentTarget.value)} />
                </label>
            )}
            {body && body.kept < body.size && <p class="none">Only its beginning was kept: what is sent is shorter.</p>}
            <button type="submit">Send</button>
        </form>
    );
}
