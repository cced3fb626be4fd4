/** Gives up waiting after so many milliseconds; a person at a debugger takes longer than any timeout. */
export function within<T>(
    milliseconds: number,
    { withoutTimeouts }: { withoutTimeouts: boolean },
    work: Promise<T>,
): Promise<T | "timeout"> {
    if (withoutTimeouts) return work;
    return new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, milliseconds, "timeout");
        const settled =
            <V>(settle: (value: V) => void) =>
            (value: V) => {
                clearTimeout(timer);
                settle(value);
            };
        work.then(settled(resolve), settled(reject));
    });
}
