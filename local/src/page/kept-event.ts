/** An event without its body, which is kept once: what stands before it and behind it. */
export interface KeptEvent {
    before: Buffer;
    after: Buffer;
    base64: boolean;
}

/** Keeps an event, as JSON, without its body; copied, since a part of a text holds all of it. */
export function keepEvent(event: string): KeptEvent {
    // Behind a comma a quote begins a key: inside a text it would have a backslash. The event's own body stands last (E1).
    const at = event.lastIndexOf(',"body":"');
    const end = event.lastIndexOf('","isBase64Encoded":');
    if (at === -1 || end < at) return { before: Buffer.from(event), after: Buffer.alloc(0), base64: false };
    const after = Buffer.from(event.slice(end + 1));
    return { before: Buffer.from(event.slice(0, at + bodyKey.length)), after, base64: after.includes("true") };
}

const bodyKey = ',"body":';

/** The event as the function got it, with its body as far as it is kept. */
export function wholeEvent({
    event,
    requestBody,
}: {
    event?: KeptEvent;
    requestBody?: { bytes: Buffer };
}): string | undefined {
    if (!event) return undefined;
    if (event.after.length === 0) return event.before.toString();
    const body = requestBody?.bytes.toString(event.base64 ? "base64" : "utf8") ?? "";
    return `${event.before}${JSON.stringify(body)}${event.after}`;
}
