import { streamingGlobals } from "./runtime-streaming-globals";

/** Puts `awslambda` where modules look for it while they load, unless the function's variables forbid that. */
export function defineGlobals(others: object = {}): void {
    const forbidden = ["1", "true"].includes(process.env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? "");
    if (!forbidden) Object.assign(globalThis, { awslambda: { ...streamingGlobals, ...others } });
}
