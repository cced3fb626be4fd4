import * as v from "valibot";
import { parseRouteKey, pathResources, type Route } from "./route-key";

const noRoutes = 'must be a map from route key to settings, such as { "POST /lambda": {} }';
const noSettings = "must be a map of settings; {} for none";
const routeSettings = v.looseObject(
    {
        operationName: v.optional(v.pipe(v.string("must be a text"), v.nonEmpty("must not be empty"))),
        apiKeyRequired: v.optional(v.boolean("must be true or false"), false),
        authorization: v.optional(v.picklist(["NONE", "AWS_IAM"], "must be NONE or AWS_IAM"), "NONE"),
    },
    noSettings,
);
const settings = Object.keys(routeSettings.entries);
const onlyKnown = v.rawCheck<v.InferOutput<typeof routeSettings>>(({ dataset, addIssue }) => {
    if (typeof dataset.value !== "object") return;
    for (const key of Object.keys(dataset.value ?? {}).filter((name) => !settings.includes(name))) {
        const path: [v.IssuePathItem] = [{ type: "object", origin: "key", input: {}, key, value: key }];
        addIssue({ message: `is no setting of a route; known are ${settings.join(", ")}`, input: key, path });
    }
});
/** From a map of route keys and settings to routes, in the order of their keys. Says of each key and setting what is wrong. */
export const routes = v.pipe(
    v.unknown(),
    v.check((value) => !Array.isArray(value), noRoutes),
    v.record(
        v.string(),
        v.pipe(
            v.unknown(),
            v.check((value) => !Array.isArray(value), noSettings),
            routeSettings,
            onlyKnown,
        ),
        noRoutes,
    ),
    v.rawCheck(({ dataset, addIssue }) => {
        if (typeof dataset.value !== "object" || Array.isArray(dataset.value)) return;
        const attempt = <T>(work: () => T): T[] => {
            try {
                return [work()];
            } catch (error) {
                addIssue({ message: (error as Error).message });
                return [];
            }
        };
        const keys = Object.keys(dataset.value ?? {}).sort();
        if (keys.length === 0) addIssue({ message: "is empty; API Gateway cannot deploy an API without a method" });
        const parsed = keys.flatMap((key) => attempt(() => ({ key, ...parseRouteKey(key) })));
        if (parsed.length === keys.length) attempt(() => pathResources(parsed));
    }),
    v.transform((given): Route[] => {
        // How a person orders them shall change nothing, and least of all make a deployment.
        const inOrder = Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1));
        return inOrder.map(([key, settings]) => ({ key, ...parseRouteKey(key), settings }));
    }),
);
