/**
 * Prints lines to a stream, those of a few milliseconds in one write: each write costs as much as a small request. What is
 * left is written when the process ends.
 */
export function createPrinter(stream: NodeJS.WritableStream): (line: string) => void {
    let lines: string[] = [];
    const flush = () => {
        if (lines.length > 0) stream.write(`${lines.join("\n")}\n`);
        lines = [];
    };
    process.on("exit", flush);
    return (line) => {
        if (lines.length === 0) setTimeout(flush, 5);
        lines.push(line);
    };
}
