import * as v from "valibot";
import { integer } from "./config-rules";
import { knownSettings } from "./known-settings";

/** The plan of the API keys, as inputs, and the names of its keys. */
export interface PlannedUsagePlan {
    inputs: {
        throttleSettings?: { rateLimit: number; burstLimit: number };
        quotaSettings?: { limit: number; period: string };
    };
    keys: string[];
}

const rate = v.custom<number>((value) => typeof value === "number" && value >= 0, "must be a number, 0 or above");
const keyName = v.pipe(
    v.string("must be a text"),
    v.regex(/^[A-Za-z][\w-]{0,31}$/, "must be up to 32 letters, digits, _ and -, a letter first"),
);

/** The stack's key `usagePlan`; {} is none. */
export const usagePlan = v.pipe(
    knownSettings(
        {
            throttle: v.optional(
                knownSettings(
                    { rateLimit: rate, burstLimit: integer(0) },
                    "limit of a throttle",
                    "must be a map of limits",
                ),
            ),
            quota: v.optional(
                knownSettings(
                    {
                        limit: integer(1),
                        period: v.picklist(["DAY", "WEEK", "MONTH"], "must be DAY, WEEK or MONTH"),
                    },
                    "setting of a quota",
                    "must be a map of limit and period",
                ),
            ),
            keys: v.optional(
                v.pipe(
                    v.array(keyName, "must be a list of names"),
                    v.check((names) => new Set(names).size === names.length, "must name each key once"),
                ),
                [],
            ),
        },
        "setting of a usage plan",
        "must be a map of throttle, quota and keys",
    ),
    v.transform(({ throttle, quota, keys }): PlannedUsagePlan | undefined =>
        throttle || quota || keys.length > 0
            ? { inputs: { throttleSettings: throttle, quotaSettings: quota }, keys }
            : undefined,
    ),
);
