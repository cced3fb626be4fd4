/** Says why a request target is not served: F22, only a path is, and nothing a URL parser could read in two ways. */
export function malformed(target: string): { statusCode: number; sentence: string } | undefined {
    if (target.startsWith("/")) return undefined;
    return {
        statusCode: 400,
        sentence: `The request target ${JSON.stringify(target.slice(0, 100))} is no path; it must begin with a slash`,
    };
}
