/** The word that a misspelt one is nearest to, at most two letters away; undefined if none is. */
export function nearest(word: string, known: readonly string[]): string | undefined {
    const distances = known.map((each) => ({ each, distance: distance(word.toLowerCase(), each.toLowerCase()) }));
    return distances.filter((each) => each.distance <= 2).sort((a, b) => a.distance - b.distance)[0]?.each;
}

/** How many letters are to be added, left out, changed or swapped with the next one. */
function distance(from: string, to: string): number {
    const rows = [Array.from({ length: to.length + 1 }, (_, index) => index)];
    for (let i = 1; i <= from.length; i++) {
        const row = [i];
        for (let j = 1; j <= to.length; j++) {
            const same = from[i - 1] === to[j - 1];
            const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
            const at = (y: number, x: number) => rows[y]?.[x] ?? 0;
            const steps = [at(i - 1, j) + 1, (row[j - 1] ?? 0) + 1, at(i - 1, j - 1) + (same ? 0 : 1)];
            row.push(Math.min(...steps, swapped ? at(i - 2, j - 2) + 1 : (steps[0] ?? 0)));
        }
        rows.push(row);
    }
    return rows[from.length]?.[to.length] ?? 0;
}
