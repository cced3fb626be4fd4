/** JSON on one line, of ASCII control characters none: a terminal would obey those that JSON lets stand. */
export function jsonLine(value: unknown): string {
    return escapeControls(JSON.stringify(value));
}

/** The same of JSON that is there already. What the server would escape for the terminal is no JSON any more. */
export function escapeControls(json: string): string {
    return json.replace(/[\u007f-\u009f]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}
