import { useState } from "preact/hooks";
import type { Shown } from "../messages";
import { bytes, isSecret, mask, masked, pretty } from "./format";

/** A body as text; of what is none, its size. */
export function Body({ body }: { body: Shown | undefined }) {
    if (!body) return <p class="none">no body</p>;
    const cut = body.kept < body.size && ` (the first ${bytes(body.kept)} were kept)`;
    return (
        <>
            <p class="none">
                {bytes(body.size)}
                {cut}
                {body.text === undefined && ", not text; as base64:"}
            </p>
            <pre>{body.text === undefined ? body.base64 : pretty(body.text)}</pre>
        </>
    );
}

/** Headers in their order; secrets are masked until clicked. */
export function Headers({ headers }: { headers: [string, string][] }) {
    return (
        <table class="headers">
            <tbody>
                {headers.map(([name, value], index) => (
                    <tr key={index}>
                        <th scope="row">{name}</th>
                        <td>{isSecret(name) ? <Secret name={name} value={value} /> : value}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

/** The event, its secrets masked until clicked. */
export function EventText({ json }: { json: string | undefined }) {
    const [open, setOpen] = useState(false);
    if (json === undefined) return <p class="none">The function was not called.</p>;
    const hidden = masked(json);
    return (
        <>
            {hidden.includes(mask) && (
                <button type="button" onClick={() => setOpen(!open)}>
                    {open ? "Mask secrets" : "Show secrets"}
                </button>
            )}
            <pre>{open ? pretty(json) : hidden}</pre>
        </>
    );
}

function Secret({ name, value }: { name: string; value: string }) {
    const [open, setOpen] = useState(false);
    if (open) return <>{value}</>;
    return (
        <button type="button" class="secret" aria-label={`Show ${name}`} onClick={() => setOpen(true)}>
            {mask}
        </button>
    );
}
