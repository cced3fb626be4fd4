import * as v from "valibot";
import type { Given } from "./config";
import { knownSettings } from "./known-settings";

const origin = v.pipe(
    v.string("must be a text"),
    v.regex(
        /^(\*|https?:\/\/[a-z0-9.-]+(:\d{1,5})?)$/,
        "must be an origin such as https://app.example.com, without a path or a slash at its end, or *",
    ),
);
const word = v.pipe(v.string("must be a text"), v.regex(/^[\w!#$%&*+.^`|~-]+$/, "must be one name"));

/** The stack's key `corsOrigins`. */
export const corsOrigins = v.array(origin, "must be a list of origins; `pulumi config set` writes one with --path");

/** What routes.ts says of requests from other origins. */
export const cors = knownSettings(
    {
        methods: v.optional(v.array(word, "must be a list of methods")),
        headers: v.optional(v.array(word, "must be a list of headers"), ["Authorization", "Content-Type", "X-Api-Key"]),
        credentials: v.optional(v.boolean("must be true or false"), false),
        maxAge: v.optional(
            v.custom<number>(
                (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 86_400,
                "must be a whole number from 0 to 86400",
            ),
        ),
    },
    "setting of cors",
    "must be a map of settings; {} for none",
);

/** What is wrong with origins and settings together, a sentence each. */
export function corsRules({ corsOrigins: origins = [], cors: settings }: Given): string[] {
    const problems: string[] = [];
    if (origins.includes("*") && origins.length > 1)
        problems.push(
            `corsOrigins: "*" beside ${origins.length - 1} more; "*" is every origin, so leave it or them away`,
        );
    if (origins.includes("*") && settings?.credentials)
        problems.push(
            'corsOrigins: "*" beside cors.credentials of routes.ts; browsers refuse the two together, so name the origins',
        );
    const twice = origins.find((each, index) => origins.indexOf(each) < index);
    if (twice !== undefined) problems.push(`corsOrigins: ${JSON.stringify(twice)} stands there twice; once is enough`);
    return problems;
}
