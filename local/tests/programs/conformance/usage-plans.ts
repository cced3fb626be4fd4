import * as apigateway from "@pulumi/aws/apigateway";
import type { ApiOfCase, KeyOfCase, UsagePlanOfCase } from "../../conformance/api-of-case";

/** The case's usage plans with their keys, and the keys of no plan. */
export function usagePlans(api: apigateway.RestApi, given: ApiOfCase): void {
    // Keys that a case only lists are in a plan without limits.
    const listed = (given.apiKeys ?? []).map((value) => ({ value }));
    const open: UsagePlanOfCase[] = listed.length > 0 ? [{ stages: [given.stage ?? "v0"], keys: listed }] : [];
    for (const [index, { stages, keys, quota, throttle }] of [...(given.usagePlans ?? []), ...open].entries()) {
        const plan = new apigateway.UsagePlan(`plan-${index}`, {
            name: `plan-${index}`,
            apiStages: stages.map((stage) => ({ apiId: api.id, stage })),
            quotaSettings: quota,
            throttleSettings: throttle,
        });
        for (const [at, key] of keys.entries()) {
            const name = `plan-${index}-key-${at}`;
            new apigateway.UsagePlanKey(name, {
                usagePlanId: plan.id,
                keyType: "API_KEY",
                keyId: apiKey(name, key).id,
            });
        }
    }
    for (const [index, key] of (given.looseApiKeys ?? []).entries()) apiKey(`loose-${index}`, key);
}

function apiKey(name: string, { id, value, enabled = true }: KeyOfCase): apigateway.ApiKey {
    return new apigateway.ApiKey(name, { name, value, enabled }, { import: id });
}
