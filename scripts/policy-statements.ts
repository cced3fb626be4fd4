import type { Request } from "./provider-calls";

/** Statements that allow requests: one for all resources with the same actions; what a wider resource covers falls away. */
export function statements(asked: Request[]): object[] {
    const wanted = new Map<string, { action: string; resource: string; passedTo?: string }>();
    for (const request of asked)
        wanted.set(JSON.stringify([request.action, request.resource, request.passedTo]), request);
    const kept = [...wanted.values()].filter(
        (one) =>
            ![...wanted.values()].some(
                (other) =>
                    one !== other &&
                    one.action === other.action &&
                    one.passedTo === other.passedTo &&
                    covers(other.resource, one.resource),
            ),
    );
    const byResource = groups(kept, ({ resource, passedTo = "" }) => `${passedTo} ${resource}`);
    const sets = [...byResource.values()].map((requests) => ({
        resource: requests[0]?.resource ?? "",
        passedTo: requests[0]?.passedTo,
        actions: requests.map(({ action }) => action).sort(),
    }));
    const merged = groups(
        sets,
        ({ actions, passedTo = "", resource }) => `${actions} ${passedTo} ${resource.split(":")[2]}`,
    );
    const count = new Map<string, number>();
    return [...merged.values()].map((same) => {
        const { actions = [], passedTo } = same[0] ?? {};
        const service = actions[0]?.split(":")[0] ?? "";
        count.set(service, (count.get(service) ?? 0) + 1);
        return {
            Sid: `${service}${count.get(service)}`,
            Effect: "Allow",
            Action: one(actions),
            Resource: one(same.map(({ resource }) => resource).sort()),
            ...(passedTo && { Condition: { StringEquals: { "iam:PassedToService": passedTo } } }),
        };
    });
}

function covers(pattern: string, resource: string): boolean {
    const source = pattern.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replace(/\*/g, ".*");
    return new RegExp(`^${source}$`).test(resource);
}

function groups<T>(items: T[], key: (item: T) => string): Map<string, T[]> {
    const all = new Map<string, T[]>();
    for (const item of items) all.set(key(item), [...(all.get(key(item)) ?? []), item]);
    return all;
}

function one<T>(list: T[]): T | T[] {
    return list.length === 1 ? (list[0] as T) : list;
}
