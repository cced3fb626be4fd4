/**
 * What stands at a dotted path of a value, undefined where nothing does. A segment of special characters is quoted,
 * `['…']`; an array's is its index. The empty path is the whole value. Throws for a path of another form.
 */
export function valueAt(value: unknown, path: string): unknown {
    let at = value;
    for (const segment of segments(path)) {
        if (typeof at !== "object" || at === null || !Object.hasOwn(at, segment)) return undefined;
        at = (at as Record<string, unknown>)[segment];
    }
    return at;
}

function segments(path: string): string[] {
    const found: string[] = [];
    const segment = /(?:^|\.)([^.[\]]+)|\.?\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\d+))\]/y;
    while (segment.lastIndex < path.length) {
        const at = segment.lastIndex;
        const [, plain, single, double, index] = segment.exec(path) ?? [];
        const quoted = (single ?? double)?.replace(/\\(.)/g, "$1");
        const name = plain ?? quoted ?? index;
        if (name === undefined)
            throw new Error(`${JSON.stringify(path)} is no path: see ${JSON.stringify(path.slice(at))}`);
        found.push(name);
    }
    return found;
}
