/**
 * Says whether a body is binary: its media type, or the first one the client accepts, matches an entry of the API's
 * binaryMediaTypes; without entries nothing is (B1). `type/*` matches any of that type (B5), an entry of two wildcards
 * everything (B9), another wildcard nothing (B2). Parameters do not count (B10, B14).
 */
export function isBinary(binaryMediaTypes: string[], header: string | undefined): boolean {
    // B3: only the first item of an Accept header.
    const [item = ""] = header?.split(/[,;]/, 1) ?? [];
    const mediaType = item.trim().toLowerCase();
    return binaryMediaTypes.some((entry) => {
        const type = entry.toLowerCase();
        // [B8] also no Accept header at all.
        if (type === "*/*") return true;
        if (type.startsWith("*/")) return false;
        return type.endsWith("/*") ? mediaType.startsWith(type.slice(0, -1)) : mediaType === type;
    });
}
