import { useState } from "preact/hooks";
import type { ServedRoute } from "../messages";
import { follow } from "./actions";
import { say, useModel } from "./model";
import { send } from "./server";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/** The routes with a form to try each. */
export function RoutesView() {
    const { served } = useModel();
    return (
        <main class="routes">
            {served.routes.map((route) => (
                <details key={`${route.base} ${route.method} ${route.path}`} class="route">
                    <summary>
                        <span class="method">{route.method}</span> <span class="target">{route.path}</span>{" "}
                        <span class="function">{route.functionName}</span> <span class="remark">{route.remark}</span>
                    </summary>
                    <TryForm route={route} />
                </details>
            ))}
        </main>
    );
}

function TryForm({ route }: { route: ServedRoute }) {
    const variables = [...route.path.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name = ""]) => name);
    const [method, setMethod] = useState(route.method === "ANY" ? "GET" : route.method);
    const [values, setValues] = useState<Record<string, string>>({});
    const [query, setQuery] = useState("");
    const [type, setType] = useState("application/json");
    const [body, setBody] = useState("");
    const [key, setKey] = useState("");
    const [token, setToken] = useState("");
    const stage = route.base.slice(route.base.lastIndexOf("/"));
    const path = route.path.replace(/\{([^}+]+)(\+?)\}/g, (_, name: string, plus: string) => {
        const encoded = encodeURIComponent(values[name] ?? "");
        return plus ? encoded.replaceAll("%2F", "/") : encoded;
    });
    const target = `${stage}${path}${query === "" ? "" : `?${query}`}`;

    function submit(event: Event): void {
        event.preventDefault();
        const headers: [string, string][] = [["Accept", "*/*"]];
        if (key !== "") headers.push(["x-api-key", key]);
        if (token !== "") headers.push(["Authorization", token]);
        if (body !== "") headers.push(["Content-Type", type]);
        const sending = { port: route.port, method, target, headers, body: body === "" ? undefined : { text: body } };
        send(sending).then(follow, (error) => say(error.message));
    }

    return (
        <form class="edit" onSubmit={submit}>
            {route.method === "ANY" && (
                <label>
                    Method
                    <select value={method} onChange={(event) => setMethod(event.currentTarget.value)}>
                        {methods.map((each) => (
                            <option key={each}>{each}</option>
                        ))}
                    </select>
                </label>
            )}
            {variables.map((name) => (
                <Field
                    key={name}
                    title={`{${name}}`}
                    value={values[name] ?? ""}
                    set={(value) => setValues({ ...values, [name]: value })}
                />
            ))}
            <Field title="Query" value={query} set={setQuery} placeholder="a=1&b=2" />
            {route.needsKey && <Field title="x-api-key" value={key} set={setKey} secret />}
            {route.authorization !== "NONE" && <Field title="Authorization" value={token} set={setToken} secret />}
            {!/^(GET|HEAD)$/.test(method) && (
                <>
                    <Field title="Content-Type" value={type} set={setType} />
                    <label>
                        Body
                        <textarea rows={4} value={body} onInput={(event) => setBody(event.currentTarget.value)} />
                    </label>
                </>
            )}
            <button type="submit">Send</button> <code>{target}</code>
        </form>
    );
}

interface FieldProps {
    title: string;
    value: string;
    set(value: string): void;
    placeholder?: string;
    secret?: boolean;
}

function Field({ title, value, set, placeholder, secret }: FieldProps) {
    return (
        <label>
            {title}
            <input
                type={secret ? "password" : "text"}
                autocomplete="off"
                placeholder={placeholder}
                value={value}
                onInput={(event) => set(event.currentTarget.value)}
            />
        </label>
    );
}
