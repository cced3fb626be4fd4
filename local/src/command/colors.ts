/** Puts a text into a colour, or leaves it as it is. */
export type Paint = (color: Color, text: string) => string;
export type Color = keyof typeof codes;

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 };

/** Colours on a terminal; NO_COLOR switches them off and FORCE_COLOR on, wherever the text goes. */
export function createPaint(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
    const { NO_COLOR: no, FORCE_COLOR: force } = env;
    const forced = force !== undefined ? force !== "0" && force !== "false" : undefined;
    const colored = forced ?? (no === undefined || no === "" ? stream.isTTY === true : false);
    return colored ? (color, text) => `\u001b[${codes[color]}m${text}\u001b[0m` : (_, text) => text;
}
