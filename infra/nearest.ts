/** The known word that a misspelt one is nearest to, at most two letters away; undefined if none is. */
export function nearest(word: string, known: string[]): string | undefined {
    const measured = known.map((each) => ({ each, steps: steps(word.toLowerCase(), each.toLowerCase()) }));
    return measured.filter(({ steps }) => steps <= 2).sort((a, b) => a.steps - b.steps)[0]?.each;
}

// How many letters are to be added, left out or changed.
function steps(from: string, to: string): number {
    let row = Array.from({ length: to.length + 1 }, (_, index) => index);
    for (const [index, letter] of [...from].entries()) {
        const next = [index + 1];
        for (const [at, wanted] of [...to].entries()) {
            const changed = (row[at] ?? 0) + (letter === wanted ? 0 : 1);
            next.push(Math.min(changed, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
        }
        row = next;
    }
    return row[to.length] ?? 0;
}
