import type { AuthorizerResult } from "./authorizer-result";

/** What the authorizers of a stage said, for as long as each allows. */
export interface PolicyCache {
    get(authorizerId: string, identity: string[], now: number): AuthorizerResult | undefined;
    /** `ttl` in seconds. */
    set(authorizerId: string, identity: string[], result: AuthorizerResult, ttl: number, now: number): void;
}

// A token a request must not fill the memory.
const most = 1000;

/** Makes an empty cache; its key is the authorizer and the values of all its identity sources (AU33). */
export function createPolicyCache(): PolicyCache {
    const kept = new Map<string, { result: AuthorizerResult; until: number }>();
    const keyOf = (authorizerId: string, identity: string[]) => JSON.stringify([authorizerId, ...identity]);
    return {
        get: (authorizerId, identity, now) => {
            const key = keyOf(authorizerId, identity);
            const found = kept.get(key);
            if (!found || found.until > now) return found?.result;
            kept.delete(key);
            return undefined;
        },
        set: (authorizerId, identity, result, ttl, now) => {
            const [oldest] = kept.keys();
            if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
            kept.set(keyOf(authorizerId, identity), { result, until: now + ttl * 1000 });
        },
    };
}
