/** Prints lines to a stream, all of one turn of the event loop in one write: a terminal costs more than a request. */
export function createPrinter(stream: NodeJS.WritableStream): (line: string) => void {
    let lines: string[] = [];
    return (line) => {
        if (lines.length === 0) {
            setImmediate(() => {
                stream.write(`${lines.join("\n")}\n`);
                lines = [];
            });
        }
        lines.push(line);
    };
}
