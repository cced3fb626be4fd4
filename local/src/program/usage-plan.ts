import type { RegisteredResource } from "./engine";

/** A usage plan that contains the stage, with its keys. */
export interface UsagePlan {
    id: string;
    name: string;
    keys: ApiKey[];
    throttle: Throttle | undefined;
    /** Route key, `GET /users/{id}`, to what is set for it alone. */
    methodThrottles: Record<string, Throttle>;
    quota: Quota | undefined;
}

export interface ApiKey {
    id: string;
    name: string;
    value: string;
    enabled: boolean;
    /** Whether AWS, not the program, chooses the value. */
    madeUp: boolean;
}

/** Requests a second, and at one moment. */
export interface Throttle {
    rateLimit: number;
    burstLimit: number;
}

export interface Quota {
    limit: number;
    period: "DAY" | "WEEK" | "MONTH";
    /** What the first period is short of. */
    offset: number;
}

/** Reads the usage plans that a stage of an API is in. */
export function usagePlansOf(api: RegisteredResource, stageName: string, resources: RegisteredResource[]): UsagePlan[] {
    const all = (type: string) => resources.filter((resource) => resource.type === `aws:apigateway/${type}`);
    const keys = new Map(all("apiKey:ApiKey").map((key) => [key.id, key]));
    const memberships = all("usagePlanKey:UsagePlanKey");
    return all("usagePlan:UsagePlan").flatMap((plan) => {
        const stages = (plan.inputs.apiStages ?? []) as ApiStage[];
        const here = stages.find(({ apiId, stage }) => apiId === api.id && stage === stageName);
        if (!here) return [];
        const members = memberships.filter(({ inputs }) => inputs.usagePlanId === plan.id);
        const throttles = (here.throttles ?? []).map(({ path, ...limits }) => [routeKey(path), throttle(limits)]);
        const quota = plan.inputs.quotaSettings as Partial<Quota> | undefined;
        return {
            id: plan.id,
            name: String(plan.state.name),
            keys: members.flatMap(({ inputs }) => apiKey(keys.get(String(inputs.keyId)))),
            throttle: throttle(plan.inputs.throttleSettings as Partial<Throttle> | undefined),
            methodThrottles: Object.fromEntries(throttles.filter(([, limits]) => limits !== undefined)),
            quota: quota?.limit === undefined ? undefined : { offset: 0, period: "DAY", ...quota, limit: quota.limit },
        };
    });
}

interface ApiStage {
    apiId: string;
    stage: string;
    throttles?: ({ path: string } & Partial<Throttle>)[];
}

function apiKey(key: RegisteredResource | undefined): ApiKey[] {
    if (!key) return [];
    const { inputs, state, id } = key;
    const madeUp = inputs.value === undefined;
    const [name, value] = [String(state.name), String(state.value)];
    return [{ id, name, value, enabled: inputs.enabled !== false, madeUp }];
}

/** Undefined where nothing is limited: without a rate, or with the provider's -1. */
export function throttle(given: Partial<Throttle> | undefined): Throttle | undefined {
    const { rateLimit, burstLimit } = given ?? {};
    if (rateLimit === undefined && burstLimit === undefined) return undefined;
    if (rateLimit === -1 || burstLimit === -1) return undefined;
    // [UK6] a burst that is not set is that of one second.
    return { rateLimit: rateLimit ?? 0, burstLimit: burstLimit ?? Math.ceil(rateLimit ?? 0) };
}

/** `/users/{id}/GET`, or with `~1` for each slash of the path, as the route key `GET /users/{id}`. */
export function routeKey(methodPath: string): string {
    const slash = methodPath.lastIndexOf("/");
    const path = methodPath.slice(0, slash).replaceAll("~1", "/").replace(/^\/*/, "/");
    return `${methodPath.slice(slash + 1)} ${path}`;
}
