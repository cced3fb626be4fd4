import * as v from "valibot";

/** A map of known settings: each has its own rule, and of an unknown one it is said that it is no such `thing`. */
export function knownSettings<const E extends v.ObjectEntries>(entries: E, thing: string, noMap: string) {
    const known = Object.keys(entries);
    return v.pipe(
        v.unknown(),
        v.check((value) => !Array.isArray(value), noMap),
        v.looseObject(entries, noMap),
        v.rawCheck(({ dataset, addIssue }) => {
            if (typeof dataset.value !== "object" || dataset.value === null || Array.isArray(dataset.value)) return;
            for (const key of Object.keys(dataset.value).filter((name) => !known.includes(name))) {
                const path: [v.IssuePathItem] = [{ type: "object", origin: "key", input: {}, key, value: key }];
                addIssue({ message: `is no ${thing}; known are ${known.join(", ")}`, input: key, path });
            }
        }),
        v.transform((value) => value as v.InferOutput<v.ObjectSchema<E, undefined>>),
    );
}

/** A map of names, which have a rule of their own, to what each has; a list is none. */
export function mapOf<V extends v.GenericSchema>(name: v.GenericSchema<string>, value: V, noMap: string) {
    return v.pipe(
        v.unknown(),
        v.check((given) => !Array.isArray(given), noMap),
        v.record(name, value, noMap),
    );
}
