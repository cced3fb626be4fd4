import type { Detail } from "./messages";

/** The curl command that asks the same; what a terminal would show as binary is read from standard input as base64. */
export function curlOf(
    { method, target, headers, body }: Pick<Detail, "method" | "target" | "headers" | "body">,
    origin: string,
): string {
    const sent = headers.filter(([name]) => !/^(host|content-length|connection|transfer-encoding|expect)$/i.test(name));
    // An empty header is written with a semicolon.
    const options = sent.map(([name, value]) => `-H ${quoted(value === "" ? `${name};` : `${name}: ${value}`)}`);
    const asked = method === "HEAD" ? "--head" : `-X ${method}`;
    if (body?.text !== undefined) options.push(`--data-raw ${quoted(body.text)}`);
    if (body?.base64 !== undefined) options.push("--data-binary @-");
    // Without a type of its own curl would name one.
    if (body && !sent.some(([name]) => /^content-type$/i.test(name))) options.push("-H 'Content-Type:'");
    const command = [`curl ${asked} ${quoted(origin + target)}`, ...options].join(" \\\n  ");
    return body?.base64 === undefined ? command : `echo ${body.base64} | base64 -d | ${command}`;
}

function quoted(text: string): string {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
