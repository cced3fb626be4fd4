/**
 * A text that a terminal shows and does not obey: control characters are escaped, for a handler may log what a client sent
 * (F29). Tab stays; so do line breaks, indented, that the line may not pass for another one's.
 */
export function printable(text: string): string {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, (character) =>
        character === "\r" || character === "\n"
            ? "\n\t"
            : `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
    );
}

/** The same for a text of several lines, which stay lines. */
export function printableLines(text: string): string {
    return text.split("\n").map(printable).join("\n");
}
