import type { Why } from "./why";

/** RV5; `what` says what is wrong with the body, by the model or before that is asked. */
export function bodyRefused(model: string, what: string): Why {
    return {
        fact: "RV5",
        reason: `the body is not what the model ${model} asks for: ${what}`,
        advice: "send one that fits, or change the model's schema",
    };
}

/** RV7 */
export function unusableModel(model: string): Why {
    return {
        fact: "RV7",
        reason: `the model ${model} is no schema of draft 4 that API Gateway can use`,
        advice: "look for a $ref that leads nowhere, a pattern that is none, or a model that there is not",
    };
}
