import * as v from "valibot";
import type { Authorizer } from "./authorizer-rules";
import { knownSettings, mapOf } from "./known-settings";
import { requestModels, requestParameters, requestValidator } from "./request-rules";
import { parseRouteKey, pathResources, type Route } from "./route-key";

const text = v.pipe(v.string("must be a text"), v.nonEmpty("must not be empty"));
const settings = knownSettings(
    {
        operationName: v.optional(text),
        apiKeyRequired: v.optional(v.boolean("must be true or false"), false),
        authorization: v.optional(v.picklist(["NONE", "AWS_IAM"], "must be NONE or AWS_IAM")),
        authorizer: v.optional(text),
        scopes: v.optional(
            v.pipe(v.array(text, "must be a list of scopes"), v.nonEmpty("must name a scope, or be left out")),
        ),
        function: v.optional(text),
        responseTransferMode: v.optional(v.picklist(["BUFFERED", "STREAM"], "must be BUFFERED or STREAM")),
        requestValidator: v.optional(requestValidator),
        requestModels: v.optional(requestModels),
        requestParameters: v.optional(requestParameters),
    },
    "setting of a route",
    "must be a map of settings; {} for none",
);

/** From a map of route keys and settings to routes, in the order of their keys. Says of each key and setting what is wrong. */
export const routes = v.pipe(
    mapOf(v.string(), settings, 'must be a map from route key to settings, such as { "POST /lambda": {} }'),
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
    v.transform((given) => {
        // How a person orders them shall change nothing, and least of all make a deployment.
        const inOrder = Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1));
        return inOrder.map(([key, settings]) => ({ key, ...parseRouteKey(key), settings }));
    }),
);

/** A route as its own rules leave it: whether its authorizer is one is not known yet. */
export type GivenRoute = v.InferOutput<typeof routes>[number];

/** A route with what its authorizer means for API Gateway. */
export function withAuthorization(route: GivenRoute, authorizers: Authorizer[]): Route {
    const { authorizer, authorization = "NONE" } = route.settings;
    const type = authorizers.find(({ name }) => name === authorizer)?.inputs.type;
    const asked = type === undefined ? authorization : type === "COGNITO_USER_POOLS" ? type : "CUSTOM";
    return { ...route, settings: { ...route.settings, authorization: asked } };
}
