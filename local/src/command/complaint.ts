/**
 * Tells a person what went wrong: the sentence, and the stack if it is asked for. The same sentence is told once, until
 * something goes right (`undefined`), which is told too, or wrong otherwise.
 */
export function createComplaint(
    stream: NodeJS.WritableStream,
    verbose: boolean,
    mended: () => void = () => {},
): (error: unknown) => void {
    let last: string | undefined;
    return (error) => {
        const sentence = error === undefined ? undefined : sentenceOf(error);
        if (sentence !== undefined && sentence !== last) {
            stream.write(`${verbose && error instanceof Error ? (error.stack ?? sentence) : sentence}\n`);
        }
        if (sentence === undefined && last !== undefined) mended();
        last = sentence;
    };
}

// esbuild counts its errors in a first line of its own.
function sentenceOf(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    return message.replace(/^Build failed with \d+ errors?:\n/, "");
}
