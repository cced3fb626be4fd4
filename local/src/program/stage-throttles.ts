import type { RegisteredResource } from "./engine";
import { routeKey, type Throttle, throttle } from "./usage-plan";

/** Route key to what the stage's MethodSettings set for it, undefined where that is no limit; `* /*` for all others. */
export function stageThrottles(
    api: RegisteredResource,
    stage: RegisteredResource,
    resources: RegisteredResource[],
): Record<string, Throttle | undefined> {
    const settings = resources.filter(
        ({ type, inputs }) =>
            type === "aws:apigateway/methodSettings:MethodSettings" &&
            inputs.restApi === api.id &&
            inputs.stageName === stage.inputs.stageName,
    );
    return Object.fromEntries(
        settings.map(({ inputs }) => {
            const { throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit } = (inputs.settings ?? {}) as {
                throttlingRateLimit?: number;
                throttlingBurstLimit?: number;
            };
            const limits = {
                ...(rateLimit === undefined ? {} : { rateLimit }),
                ...(burstLimit === undefined ? {} : { burstLimit }),
            };
            return [routeKey(String(inputs.methodPath)), throttle(limits)];
        }),
    );
}
