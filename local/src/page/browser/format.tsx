/** Milliseconds, for people. */
export function duration(milliseconds: number | undefined): string {
    if (milliseconds === undefined) return "…";
    if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
    return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

export function bytes(size: number): string {
    if (size >= 2 ** 20) return `${(size / 2 ** 20).toFixed(1)} MB`;
    return size >= 1024 ? `${(size / 1024).toFixed(1)} KB` : `${size} B`;
}

export function clock(time: number): string {
    return new Date(time).toTimeString().slice(0, 8);
}

export function statusClass(status: number | "gone" | undefined): string {
    return status === undefined ? "runs" : status === "gone" ? "gone" : `s${Math.floor(status / 100)}`;
}

/** JSON as people read it, or the text as it is. */
export function pretty(text: string): string {
    try {
        return /^\s*[[{]/.test(text) ? JSON.stringify(JSON.parse(text), null, 2) : text;
    } catch {
        return text;
    }
}

const secret = /^(authorization|cookie|set-cookie|x-api-key|apikey|authorizationtoken|proxy-authorization)$/i;

/** Says whether what a header or a key of an event holds is for one pair of eyes only. */
export function isSecret(name: string): boolean {
    return secret.test(name);
}

export const mask = "••••••••";

/** An event with its secrets masked. */
export function masked(json: string): string {
    const hide = (value: unknown): unknown =>
        Array.isArray(value) ? value.map(hide) : typeof value === "string" ? mask : value;
    try {
        return JSON.stringify(
            JSON.parse(json, (key, value) => (isSecret(key) ? hide(value) : value)),
            null,
            2,
        );
    } catch {
        return json;
    }
}
