import * as v from "valibot";
import type { Given } from "./config";
import { knownSettings, mapOf } from "./known-settings";

/** What API Gateway checks, as a resource: its logical name, and its inputs. */
export interface PlannedValidator {
    name: string;
    inputs: { validateRequestBody: boolean; validateRequestParameters: boolean };
}

/** A model: its logical name, and its inputs. */
export interface PlannedModel {
    name: string;
    inputs: { name: string; contentType: string; schema: string };
}

const flag = v.optional(v.boolean("must be true or false"), false);
export const requestValidator = knownSettings(
    { validateRequestBody: flag, validateRequestParameters: flag },
    "setting of a request validator",
    "must be a map, such as { validateRequestBody: true }",
);
export const requestModels = mapOf(
    v.pipe(v.string(), v.regex(/^(\$default|[\w.+-]+\/[\w.+-]+)$/, "must be a media type or $default")),
    v.pipe(v.string("must be the name of a model"), v.nonEmpty("must be the name of a model")),
    "must be a map from media type to the name of a model",
);
export const requestParameters = mapOf(
    v.pipe(
        v.string(),
        v.regex(
            /^method\.request\.(header|querystring|path)\.[^\s.]+$/,
            "must be method.request.header.NAME, method.request.querystring.NAME or method.request.path.NAME",
        ),
    ),
    v.boolean("must be true or false"),
    "must be a map from parameter to true or false",
);

// Every API has the first two; the third is this program's.
const taken = ["Empty", "Error", "AnyJson"];

/** From a map of names and JSON schemas to models, sorted by name. */
export const models = v.pipe(
    mapOf(
        v.pipe(
            v.string(),
            v.regex(/^[A-Za-z0-9]{1,64}$/, "must be named with letters and digits"),
            v.check((name) => !taken.includes(name), "is a name that every API of this program has; choose another"),
        ),
        v.pipe(
            v.custom<object>((value) => typeof value === "object" && value !== null, "must be a JSON schema"),
            v.check((value) => !Array.isArray(value), "must be a JSON schema"),
        ),
        "must be a map from name to JSON schema",
    ),
    v.transform((given): PlannedModel[] =>
        Object.entries(given)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, schema]) => ({
                name: `model-${name}`,
                inputs: { name, contentType: "application/json", schema: JSON.stringify(schema) },
            })),
    ),
);

/** What is wrong with models, parameters and validators of routes together, a sentence each. */
export function requestRules({ routes = [], models: declared }: Given): string[] {
    const known = [...(declared ?? []).map(({ inputs }) => inputs.name), ...taken];
    return routes.flatMap(({ key, path, settings }) => {
        const { requestModels = {}, requestParameters = {}, requestValidator } = settings;
        const problems: string[] = [];
        for (const [type, name] of Object.entries(requestModels))
            if (declared && !known.includes(name))
                problems.push(
                    `routes.${key}.requestModels.${type}: "${name}" is no model of routes.ts; known are ${known.join(", ")}`,
                );
        for (const parameter of Object.keys(requestParameters)) {
            const name = parameter.replace("method.request.path.", "");
            if (name !== parameter && !path.includes(`{${name}}`) && !path.includes(`{${name}+}`))
                problems.push(`routes.${key}.requestParameters.${parameter}: the path has no variable {${name}}`);
        }
        // RV9: a model or a parameter alone lets everything through, and whoever wrote it believes otherwise.
        if (Object.keys(requestModels).length > 0 && !requestValidator?.validateRequestBody)
            problems.push(
                `routes.${key}.requestModels: are not checked without requestValidator: { validateRequestBody: true }`,
            );
        if (Object.values(requestParameters).includes(true) && !requestValidator?.validateRequestParameters)
            problems.push(
                `routes.${key}.requestParameters: are not checked without requestValidator: { validateRequestParameters: true }`,
            );
        return problems;
    });
}

/** The validator of a route's settings: one that checks the same serves all routes. */
export function validatorOf(settings: {
    requestValidator?: Partial<PlannedValidator["inputs"]>;
}): PlannedValidator | undefined {
    const { validateRequestBody = false, validateRequestParameters = false } = settings.requestValidator ?? {};
    const checks = [validateRequestBody && "body", validateRequestParameters && "parameters"].filter(Boolean);
    if (checks.length === 0) return undefined;
    return { name: checks.join("-and-"), inputs: { validateRequestBody, validateRequestParameters } };
}
