import type { Method, Quota, Throttle, UsagePlan } from "../program/program";

/** What the requests of a stage have used of its limits. Exact, where AWS's are best effort (UK10). */
export interface Limits {
    /** Counts a request, of a key of a plan where it has one; says which limit refuses it, if one does. */
    refusal(method: Method, client: Client | undefined, now: number): "THROTTLED" | "QUOTA_EXCEEDED" | undefined;
}

export interface Client {
    plan: UsagePlan;
    keyId: string;
}

/** Makes limits of which nothing is used. */
export function createLimits(): Limits {
    const buckets = new Map<string, { tokens: number; at: number }>();
    const used = new Map<string, { window: number; count: number }>();

    function takes(name: string, { rateLimit, burstLimit }: Throttle, now: number): boolean {
        const bucket = buckets.get(name) ?? { tokens: burstLimit, at: now };
        bucket.tokens = Math.min(burstLimit, bucket.tokens + ((now - bucket.at) / 1000) * rateLimit);
        bucket.at = now;
        buckets.set(name, bucket);
        if (bucket.tokens < 1) return false;
        bucket.tokens--;
        return true;
    }

    function counts(name: string, { limit, period, offset }: Quota, now: number): boolean {
        const window = windowOf(period, now);
        const before = used.get(name);
        const current = before?.window === window ? before : { window, count: before ? 0 : offset };
        used.set(name, current);
        if (current.count >= limit) return false;
        current.count++;
        return true;
    }

    return {
        refusal: (method, client, now) => {
            const route = `${method.httpMethod} ${method.resourcePath}`;
            // UK6: the plan's for the method, the plan's, the stage's.
            const throttles: [name: string, throttle: Throttle | undefined][] = [[route, method.throttle]];
            if (client) {
                const name = `${client.plan.id} ${client.keyId}`;
                throttles.unshift(
                    [`${name} ${route}`, client.plan.methodThrottles[route]],
                    [name, client.plan.throttle],
                );
            }
            for (const [name, throttle] of throttles) if (throttle && !takes(name, throttle, now)) return "THROTTLED";
            // UK7: by key. [UK7] what is throttled does not count.
            const { plan, keyId } = client ?? {};
            return plan?.quota && !counts(`${plan.id} ${keyId}`, plan.quota, now) ? "QUOTA_EXCEEDED" : undefined;
        },
    };
}

// [UK7] in UTC, weeks from Sunday on.
function windowOf(period: Quota["period"], now: number): number {
    const date = new Date(now);
    const day = Math.floor(now / 86_400_000);
    if (period === "MONTH") return date.getUTCFullYear() * 12 + date.getUTCMonth();
    return period === "WEEK" ? day - date.getUTCDay() : day;
}
