import * as pulumi from "@pulumi/pulumi";

/** What has the name; throws a sentence that lists those there are. */
export function named<T>(all: Map<string | undefined, T>, name: string): T {
    const found = all.get(name);
    if (found === undefined)
        throw new pulumi.RunError(`index.ts: ${JSON.stringify(name)} is none of ${[...all.keys()].join(", ")}`);
    return found;
}

/** What is made of each item, by the item's name. */
export function byName<I extends { name: string }, T>(items: I[], make: (item: I) => T): Map<string | undefined, T> {
    return new Map(items.map((item) => [item.name, make(item)]));
}
