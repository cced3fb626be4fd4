/** What is made of each item, by the item's name. */
export function byName<I extends { name: string }, T>(items: I[], make: (item: I) => T): Map<string | undefined, T> {
    return new Map(items.map((item) => [item.name, make(item)]));
}
