/** Who may talk to the local API. */
export interface AccessRules {
    /** Host names beside the loopback's and API Gateway's own, lower case. */
    allowedHosts: string[];
    /** Serve requests that a page of another site makes. */
    allowCrossSite: boolean;
}

/**
 * Says why a request is not served, if it is not: a sentence and a status. A page on the web can reach a server on
 * loopback, under a name of its own that it points there (F17) or by a form it lets the browser post (F18).
 */
export function refusal(
    rawHeaders: string[],
    { allowedHosts, allowCrossSite }: AccessRules,
): { statusCode: number; sentence: string } | undefined {
    const values = (wanted: string) =>
        rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === wanted);
    const [host, ...others] = values("host");
    // F16: with two of them, this server and one behind it could each believe another.
    if (host === undefined || others.length > 0) {
        return {
            statusCode: 400,
            sentence: `The request has ${others.length + (host === undefined ? 0 : 1)} Host headers; it must have one`,
        };
    }
    const name = hostName(host);
    if (!isLoopback(name) && !isApiGateway.test(name) && !allowedHosts.includes(name)) {
        return {
            statusCode: 403,
            sentence: `The host ${JSON.stringify(name)} is not served here; start with --allowed-host and its name to serve it`,
        };
    }
    if (allowCrossSite) return undefined;
    const origins = values("origin");
    const foreign = origins.find((origin) => !isLoopback(hostOf(origin)));
    if (foreign === undefined && (origins.length > 0 || !values("sec-fetch-site").includes("cross-site")))
        return undefined;
    return {
        statusCode: 403,
        sentence: `A page of ${foreign === undefined ? "another site" : JSON.stringify(foreign)} made this request; start with --allow-cross-site to serve it`,
    };
}

const isApiGateway = /^[a-z0-9-]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com$/;

function hostOf(origin: string): string {
    return hostName(/^[a-z][a-z0-9+.-]*:\/\/([^/?#@]*)$/i.exec(origin)?.[1] ?? "");
}

function hostName(host: string): string {
    return host.toLowerCase().replace(/:\d*$/, "");
}

/** Says whether a host name, in lower case, can only mean this machine. */
export function isLoopback(name: string): boolean {
    return name === "localhost" || name.endsWith(".localhost") || name === "[::1]" || /^127(\.\d{1,3}){3}$/.test(name);
}
