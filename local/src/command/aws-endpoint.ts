import { standInCredentials } from "../aws/main";

/** The variables by which an AWS SDK in a function finds an endpoint, and needs no credentials of anybody's. */
export function awsVariables(url: URL | undefined): Record<string, string> {
    return url ? { AWS_ENDPOINT_URL: url.href.replace(/\/$/, ""), ...standInCredentials } : {};
}

/**
 * A text with its addresses of queues and buckets at the stand-in: an SDK sends to a queue's URL whatever endpoint it was
 * given. A bucket stands in the path there (path style).
 */
export function atStandIn(text: string, url: URL): string {
    return text.replace(
        /https:\/\/(?:([\w.-]+)\.)?(?:sqs|s3)(?:[.-][a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?(?![\w.-])/g,
        (_, bucket?: string) => url.origin + (bucket === undefined ? "" : `/${bucket}`),
    );
}

/** Reads the URL that an option or variable gives; throws a sentence for one that is none. */
export function endpoint(name: string, value: string): URL {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return url;
    throw new Error(`${name}: ${JSON.stringify(value)} must be a URL such as http://127.0.0.1:4566`);
}

/** The endpoint that this shell names, if it is one of this machine: another could be reached with a person's credentials in mind. */
export function shellEndpoint(): URL | undefined {
    const value = process.env.AWS_ENDPOINT_URL;
    const url = value && URL.canParse(value) ? new URL(value) : undefined;
    return url && /^https?:$/.test(url.protocol) && isHere(url) ? url : undefined;
}

/** What a person must know of the endpoint, a sentence each. */
export function endpointNotes(url: URL | undefined): string[] {
    const shell = process.env.AWS_ENDPOINT_URL;
    const ignored = "is not of this machine and does not count; --aws URL asks for it by name";
    if (!url) return shell ? [`note: AWS_ENDPOINT_URL of this shell, ${shell}, ${ignored}`] : [];
    const told = `note: the functions reach AWS at ${url.href}, with dummy credentials`;
    return [isHere(url) ? told : `${told}; that is not this machine`];
}

function isHere({ hostname }: URL): boolean {
    return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
