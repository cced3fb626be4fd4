import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * Says why a request of the page's data is not served, if it is not. What the page shows and sends is for the one who has
 * the printed address: neither for a page that a handler serves, nor for one on the web under a name that it points here.
 */
export function dataRefusal(request: IncomingMessage, port: number, token: string): string | undefined {
    const { headers } = request;
    const foreign = hostRefusal(request, port);
    if (foreign) return foreign;
    const site = headers["sec-fetch-site"];
    if (site !== undefined && site !== "same-origin" && site !== "none")
        return `a page of another origin asks (${site})`;
    if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`)
        return `a page of another origin asks (${headers.origin})`;
    const given = headers["x-page-token"] ?? tokenOf(request.url ?? "");
    if (typeof given !== "string" || !isSame(given, token)) return "the token is not the one of the printed address";
    return undefined;
}

/** Says why nothing at all is served to a request, if it is so: its Host is a name that anybody could have pointed here. */
export function hostRefusal({ headers: { host = "" } }: IncomingMessage, port: number): string | undefined {
    const names = ["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}:${port}`);
    return names.includes(host.toLowerCase()) ? undefined : `the host ${JSON.stringify(host)} is not served here`;
}

/** Headers of everything the page's server answers: nothing of it runs, is framed or is read elsewhere. */
export const safeHeaders = {
    "Content-Security-Policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
};

// An EventSource cannot send headers.
function tokenOf(target: string): string | null {
    return new URL(target, "http://page").searchParams.get("token");
}

function isSame(given: string, token: string): boolean {
    const [a, b] = [Buffer.from(given), Buffer.from(token)];
    return a.length === b.length && timingSafeEqual(a, b);
}
