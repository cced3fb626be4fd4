import { createHash, timingSafeEqual } from "node:crypto";
import type { RestApi, UsagePlan } from "../program/program";
import { rawHeader } from "./event-headers";

/** An API key that is accepted; with its plan, unless a person named it on the command line. */
export interface AcceptedKey {
    id: string;
    value: string;
    plan?: UsagePlan;
}

/**
 * The key of a request, if it is one of a plan that contains the stage (UK2) and not disabled (UK3), or one of `others`. It
 * comes from `x-api-key`, or, where the API says so, from the authorizer (UK8).
 */
export function acceptedKey(
    { apiKeySource, usagePlans }: RestApi,
    rawHeaders: string[],
    usageIdentifierKey: string | undefined,
    others: string[],
): AcceptedKey | undefined {
    const given = apiKeySource === "HEADER" ? rawHeader(rawHeaders, "x-api-key") : usageIdentifierKey;
    if (given === undefined) return undefined;
    const isGiven = (value: string) => timingSafeEqual(digest(value), digest(given));
    for (const plan of usagePlans) {
        const key = plan.keys.find(({ value, enabled }) => enabled && isGiven(value));
        if (key) return { id: key.id, value: key.value, plan };
    }
    const value = others.find(isGiven);
    return value === undefined ? undefined : { id: digest(value).toString("hex").slice(0, 10), value };
}

// What is compared in constant time must be equally long.
function digest(key: string): Buffer {
    return createHash("sha256").update(key).digest();
}
