import * as v from "valibot";
import { knownSettings, mapOf } from "./known-settings";

/** An authorizer of routes.ts. */
export interface Authorizer {
    /** Name in routes.ts, and logical name. */
    name: string;
    /** The file of handler/ that is asked; none where AWS asks a user pool. */
    file?: string;
    /** Inputs of the resource, but for what it invokes. */
    inputs: {
        type: "TOKEN" | "REQUEST" | "COGNITO_USER_POOLS";
        identitySource: string;
        identityValidationExpression?: string;
        authorizerResultTtlInSeconds?: number;
        providerArns?: string[];
    };
}

const text = v.pipe(v.string("must be a text"), v.nonEmpty("must not be empty"));
const header = v.pipe(
    v.string("must be a text"),
    v.regex(
        /^method\.request\.header\.[\w!#$%&'*+.^`|~-]+$/,
        "must be one header, such as method.request.header.Authorization",
    ),
);
// AU12: a path parameter is none.
const source = v.pipe(
    v.string("must be a text"),
    v.regex(
        /^(method\.request\.(header|querystring)|stageVariables|context)\.[^\s,]+$/,
        "must be method.request.header.NAME, method.request.querystring.NAME, stageVariables.NAME or context.NAME",
    ),
);
const seconds = v.custom<number>(
    (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 3600,
    "must be a whole number from 0 to 3600",
);

const noSettings = 'must be a map of settings, such as { type: "REQUEST", function: "authorize" }';
const authorization = "method.request.header.Authorization";
const kinds = {
    TOKEN: knownSettings(
        {
            type: v.literal("TOKEN"),
            function: text,
            identitySource: v.optional(header, authorization),
            identityValidationExpression: v.optional(text),
            resultTtlInSeconds: v.optional(seconds, 300),
        },
        "setting of a TOKEN authorizer",
        noSettings,
    ),
    REQUEST: knownSettings(
        {
            type: v.literal("REQUEST"),
            function: text,
            // The AWS provider puts the header Authorization in the place of none, which AWS would allow without a lifetime.
            identitySource: v.optional(
                v.pipe(v.array(source, "must be a list of sources"), v.nonEmpty("must name a source")),
                [authorization],
            ),
            resultTtlInSeconds: v.optional(seconds, 300),
        },
        "setting of a REQUEST authorizer",
        noSettings,
    ),
    COGNITO_USER_POOLS: knownSettings(
        {
            type: v.literal("COGNITO_USER_POOLS"),
            identitySource: v.optional(header, authorization),
            identityValidationExpression: v.optional(text),
        },
        "setting of a COGNITO_USER_POOLS authorizer",
        noSettings,
    ),
};
const words = Object.keys(kinds) as (keyof typeof kinds)[];
const none = v.object(
    { type: v.picklist(words, `must be ${words.join(", ").replace(/, (?=\w+$)/, " or ")}`) },
    noSettings,
);
type Settings = v.InferOutput<(typeof kinds)[keyof typeof kinds]>;
const settings = v.lazy((given): v.GenericSchema<unknown, Settings> => {
    const type = Object(given).type as keyof typeof kinds;
    return words.includes(type) ? kinds[type] : (none as never);
});

/** From a map of names and settings to authorizers, sorted by name. Says of each name and setting what is wrong. */
export const authorizers = v.pipe(
    mapOf(
        v.pipe(v.string(), v.regex(/^[A-Za-z][\w-]{0,31}$/, "must be named with up to 32 letters, digits, _ and -")),
        settings,
        "must be a map from name to authorizer",
    ),
    v.transform((given): Authorizer[] =>
        Object.entries(given)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, { type, identitySource, ...more }]) => {
                const { function: file, resultTtlInSeconds, identityValidationExpression } = more as LambdaSettings;
                return {
                    name,
                    file,
                    inputs: {
                        type,
                        identitySource: [identitySource].flat().join(","),
                        identityValidationExpression,
                        authorizerResultTtlInSeconds: resultTtlInSeconds,
                    },
                };
            }),
    ),
);

/** An authorizer with the user pools it asks in this stack. */
export function withUserPools(authorizer: Authorizer, userPoolArns: Record<string, string[]>): Authorizer {
    return { ...authorizer, inputs: { ...authorizer.inputs, providerArns: userPoolArns[authorizer.name] } };
}

interface LambdaSettings {
    function?: string;
    resultTtlInSeconds?: number;
    identityValidationExpression?: string;
}
