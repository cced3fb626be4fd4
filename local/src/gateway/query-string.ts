/** A query string as the event has it: the last value of each name and all of them, or null twice without any (E30). */
export interface QueryString {
    single: Record<string, string> | null;
    multi: Record<string, string[]> | null;
}

const none: QueryString = { single: null, multi: null };

/** Takes a raw query string apart; names and values are decoded as a form's (E32), names keep their case (E34). */
export function parseQueryString(raw: string): QueryString {
    const single: Record<string, string> = Object.create(null);
    const multi: Record<string, string[]> = Object.create(null);
    let count = 0;
    // [E35] a semicolon splits like an ampersand, a raw | passes.
    for (const pair of raw.split(/[&;]/)) {
        if (pair === "") continue;
        const equals = pair.indexOf("=");
        // E33: an empty value is an empty text; [E33] so is a missing one.
        const name = decode(equals === -1 ? pair : pair.slice(0, equals));
        const value = equals === -1 ? "" : decode(pair.slice(equals + 1));
        // E31: the last value alone, and all in their order.
        single[name] = value;
        const values = multi[name];
        if (values) values.push(value);
        else multi[name] = [value];
        count++;
    }
    return count > 0 ? { single, multi } : none;
}

// E32: a plus is a space, then percent sequences. [E16] %25 becomes %; a broken sequence stays as it is.
function decode(text: string): string {
    const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
    if (!spaced.includes("%")) return spaced;
    return spaced.replace(/(?:%[0-9A-Fa-f]{2})+/g, (sequence) =>
        Buffer.from(sequence.replaceAll("%", ""), "hex").toString("utf8"),
    );
}
